import { Refused } from '../refuse.js';
import { commonWords, fromOld, type OldLetters, oldLettersOf } from '../text/oldLetters.js';
import type { Block } from './block.js';

/**
 * Blocks in Unicode: what stands in the old letters of TCVN3 or VNI is written anew where that is sure, also in a document
 * that has both; where it is not sure, the document is refused rather than read as noise. Soft hyphens go (TCVN3's "ư" is one).
 */
export function modern(blocks: readonly Block[]): Block[] {
  const old = oldLettersOf(
    blocks
      .flatMap(textsOf)
      .filter((text) => !UNICODE.test(text))
      .join('\n'),
  );
  if (old === 'unsure') throw new Refused('plan-not-utf8');
  return blocks.map((block) =>
    block.kind === 'table'
      ? { ...block, rows: block.rows.map((row) => row.map((one) => ({ ...one, text: even(one.text, old) }))) }
      : { ...block, text: even(block.text, old) },
  );
}

/** Letters that only Unicode has. */
const UNICODE = /[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]/u;

function textsOf(block: Block): string[] {
  return block.kind === 'table' ? block.rows.flatMap((row) => row.map((one) => one.text)) : [block.text];
}

function even(text: string, old: OldLetters | null): string {
  const anew = old === null || UNICODE.test(text) ? text : fromOld(text, old);
  // "Công an xã" is Latin-1 as well: a text that is more Vietnamese as it stands, stays.
  return (commonWords(anew) >= commonWords(text) ? anew : text).replace(/\u00ad/g, '');
}

/** A text file in an encoding of before Unicode; null where it cannot be told which. */
export function decodeOld(bytes: Uint8Array): string | null {
  const latin = new TextDecoder('latin1').decode(bytes);
  const old = oldLettersOf(latin);
  const windows = new TextDecoder('windows-1258').decode(bytes).normalize('NFC');
  const sure = old === null || old === 'unsure' ? '' : fromOld(latin, old);
  const [most, text] =
    commonWords(sure) >= commonWords(windows) ? [commonWords(sure), sure] : [commonWords(windows), windows];
  return most >= 4 ? text : null;
}
