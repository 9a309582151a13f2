import { MAX_BYTES, Refused } from '../refuse.js';
import type { Block } from './block.js';
import { readDocx } from './docx.js';
import { readHtml } from './html.js';
import { readMarkdown } from './markdown.js';
import { decodeOld, modern } from './modern.js';
import { readPdf } from './pdf.js';
import { readText } from './text.js';

/**
 * Bytes to blocks. What the first bytes say counts more than the file's name, so a spreadsheet renamed .docx and a
 * PDF renamed .txt are told apart. Throws Refused; memory and time are bounded by MAX_BYTES and each reader's limits.
 */
export async function readBlocks(bytes: Uint8Array, fileName: string): Promise<Block[]> {
  return modern(await blocksOf(bytes, fileName));
}

async function blocksOf(bytes: Uint8Array, fileName: string): Promise<Block[]> {
  if (bytes.byteLength > MAX_BYTES) throw new Refused('plan-too-big');
  if (bytes.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09))
    throw new Refused('plan-empty');
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]))
    return readDocx(bytes);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw new Refused('plan-old-word');
  if (isPdf(bytes)) return readPdf(bytes);
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  if (extension === 'docx' || extension === 'pdf') throw new Refused('plan-damaged');
  const reader = readers.get(extension);
  if (reader === undefined) throw new Refused('plan-unknown-format');
  return reader(decode(bytes));
}

const readers = new Map<string, (text: string) => Block[]>([
  ['txt', readText],
  ['md', readMarkdown],
  ['markdown', readMarkdown],
  ['html', readHtml],
  ['htm', readHtml],
]);

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Readers look for the header anywhere in the first 1,024 bytes; so do scanners that put their own bytes before it. */
function isPdf(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).includes('%PDF-');
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder(utf16Of(bytes) ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    const old = bytes.includes(0) ? null : decodeOld(bytes);
    if (old === null) throw new Refused('plan-not-utf8');
    text = old;
  }
  if (text.includes('\u0000')) throw new Refused('plan-unknown-format');
  return text;
}

/** UTF-16 by its mark or, where an editor left that out, by every other byte being nought: letters, spaces and line ends are of ASCII. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  const sample = bytes.subarray(0, 2_000);
  const noughts = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) noughts[at % 2] = (noughts[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = noughts;
  if (odd > sample.length * 0.25 && even < odd * 0.05) return 'utf-16le';
  return even > sample.length * 0.25 && odd < even * 0.05 ? 'utf-16be' : null;
}
