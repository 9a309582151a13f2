import { open } from 'node:fs/promises';
import { type Fault, InputError, messageOf } from '../../base/errors.js';
import { foldKey } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { parseRows } from './csvLines.js';

export const COLUMNS = [
  'channel',
  'external_id',
  'place',
  'groups',
  'locale',
  'name',
  'under_16',
  'guardian_consent',
] as const;
export type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['channel', 'external_id', 'place'];

/** What the first line of a list says. */
export interface Header extends Columns<Column> {
  /** Where each column stands; a column that may be left out and is, is not there. */
  index: Partial<Record<Column, number>> & { channel: number; external_id: number; place: number };
}

/** The first line of any list, by the names of its columns. */
export interface Columns<Name extends string> {
  delimiter: string;
  /** Line of the file on which the names stand. */
  line: number;
  /** How many cells each row has. */
  width: number;
  index: Partial<Record<Name, number>>;
}

/** Excel writes semicolons where the comma is the decimal sign, as in Vietnam, and tabs when asked for text. */
const DELIMITERS = [',', ';', '\t'];
const HEAD_BYTES = 65_536;

/** The columns of a list of contacts; see `readColumns`. */
export async function readHeader(file: string, fileName: string, say: Translate): Promise<Header> {
  const { index, ...columns } = await readColumns(file, fileName, COLUMNS, REQUIRED, say);
  const { channel, external_id, place, ...optional } = index;
  if (channel === undefined || external_id === undefined || place === undefined)
    throw new Error('a required column is missing and was not refused');
  return { ...columns, index: { ...optional, channel, external_id, place } };
}

/**
 * Reads the line of column names. Whatever is wrong with the file as a whole is one InputError here, before anything is
 * written: not a file, UTF-16, empty, columns missing, unknown or twice.
 */
export async function readColumns<Name extends string>(
  file: string,
  fileName: string,
  wanted: readonly Name[],
  required: readonly Name[],
  say: Translate,
): Promise<Columns<Name>> {
  const fail = (line: number | null, what: string, mend: string): never => {
    throw new InputError('bad-contacts-file', [{ file: fileName, line, what, mend } satisfies Fault]);
  };
  const columns = wanted.join(', ');
  const head = await readHead(file).catch((error: unknown) =>
    fail(null, say('people:import.cannotRead', { reason: messageOf(error) }), say('people:import.cannotReadMend')),
  );
  if (head === 'not-a-file') return fail(null, say('people:import.notAFile'), say('people:import.notAFileMend'));
  if (isUtf16(head)) return fail(1, say('people:import.utf16'), say('people:import.utf16Mend'));
  const lines = new TextDecoder('utf-8').decode(head).split(/\r\n|\n|\r/);
  const at = lines.findIndex((line) => line.trim() !== '');
  const text = lines[at];
  if (text === undefined) return fail(1, say('people:import.empty'), say('people:import.emptyMend', { columns }));

  const delimiter = DELIMITERS.reduce((best, next) =>
    text.split(next).length > text.split(best).length ? next : best,
  );
  const cells = parseRows(text, delimiter)?.[0];
  if (cells === undefined) return fail(at + 1, say('people:import.quote'), say('people:import.quoteMend'));
  while (cells.at(-1)?.trim() === '') cells.pop();
  const names = cells.map((cell) => foldKey(cell).replace(/[\s-]/g, '_'));
  const problems = describe(names, wanted, required, say);
  if (problems.length > 0)
    return fail(
      at + 1,
      say('people:import.header', { problems: problems.join('; ') }),
      say('people:import.headerMend', { columns, required: required.join(', ') }),
    );
  const index: Partial<Record<Name, number>> = {};
  for (const name of wanted) if (names.includes(name)) index[name] = names.indexOf(name);
  return { delimiter, line: at + 1, width: names.length, index };
}

async function readHead(file: string): Promise<Uint8Array | 'not-a-file'> {
  const handle = await open(file);
  try {
    if (!(await handle.stat()).isFile()) return 'not-a-file';
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isUtf16(head: Uint8Array): boolean {
  return (
    (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || head.subarray(0, 32).includes(0)
  );
}

function describe(
  names: readonly string[],
  wanted: readonly string[],
  required: readonly string[],
  say: Translate,
): string[] {
  const missing = required.filter((column) => !names.includes(column));
  const unknown = names.filter((name) => !wanted.includes(name)).map((name) => `“${name.slice(0, 40)}”`);
  const twice = wanted.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  return [
    missing.length > 0 ? say('people:import.headerMissing', { names: missing.join(', ') }) : '',
    unknown.length > 0 ? say('people:import.headerUnknown', { names: unknown.slice(0, 10).join(', ') }) : '',
    twice.length > 0 ? say('people:import.headerTwice', { names: twice.join(', ') }) : '',
  ].filter((problem) => problem !== '');
}
