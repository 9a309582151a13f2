import { queryable, type Sql } from '../../people/queryable.js';
import { type Entry, NOTHING } from './checks.js';
import { readEarlier } from './earlier.js';
import { indicatorsFor } from './form.js';
import type { Body, Period } from './period.js';

/** One body's report as it was filed last, and every filing there was. */
export interface FiledFigures {
  figures: {
    code: string;
    name: string;
    unit: string | null;
    value: number | null;
    cumulative: number | null;
    samePeriod: number | null;
    text: string | null;
  }[];
  words: { code: string; heading: string; words: string }[];
  /** `taken` is false for what came after the confirmation: it was kept, and changed nothing. */
  history: {
    id: string;
    at: string;
    via: 'workbook' | 'chat';
    taken: boolean;
    officialId: string | null;
    staff: string | null;
  }[];
}

export async function readReport(on: Sql, period: Period, body: Body): Promise<FiledFigures> {
  const filed = await readFiled(on, period.id, body.id);
  const { rows } = await queryable(on).query<{
    id: number;
    at: Date;
    via: 'workbook' | 'chat';
    taken: boolean;
    officialId: number | null;
    staff: string | null;
  }>(
    `select id, at, via, taken, official_id as "officialId", staff from report_filing where period_id = $1 and agency_id = $2 order by id`,
    [period.id, body.id],
  );
  return {
    figures: indicatorsFor(period.form, body).map(({ code, name, unit }) => ({
      code,
      name,
      unit: unit ?? null,
      ...(filed.get(code) ?? NOTHING),
    })),
    words: period.form.outline.flatMap(({ code, heading }) => {
      const words = filed.get(code)?.text ?? null;
      return words === null ? [] : [{ code, heading, words }];
    }),
    history: rows.map((row) => ({
      ...row,
      id: String(row.id),
      at: row.at.toISOString(),
      officialId: row.officialId === null ? null : String(row.officialId),
    })),
  };
}

/** What stands in a body's form beforehand: what it filed last, and last year's figures where they are known. */
export async function readKnown(on: Sql, period: Period, agencyId: number): Promise<Map<string, Entry>> {
  const known = await readFiled(on, period.id, agencyId);
  const { lastYear } = await readEarlier(on, period, agencyId);
  for (const { code, by } of period.form.indicators) {
    const samePeriod = lastYear.get(code);
    const entry = known.get(code) ?? NOTHING;
    if (samePeriod !== undefined && by !== 'police' && entry.samePeriod === null)
      known.set(code, { ...entry, samePeriod });
  }
  return known;
}

/** What a body filed last, by the code. */
export async function readFiled(on: Sql, periodId: number, agencyId: number): Promise<Map<string, Entry>> {
  const { rows } = await queryable(on).query<Entry & { code: string }>(
    `select code, value, cumulative, same_period as "samePeriod", words as text from figure where period_id = $1 and agency_id = $2`,
    [periodId, agencyId],
  );
  return new Map(rows.map(({ code, ...entry }) => [code, entry]));
}
