import { CsvError, parse } from 'csv-parse/sync';

/** A line as it stands in the file, from 1, with its cells; or what is wrong with the line as such. */
export type CsvLine = { line: number; cells: string[] } | { line: number; fault: 'quote' | 'too-long' };

/** No honest row is longer; a file without line breaks must not be gathered in memory. */
const LINE_MAX_LENGTH = 16_384;

/**
 * Cuts a stream of bytes into rows of cells, a chunk at a time, with flat memory. UTF-8 with or without BOM; lines end
 * in LF, CRLF or CR; blank lines are passed over but counted. A row never spans lines, so a forgotten quotation mark
 * spoils its own line and not the rest of the file. Bytes that are no UTF-8 come as U+FFFD.
 */
export async function* csvLines(chunks: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<CsvLine[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let skipping = false;
  let line = 0;

  const cut = (text: string, last: boolean): CsvLine[] => {
    const pieces = text.split(/\r\n|\n|\r/);
    rest = last ? '' : (pieces.pop() ?? '');
    const found: CsvLine[] = [];
    for (const piece of pieces) {
      line++;
      if (skipping) skipping = false;
      else if (piece.length > LINE_MAX_LENGTH) found.push({ line, fault: 'too-long' });
      else if (piece.trim() !== '') found.push({ line, cells: [piece] });
    }
    if (rest.length > LINE_MAX_LENGTH) {
      if (!skipping) found.push({ line: line + 1, fault: 'too-long' });
      skipping = true;
      rest = '';
    }
    splitCells(found, delimiter);
    return found;
  };

  let held = '';
  for await (const chunk of chunks) {
    const text = rest + held + decoder.decode(chunk, { stream: true });
    // A CR at the end may be the first half of CRLF.
    held = text.endsWith('\r') ? '\r' : '';
    const found = cut(held === '' ? text : text.slice(0, -1), false);
    if (found.length > 0) yield found;
  }
  const found = cut(rest + held + decoder.decode(), true);
  if (found.length > 0) yield found;
}

/** Replaces the single cell of each line, its text, by its cells. */
function splitCells(lines: CsvLine[], delimiter: string): void {
  const quoted: number[] = [];
  for (const [index, found] of lines.entries()) {
    if (!('cells' in found)) continue;
    const [text = ''] = found.cells;
    if (text.includes('"')) quoted.push(index);
    else found.cells = text.split(delimiter);
  }
  if (quoted.length > 0) splitQuoted(lines, quoted, delimiter);
}

/** Quoted lines are parsed together, which is four times as fast as one by one, unless one of them is malformed. */
function splitQuoted(lines: CsvLine[], quoted: readonly number[], delimiter: string): void {
  const even = quoted.filter((index) => isEven(textOf(lines[index])));
  const together = parseRows(even.map((index) => textOf(lines[index])).join('\n'), delimiter);
  const whole = together?.length === even.length ? together : null;
  const cellsOf = new Map(
    even.map((index, position) => [index, whole?.[position] ?? parseRows(textOf(lines[index]), delimiter)?.[0]]),
  );
  for (const index of quoted) {
    const found = lines[index];
    const cells = cellsOf.get(index);
    if (found !== undefined)
      lines[index] = cells === undefined ? { line: found.line, fault: 'quote' } : { line: found.line, cells };
  }
}

function textOf(found: CsvLine | undefined): string {
  return found !== undefined && 'cells' in found ? (found.cells[0] ?? '') : '';
}

/** With an even number of quotation marks a well-formed line ends outside of quotes and cannot swallow the next. */
function isEven(text: string): boolean {
  return text.split('"').length % 2 === 1;
}

/** Null when some quotation mark stands where none may. */
export function parseRows(text: string, delimiter: string): string[][] | null {
  if (text === '') return [];
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
