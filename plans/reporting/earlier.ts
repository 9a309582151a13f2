import { queryable, type Sql } from '../../people/queryable.js';
import { addDays } from '../deadlines/day.js';
import type { Earlier } from './checks.js';
import { tidy } from './parseFigure.js';
import type { Period } from './period.js';

interface Past {
  id: number;
  from: string;
  to: string;
  confirmed: boolean;
}

/** A month's figures say nothing about half a year's: only periods of about the same length are held against each other. */
const ALIKE = 0.2;

/**
 * What one body reported in earlier periods of the same form, whatever its version: the last one of about the same length, the same
 * days of last year, and the sum of this year's up to this period. That sum is only there where the body's confirmed periods
 * cover the year without a gap; otherwise a figure would be left out unseen.
 */
export async function readEarlier(on: Sql, period: Period, agencyId: number): Promise<Earlier> {
  const { rows: past } = await queryable(on).query<Past>(
    `select r.id, r.from_day::text as "from", r.to_day::text as "to", o.state = 'confirmed' as confirmed
       from reporting_period r join report_form f on f.id = r.form_id
       join obligation o on o.period_id = r.id and o.agency_id = $2 and o.occurrence <> 'next' and o.state in ('reported', 'confirmed')
      where f.key = $1 and r.id <> $3 and r.to_day < $4::date order by r.to_day desc, r.id desc`,
    [period.form.key, agencyId, period.id, period.from],
  );
  const last = past.find((one) => Math.abs(length(one) - length(period)) <= ALIKE * length(period));
  const lastYear = past.find(
    (one) => one.confirmed && one.from === yearBefore(period.from) && one.to === yearBefore(period.to),
  );
  const year = chainOf(
    past.filter(({ confirmed }) => confirmed),
    period.from,
  );
  const wanted = [...new Set([last, lastYear, ...(year ?? [])].flatMap((one) => one?.id ?? []))];
  const { rows } = await queryable(on).query<{ period: number; code: string; value: number }>(
    'select period_id as period, code, value from figure where agency_id = $1 and period_id = any($2) and value is not null',
    [agencyId, wanted],
  );
  const of = (one: Past | undefined): Map<string, number> =>
    new Map(rows.flatMap(({ period: id, code, value }) => (id === one?.id ? [[code, value]] : [])));
  return { last: of(last), lastYear: of(lastYear), yearSoFar: year === null ? null : addAll(year.map(of), period) };
}

/** Figures that every one of the periods has; at the year's beginning that is nought for all of them. */
function addAll(periods: readonly ReadonlyMap<string, number>[], { form }: Period): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { code, type } of form.indicators) {
    if (type !== 'count' && type !== 'number') continue;
    const values = periods.flatMap((figures) => figures.get(code) ?? []);
    if (values.length === periods.length) sums.set(code, tidy(values.reduce((sum, value) => sum + value, 0)));
  }
  return sums;
}

/** Periods that follow each other from 1 January to the day before, the longest first; null where there is a gap. */
function chainOf(confirmed: readonly Past[], from: string): Past[] | null {
  const chain: Past[] = [];
  let day = `${from.slice(0, 4)}-01-01`;
  while (day < from) {
    const [next] = confirmed.filter((one) => one.from === day && one.to < from).sort((a, b) => (a.to < b.to ? 1 : -1));
    if (next === undefined) return null;
    chain.push(next);
    day = addDays(next.to, 1);
  }
  return chain;
}

const length = ({ from, to }: { from: string; to: string }): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000 + 1;

/** The same day a year before; the last of February stays the last. */
function yearBefore(day: string): string {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return addDays(day, 1).endsWith('-03-01') ? addDays(`${before.slice(0, 4)}-03-01`, -1) : before;
}
