import type { Fault } from '../base/errors.js';
import { nfc } from '../base/text.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';

/** Reads the bytes of a file; an argument so that whoever holds the files decides where they are. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** A text with an optional YAML head between two lines `---`. All text is NFC with `\n` line ends. */
export interface TextFile {
  file: string;
  head: string | null;
  /** The line of the file on which the head begins. */
  headLine: number;
  body: string;
  bodyLine: number;
  /** The lines of the file whose text was not NFC. */
  notNfcLines: number[];
}

/** A file's text in the one form that is stored: UTF-8, NFC, `\n`, no byte-order mark. Null with a fault otherwise. */
export async function readText(
  file: string,
  readFile: ReadFile,
  t: Translate,
): Promise<{ text: string; raw: string } | Fault> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    // Whatever the system says (not there, no right, a folder), the remedy is the same.
    return contentFault(t, 'unreadable', { file, line: null });
  }
  try {
    const raw = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
    return { text: nfc(raw), raw };
  } catch {
    return contentFault(t, 'notUtf8', { file, line: null });
  }
}

/** Reads a message's file and parts its head from its body. A file that does not begin with `---` is all body. */
export async function readTextFile(file: string, readFile: ReadFile, t: Translate): Promise<TextFile | Fault> {
  const read = await readText(file, readFile, t);
  if ('what' in read) return read;
  const notNfcLines = read.raw.split('\n').flatMap((line, at) => (line === nfc(line) ? [] : [at + 1]));
  const lines = read.text.split('\n');
  if (lines[0]?.trimEnd() !== '---') {
    return { file, head: null, headLine: 1, body: read.text, bodyLine: 1, notNfcLines };
  }
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  if (end === -1) return contentFault(t, 'frontMatterOpen', { file, line: 1 });
  return {
    file,
    head: lines.slice(1, end).join('\n'),
    headLine: 2,
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
    notNfcLines,
  };
}
