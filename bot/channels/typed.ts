import { nfc } from '../../base/text.js';

export type Typed =
  | { kind: 'start'; payload: string }
  | { kind: 'command'; name: string; text: string }
  | { kind: 'text'; text: string };

/** What a person typed: a command where it begins with a slash, as people do on every channel once they know one. */
export function readTyped(words: string): Typed {
  const text = nfc(words).trim();
  const command = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text);
  if (command === null) return { kind: 'text', text };
  const name = (command[1] ?? '').toLowerCase();
  const rest = (command[2] ?? '').trim();
  return name === 'start' ? { kind: 'start', payload: rest } : { kind: 'command', name, text: rest };
}
