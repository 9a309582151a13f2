import { createReadStream } from 'node:fs';
import type { Fault } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { csvLines } from './csvLines.js';
import { readColumns } from './header.js';

/** A row by the names of its columns (NFC, trimmed, single spaces; empty where the list has no such column), or what is wrong with it. */
export type TableRow<Name extends string> =
  | { line: number; cells: Record<Name, string> }
  | { line: number; fault: Fault };

const CELL_MAX = 500;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/**
 * Reads a short list (agencies, officials) row by row as it streams in. What is wrong with the file as a whole is an InputError before
 * the first row; what is wrong with a row is that row's fault, with its line, and spoils no other. Empty rows are passed over.
 */
export async function* readTable<Name extends string>(
  file: string,
  columns: readonly Name[],
  required: readonly Name[],
  say: Translate,
): AsyncGenerator<TableRow<Name>> {
  const header = await readColumns(file, file, columns, required, say);
  for await (const lines of csvLines(createReadStream(file), header.delimiter)) {
    for (const found of lines) {
      const { line } = found;
      if (line <= header.line) continue;
      const fault = (what: string, mend: string): TableRow<Name> => ({ line, fault: { file, line, what, mend } });
      if ('fault' in found) {
        yield found.fault === 'quote'
          ? fault(say('people:import.quote'), say('people:import.quoteMend'))
          : fault(say('people:import.lineTooLong'), say('people:import.lineTooLongMend'));
        continue;
      }
      const given = found.cells.map((cell) =>
        nfc(cell)
          .replace(/[^\S\p{Cc}]+/gu, ' ')
          .trim(),
      );
      while (given.length > header.width && given.at(-1) === '') given.pop();
      if (given.every((cell) => cell === '')) continue;
      if (given.length !== header.width)
        yield fault(
          say('people:import.columns', { given: given.length, wanted: header.width }),
          say('people:import.columnsMend'),
        );
      else if (given.some((cell) => cell.includes('\uFFFD')))
        yield fault(say('people:import.notUtf8'), say('people:import.notUtf8Mend'));
      else if (given.some((cell) => cell.length > CELL_MAX || CONTROL.test(cell)))
        yield fault(say('people:import.name'), say('people:import.nameMend', { max: CELL_MAX }));
      else yield { line, cells: byName(columns, given, header.index) };
    }
  }
}

function byName<Name extends string>(
  columns: readonly Name[],
  cells: readonly string[],
  index: Partial<Record<Name, number>>,
): Record<Name, string> {
  const named: Partial<Record<Name, string>> = {};
  for (const name of columns) named[name] = cells[index[name] ?? -1] ?? '';
  return named as Record<Name, string>;
}
