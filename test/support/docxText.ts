import { expect } from 'vitest';
import { readDocx } from '../../plans/formats/docx.js';
import { walkXml } from '../../plans/formats/xml.js';
import { unzipParts } from '../../plans/formats/zip.js';

/**
 * Every text of a .docx in its order, a paragraph or a row of a table per line. Throws for a file that Word would not open: a part that is missing or is no
 * XML; fails for a page that is not A4 with the margins of Nghị định 30/2020/NĐ-CP (20, 20, 30, 15 mm), or text in another type than Times New Roman.
 */
export function docxText(bytes: Uint8Array): string {
  const { parts } = unzipParts(bytes, (name) => /\.(xml|rels)$/.test(name));
  for (const name of ['[Content_Types].xml', '_rels/.rels', 'word/document.xml', 'word/styles.xml'])
    if (!parts.has(name)) throw new Error(`The document has no ${name}.`);
  const found = new Map<string, Record<string, string>>();
  for (const part of parts.values())
    walkXml(part, { open: (name, attributes) => void found.set(name, attributes), close: () => undefined });
  expect(found.get('w:pgSz')).toMatchObject({ 'w:w': '11906', 'w:h': '16838' });
  expect(found.get('w:pgMar')).toMatchObject({
    'w:top': '1134',
    'w:bottom': '1134',
    'w:left': '1701',
    'w:right': '850',
  });
  expect(found.get('w:rFonts')).toMatchObject({ 'w:ascii': 'Times New Roman' });
  return readDocx(bytes)
    .flatMap((block) =>
      block.kind === 'table' ? block.rows.map((row) => row.map(({ text }) => text).join(' | ')) : [block.text],
    )
    .join('\n');
}

/** Finds each text after the one before it, none of them twice over the same place. */
export function expectInOrder(told: string, wanted: readonly string[]): void {
  let from = 0;
  for (const words of wanted) {
    const at = told.indexOf(words, from);
    expect(at, `“${words}” after letter ${from}`).toBeGreaterThanOrEqual(from);
    from = at + words.length;
  }
}
