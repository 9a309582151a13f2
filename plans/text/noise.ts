import type { Block } from '../formats/block.js';

/** Lines that printing, web pages and signing programs put between the lines of a document. */
export function withoutNoise(blocks: readonly Block[]): Block[] {
  const kept: Block[] = [];
  for (const block of blocks) {
    if (block.kind !== 'table' && isNoise(block.text)) {
      // What stood on both sides of a page number belongs together; the gap around it means nothing.
      continue;
    }
    kept.push(block);
  }
  return kept;
}

function isNoise(line: string): boolean {
  const text = line.trim();
  return (
    /^[-–—\s]*(?:trang\s+)?\d{1,3}(?:\s*\/\s*\d{1,3})?[-–—\s]*$/iu.test(text) ||
    /^(?:https?:\/\/|www\.)\S+$/i.test(text) ||
    /^(?:ký bởi|người ký|thời gian ký|ngày ký|email|cơ quan ký)\s*:\s*\S/iu.test(text) ||
    /^[_.…\-–—=*~\s]{3,}$/u.test(text)
  );
}

/**
 * Drops the first copy of a repeated opening. Web pages print the head of a long document twice: once as a preview
 * that breaks off, once whole. A run of paragraphs that is repeated word for word directly after itself is that.
 */
export function withoutRepeatedOpening<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const keys = items.map(keyOf);
  for (let first = 0; first < Math.min(keys.length, 60); first += 1) {
    const key = keys[first] ?? '';
    let second = keys.indexOf(key, first + MIN_REPEAT);
    // An opening is printed twice or three times; a line that stands everywhere opens nothing.
    for (let tries = 0; second !== -1 && tries < 3; tries += 1) {
      let same = 0;
      while (first + same < second && keys[first + same] === keys[second + same]) same += 1;
      if (first + same >= second - 1 && same >= MIN_REPEAT) return [...items.slice(0, first), ...items.slice(second)];
      second = keys.indexOf(key, second + 1);
    }
  }
  return [...items];
}

/** Shorter repetitions are the document's own (a form's lines, a table's rows). */
const MIN_REPEAT = 6;
