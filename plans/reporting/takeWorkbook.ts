import { createHash } from 'node:crypto';
import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { audit, type FiledReport, type Filer, type Filing, fileReport } from './fileReport.js';
import { type Body, type Period, readPeriod, requireBody } from './period.js';
import { cellOf, type Opened, openWorkbook, readWorkbook, type WorkbookReading } from './readWorkbook.js';

/** Whose workbook it is, as far as whoever took it in knows; what is left out is read from the workbook itself. */
export interface Sender {
  agency?: number;
  period?: number;
  /** As the sender named it; stands in the faults. */
  file: string;
}

/**
 * Takes a filled form: reads it, checks it, files it, or throws InputError with a fault for each thing wrong, with sheet and cell; nothing
 * of it is kept then but an entry in the audit chain. A workbook of another body, of another period or of a former version of
 * the form is told apart by the mark it bears.
 */
export async function takeWorkbook(db: Database, bytes: Uint8Array, sender: Sender, by: Filer): Promise<FiledReport> {
  const opened = openWorkbook(bytes);
  const { period, agency } = await whose(db, opened, sender, by);
  const body = await requireBody(db, period, agency, by.say);
  const reading = readWorkbook(opened, period.form, body, sender.file, by.say);
  const wrong = [...identityFaults(reading, period, body, sender.file, by), ...reading.faults];
  if (wrong.length > 0) {
    const filing = { period, agencyId: body.id, via: 'workbook' as const };
    await audit(db.pool, filing, by, 'reports.refuse', { code: 'bad-workbook', faults: wrong.length });
    throw new InputError('bad-workbook', wrong);
  }
  return fileReport(
    db,
    {
      period,
      agencyId: body.id,
      entries: reading.entries,
      via: 'workbook',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      where: placesIn(reading, sender.file, by.say),
    },
    by,
  );
}

/** Where each figure stands in the workbook, for the faults that only show beside other figures. */
export function placesIn(reading: WorkbookReading, file: string, say: Translate): NonNullable<Filing['where']> {
  return (code, field) => {
    const at = cellOf(reading, code, field);
    if (at === null) return null;
    return { file, line: at.row, place: say('reporting:workbook.cell', { sheet: at.sheet, cell: at.cell }) };
  };
}

/** Who and when, from the sender or, where the sender does not say, from the mark in the workbook. */
async function whose(
  db: Database,
  opened: Opened,
  { period, agency, file }: Sender,
  by: Filer,
): Promise<{ period: Period; agency: number }> {
  const known = period === undefined || agency === undefined ? peek(opened, file, by) : null;
  const found = await readPeriod(db, period ?? known?.period ?? 0);
  const id = agency ?? known?.agency;
  if (found !== null && id !== undefined) return { period: found, agency: id };
  throw new InputError('bad-workbook', [
    { file, line: null, what: by.say('reporting:workbook.noMark'), mend: by.say('reporting:workbook.noMarkMend') },
  ]);
}

/** Only the mark: rows are read once it is known which form they are of. */
function peek(opened: Opened, file: string, { say }: Filer): { period: number; agency: number } | null {
  const nobody = { kind: 'other', key: '' } as const;
  const { identity, faults } = readWorkbook(
    opened,
    { key: 'none', name: '-', title: '-', outline: [], indicators: [] },
    nobody,
    file,
    say,
  );
  const [fault] = faults;
  if (identity === null && fault !== undefined && fault.line === null) throw new InputError('bad-workbook', [fault]);
  return identity;
}

/** That the mark is another period's, another body's or of a former form; none where there is no mark. */
export function identityFaults(
  { identity }: Pick<WorkbookReading, 'identity'>,
  period: Pick<Period, 'id' | 'name' | 'formSha'>,
  body: Pick<Body, 'id' | 'name'>,
  file: string,
  { say }: Filer,
): Fault[] {
  if (identity === null) return [];
  const fault = (key: 'otherPeriod' | 'otherBody' | 'otherForm', values: Record<string, string>): Fault => ({
    ...argumentFault(say(`reporting:workbook.${key}`, values), say(`reporting:workbook.${key}Mend`)),
    file,
  });
  if (identity.period !== period.id) return [fault('otherPeriod', { period: period.name })];
  if (identity.agency !== body.id) return [fault('otherBody', { agency: body.name })];
  return period.formSha.startsWith(identity.form) ? [] : [fault('otherForm', { period: period.name })];
}
