import { nfc } from '../../base/text.js';
import { queryable, type Sql } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { type Entry, impliedBy, NOTHING } from './checks.js';
import { readEarlier } from './earlier.js';
import { type FiledReport, type Filer, fileReport } from './fileReport.js';
import { type Form, type Indicator, indicatorsFor, sectionsToWrite } from './form.js';
import { parseFigure } from './parseFigure.js';
import { type Body, type Period, requireBody } from './period.js';
import { readFiled } from './readReport.js';

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
  /** The name of the figure that it is a part of: alone "ở trường học" says nothing. */
  whole: string | null;
  /** What the body reported of it for the last period of about the same length; null where that is not known. */
  last: number | null;
}

export type TakenFigure =
  | { kind: 'taken'; value: number | null; text: string | null; next: AskedFigure | null }
  /** Said in the sender's language; nothing was kept, and the same is asked again. */
  | { kind: 'unclear'; what: string; mend: string; asked: AskedFigure };

/** Figures that follow from others by a rule are not asked for; last what is to be written. */
async function askedOf(on: Sql, period: Period, body: Body): Promise<AskedFigure[]> {
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
      whole: wholeOf(period.form, one),
    })),
    ...sectionsToWrite(period.form).map(({ code, heading, ask }) => ({
      code,
      name: heading,
      unit: null,
      ask,
      kind: 'text' as const,
      group: null,
      whole: null,
    })),
  ];
  const { last } = await readEarlier(on, period, body.id);
  return list.map((one, at) => ({ ...one, no: at + 1, of: list.length, last: last.get(one.code) ?? null }));
}

function wholeOf({ indicators }: Form, { code, within }: Indicator): string | null {
  const whole = indicators.find(({ sum }) => sum?.includes(code)) ?? indicators.find((one) => one.code === within);
  return whole?.name ?? null;
}

interface Draft {
  code: string;
  value: number | null;
  words: string | null;
  cumulative: number | null;
  samePeriod: number | null;
  /** It came in a workbook, with its other columns. */
  whole: boolean;
}

async function readDraft(on: Sql, periodId: number, agencyId: number): Promise<Draft[]> {
  const { rows } = await queryable(on).query<Draft>(
    'select code, value, words, cumulative, same_period as "samePeriod", whole from figure_draft where period_id = $1 and agency_id = $2',
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
  return (await askedOf(db, period, body)).find(({ code }) => !given.has(code)) ?? null;
}

/** All that is asked of a body, in the form's order. Throws InputError where it owes no report. */
export async function figuresAsked(db: Database, period: Period, agencyId: number, by: Filer): Promise<AskedFigure[]> {
  return askedOf(db, period, await requireBody(db, period, agencyId, by.say));
}

/** Where a report was filed before (sent back, taken back, to be corrected), its figures are what is given already; a draft that was begun stays. */
export async function resumeFigures(db: Database, period: Period, agencyId: number, by: Filer): Promise<void> {
  const asked = (await figuresAsked(db, period, agencyId, by)).map(({ code }) => code);
  await db.pool.query(
    `insert into figure_draft (period_id, agency_id, code, value, words)
     select f.period_id, f.agency_id, f.code, f.value, f.words from figure f
      where f.period_id = $1 and f.agency_id = $2 and f.code = any($3) and (f.value is not null or f.words is not null)
        and not exists (select from figure_draft d where d.period_id = $1 and d.agency_id = $2)
     on conflict do nothing`,
    [period.id, agencyId, asked],
  );
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
  const asked = (await askedOf(db, period, body)).find((one) => one.code === code);
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
        mend: by.say(
          parsed.problem === 'notNumber' ? 'reporting:figure.notNumberTyped' : `reporting:figure.${parsed.problem}Mend`,
          values,
        ),
        asked,
      };
    }
    value = parsed.value;
  }
  const words = asked.kind === 'text' && text !== null ? nfc(text).trim().slice(0, WORDS_MAX) || null : null;
  await db.pool.query(KEEP_ANSWER, [period.id, agencyId, code, value, words]);
  await leaveToLoa(db, period, agencyId);
  return { kind: 'taken', value, text: words, next: await nextFigure(db, period, agencyId, by) };
}

/** Longest text under one heading. */
const WORDS_MAX = 5_000;

/** The last answer counts. Beside another figure of this period, the year's that a workbook brought is no longer known. */
const KEEP_ANSWER = `
  insert into figure_draft as d (period_id, agency_id, code, value, words) values ($1, $2, $3, $4, $5)
  on conflict (period_id, agency_id, code) do update
     set value = excluded.value, words = excluded.words,
         cumulative = case when d.value is not distinct from excluded.value then d.cumulative end`;

/**
 * What follows from other figures is Loa's to add up as soon as all of them are there: a total that a workbook brought would
 * otherwise contradict the part that was put right after it, and nobody could mend it in the chat.
 */
export async function leaveToLoa(on: Sql, period: Period, agencyId: number): Promise<void> {
  const draft = new Map((await readDraft(on, period.id, agencyId)).map((one) => [one.code, one.value]));
  const implied = period.form.indicators.filter(
    (one) =>
      one.by !== 'police' &&
      (draft.get(one.code) ?? null) !== null &&
      impliedBy(one, (code) => draft.get(code) ?? null) !== null,
  );
  if (implied.length === 0) return;
  await queryable(on).query(
    'update figure_draft set value = null where period_id = $1 and agency_id = $2 and code = any($3)',
    [period.id, agencyId, implied.map(({ code }) => code)],
  );
}

/**
 * Sends what was given, one by one or in a workbook, through the same checks as ever. Throws InputError; the figures stay to be corrected.
 *
 * @param file hash of the workbook, where it is sent as it came
 */
export async function sendFigures(
  db: Database,
  period: Period,
  agencyId: number,
  by: Filer,
  file?: string,
): Promise<FiledReport> {
  const entries = await draftedEntries(db, period, agencyId);
  const how = file === undefined ? { via: 'chat' as const } : { via: 'workbook' as const, sha256: file };
  return fileReport(db, { period, agencyId, entries, ...how }, by);
}

/**
 * What was given one by one, as it would be filed. Beside it stands what a workbook said before and nobody asks in a chat: last year's
 * figure, and the year's where this period's is still the same.
 */
export async function draftedEntries(on: Sql, period: Period, agencyId: number): Promise<Map<string, Entry>> {
  const draft = await readDraft(on, period.id, agencyId);
  const filed = await readFiled(on, period.id, agencyId);
  return new Map(
    draft.map(({ code, value, words, whole, ...columns }) => {
      if (whole) return [code, { value, text: words, cumulative: columns.cumulative, samePeriod: columns.samePeriod }];
      const { value: was, cumulative, samePeriod } = filed.get(code) ?? NOTHING;
      return [code, { value, text: words, samePeriod, cumulative: was === value ? cumulative : null }];
    }),
  );
}
