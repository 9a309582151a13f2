import { nfc } from '../../base/text.js';

export type Typed =
  | { kind: 'start'; payload: string }
  | { kind: 'command'; name: string; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'other' };

/** Nothing that anybody sees: blanks, signs without width, marks without a letter. */
const INVISIBLE = /^[\s\p{Z}\p{Cc}\p{Cf}\p{M}\u115f\u1160\u3164\u2800]*$/u;

/** What a person typed: a command where it begins with a slash, as people do on every channel once they know one. */
export function readTyped(words: string): Typed {
  const text = nfc(words).trim();
  if (INVISIBLE.test(text)) return { kind: 'other' };
  const command = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text);
  if (command === null) return { kind: 'text', text };
  const name = (command[1] ?? '').toLowerCase();
  const rest = (command[2] ?? '').trim();
  return name === 'start' ? { kind: 'start', payload: rest } : { kind: 'command', name, text: rest };
}
