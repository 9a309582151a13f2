import { foldKey } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { draftedEntries } from './figureByFigure.js';
import { makeWorkbook } from './makeWorkbook.js';
import { type Period, requireBody } from './period.js';
import { readKnown } from './readReport.js';

export const WORKBOOK_MIME = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const NAME_CHARS = 60;

/**
 * The form that one body fills in, with what was sent before, last year's figures, and what was answered and not sent yet. Its name is of plain
 * letters: a file called otherwise comes out crippled on some telephones. Throws InputError where the body owes no report.
 */
export async function fillableForm(
  db: Database,
  period: Period,
  agencyId: number,
  say: Translate,
): Promise<{ fileName: string; bytes: Uint8Array }> {
  const agency = await requireBody(db, period, agencyId, say);
  const known = await readKnown(db, period, agencyId);
  for (const [code, entry] of await draftedEntries(db, period, agencyId))
    known.set(code, { ...entry, samePeriod: entry.samePeriod ?? known.get(code)?.samePeriod ?? null });
  const bytes = await makeWorkbook({ form: period.form, period, agency, known });
  return { fileName: `bieu-${period.id}-${plain(agency.name)}.xlsx`, bytes };
}

const plain = (name: string): string =>
  foldKey(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, NAME_CHARS);
