import { createHash } from 'node:crypto';
import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import type { Database } from '../../prisma/database.js';
import { audit, type FiledReport, type Filer, fileReport } from './fileReport.js';
import { type Body, type Period, readPeriod, requireBody } from './period.js';
import { cellOf, readWorkbook, type WorkbookReading } from './readWorkbook.js';

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
  const { period, agency } = await whose(db, bytes, sender, by);
  const body = await requireBody(db, period, agency, by.say);
  const reading = readWorkbook(bytes, period.form, body, sender.file, by.say);
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
      where: (code, field) => {
        const at = cellOf(reading, code, field);
        if (at === null) return null;
        return {
          file: sender.file,
          line: at.row,
          place: by.say('reporting:workbook.cell', { sheet: at.sheet, cell: at.cell }),
        };
      },
    },
    by,
  );
}

/** Who and when, from the sender or, where the sender does not say, from the mark in the workbook. */
async function whose(
  db: Database,
  bytes: Uint8Array,
  { period, agency, file }: Sender,
  by: Filer,
): Promise<{ period: Period; agency: number }> {
  const known = period === undefined || agency === undefined ? peek(bytes, file, by) : null;
  const found = await readPeriod(db, period ?? known?.period ?? 0);
  const id = agency ?? known?.agency;
  if (found !== null && id !== undefined) return { period: found, agency: id };
  throw new InputError('bad-workbook', [
    { file, line: null, what: by.say('reporting:workbook.noMark'), mend: by.say('reporting:workbook.noMarkMend') },
  ]);
}

/** Only the mark: rows are read once it is known which form they are of. */
function peek(bytes: Uint8Array, file: string, { say }: Filer): { period: number; agency: number } | null {
  const nobody = { kind: 'other', key: '' } as const;
  const { identity, faults } = readWorkbook(
    bytes,
    { key: 'none', name: '-', title: '-', outline: [], indicators: [] },
    nobody,
    file,
    say,
  );
  const [fault] = faults;
  if (identity === null && fault !== undefined && fault.line === null) throw new InputError('bad-workbook', [fault]);
  return identity;
}

function identityFaults(
  { identity }: WorkbookReading,
  period: Period,
  body: Body,
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
