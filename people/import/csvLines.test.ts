import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvLine, csvLines } from './csvLines.js';

async function read(bytes: Uint8Array, chunkSize = 65_536, delimiter = ','): Promise<CsvLine[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  }
  const found: CsvLine[] = [];
  for await (const lines of csvLines(chunks(), delimiter)) found.push(...lines);
  return found;
}
const readText = (text: string, chunkSize?: number, delimiter?: string) =>
  read(Buffer.from(text), chunkSize, delimiter);

describe('lines of a list', () => {
  it('are the same however the bytes arrive, in the middle of a letter or of a line end', async () => {
    const text = '\uFEFFa,Nguyễn Văn Ả\r\n"b;c",""\n\r"say ""hi""",x\r\r\nlast,ữ';
    const whole = await readText(text);
    expect(whole).toEqual([
      { line: 1, cells: ['a', 'Nguyễn Văn Ả'] },
      { line: 2, cells: ['b;c', ''] },
      { line: 4, cells: ['say "hi"', 'x'] },
      { line: 6, cells: ['last', 'ữ'] },
    ]);
    for (let size = 1; size < 20; size++) expect(await readText(text, size)).toEqual(whole);
  });

  it('read as a CSV library reads them, cell by cell', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '"', '""', ',', 'a,b', 'a"b', ';', ' x '),
    );
    const clean = cell.map((text) => text.replace(/[\r\n\uFEFF]/g, ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(clean, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          const text = rows
            .map((cells) => cells.map((one) => (/[",]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one)).join(','))
            .join('\n');
          const theirs: string[][] = parse(text, { relax_column_count: true, record_delimiter: '\n' });
          const ours = (await readText(text, size)).map((found) => ('cells' in found ? found.cells : found.fault));
          // A row of nothing but white space in a single cell is a blank line to us; here every row has two cells.
          expect(ours).toEqual(theirs);
        },
      ),
    );
  });

  it('keep a wrong quotation mark to its own line', async () => {
    const lines = await readText('a,"b\nc,d\n"e"f,g\n"h",i\nj","k\nl,m');
    expect(lines).toEqual([
      { line: 1, fault: 'quote' },
      { line: 2, cells: ['c', 'd'] },
      { line: 3, fault: 'quote' },
      { line: 4, cells: ['h', 'i'] },
      { line: 5, fault: 'quote' },
      { line: 6, cells: ['l', 'm'] },
    ]);
  });

  it('do not gather a file without line breaks in memory, and find the way back after it', async () => {
    const lines = await readText(`a,b\n${'x'.repeat(200_000)}\nc,d\n${'y'.repeat(200_000)}`, 1_000);
    expect(lines).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, fault: 'too-long' },
      { line: 3, cells: ['c', 'd'] },
      { line: 4, fault: 'too-long' },
    ]);
  });

  it('show bytes that are no UTF-8 as such', async () => {
    expect(await read(Buffer.from('a,\xe1\n', 'latin1'))).toEqual([{ line: 1, cells: ['a', '\uFFFD'] }]);
  });

  it('of nothing are none', async () => {
    expect(await readText('')).toEqual([]);
    expect(await readText('\uFEFF\r\n\n')).toEqual([]);
  });
});
