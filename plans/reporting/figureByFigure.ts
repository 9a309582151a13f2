import { nfc } from '../../base/text.js';
import { queryable, type Sql } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { type Entry, NOTHING } from './checks.js';
import { type FiledReport, type Filer, fileReport } from './fileReport.js';
import { type Indicator, indicatorsFor, sectionsToWrite } from './form.js';
import { parseFigure } from './parseFigure.js';
import { type Body, type Period, requireBody } from './period.js';

/** What is asked next in a chat: one figure, or the text under one heading. */
export interface AskedFigure {
  code: string;
  /** The indicator's name or the heading. */
  name: string;
  unit: string | null;
  /** What is asked under a heading. */
  ask: string | null;
  kind: Indicator['type'];
  /** The third of seventeen. */
  no: number;
  of: number;
  group: string | null;
}

export type TakenFigure =
  | { kind: 'taken'; value: number | null; text: string | null; next: AskedFigure | null }
  /** Said in the sender's language; nothing was kept, and the same is asked again. */
  | { kind: 'unclear'; what: string; mend: string; asked: AskedFigure };

/** Figures that follow from others by a rule are not asked for; last what is to be written. */
function askedOf(period: Period, body: Body): AskedFigure[] {
  const indicators = indicatorsFor(period.form, body).filter(
    (one) => one.by === 'police' || (one.sum ?? one.percent) === undefined,
  );
  const list = [
    ...indicators.map((one) => ({
      code: one.code,
      name: one.name,
      unit: one.unit ?? null,
      ask: null,
      kind: one.type,
      group: one.group ?? null,
    })),
    ...sectionsToWrite(period.form).map(({ code, heading, ask }) => ({
      code,
      name: heading,
      unit: null,
      ask,
      kind: 'text' as const,
      group: null,
    })),
  ];
  return list.map((one, at) => ({ ...one, no: at + 1, of: list.length }));
}

interface Draft {
  code: string;
  value: number | null;
  words: string | null;
}

async function readDraft(on: Sql, periodId: number, agencyId: number): Promise<Draft[]> {
  const { rows } = await queryable(on).query<Draft>(
    'select code, value, words from figure_draft where period_id = $1 and agency_id = $2',
    [periodId, agencyId],
  );
  return rows;
}

/** The first figure that was neither given nor passed over; null when all were, and the report may be sent. */
export async function nextFigure(
  db: Database,
  period: Period,
  agencyId: number,
  by: Filer,
): Promise<AskedFigure | null> {
  const body = await requireBody(db, period, agencyId, by.say);
  const given = new Set((await readDraft(db, period.id, agencyId)).map(({ code }) => code));
  return askedOf(period, body).find(({ code }) => !given.has(code)) ?? null;
}

/**
 * Takes one answer: a figure as people write it, words for a text, null for "no figure" (which is not nought). It is kept until the report is
 * sent; given again, the last one counts. Nothing is sent yet. Throws InputError where the body owes no report.
 */
export async function takeFigure(
  db: Database,
  { period, agencyId, code, text }: { period: Period; agencyId: number; code: string; text: string | null },
  by: Filer,
): Promise<TakenFigure> {
  const body = await requireBody(db, period, agencyId, by.say);
  const asked = askedOf(period, body).find((one) => one.code === code);
  if (asked === undefined) throw new Error(`${code} is not asked of agency ${agencyId}`);
  const indicator = period.form.indicators.find((one) => one.code === code);
  let value: number | null = null;
  if (asked.kind !== 'text' && indicator !== undefined && text !== null) {
    const parsed = parseFigure({ value: text }, indicator);
    if (!parsed.ok) {
      const values = { name: asked.name, shown: parsed.shown, unit: asked.unit ?? '' };
      return {
        kind: 'unclear',
        what: by.say(`reporting:figure.${parsed.problem}`, values),
        mend: by.say(`reporting:figure.${parsed.problem}Mend`, values),
        asked,
      };
    }
    value = parsed.value;
  }
  const words = asked.kind === 'text' && text !== null ? nfc(text).trim().slice(0, WORDS_MAX) || null : null;
  await db.pool.query(
    `insert into figure_draft (period_id, agency_id, code, value, words) values ($1, $2, $3, $4, $5)
     on conflict (period_id, agency_id, code) do update set value = excluded.value, words = excluded.words`,
    [period.id, agencyId, code, value, words],
  );
  return { kind: 'taken', value, text: words, next: await nextFigure(db, period, agencyId, by) };
}

/** Longest text under one heading. */
const WORDS_MAX = 5_000;

/** Sends what was given one by one, through the same checks as a workbook. Throws InputError; the figures stay to be corrected. */
export async function sendFigures(db: Database, period: Period, agencyId: number, by: Filer): Promise<FiledReport> {
  const draft = await readDraft(db, period.id, agencyId);
  const entries = new Map<string, Entry>(
    draft.map(({ code, value, words }) => [code, { ...NOTHING, value, text: words }]),
  );
  return fileReport(db, { period, agencyId, entries, via: 'chat' }, by);
}
