import { queryable, type Sql } from '../../people/queryable.js';
import { byDepth, FIELDS, type Field, impliedBy } from './checks.js';
import { type Indicator, isPolice } from './form.js';
import { tidy } from './parseFigure.js';
import { type Body, type Period, type ReportState, readBodiesOf } from './period.js';

/** One figure as it was filed, or added up. Null where there is none, or where one of those added has none: half a sum would be read as the whole. */
export interface Sum {
  value: number | null;
  cumulative: number | null;
  samePeriod: number | null;
  /** How many bodies gave a figure for this period. */
  bodies: number;
}

export interface BodyFigures extends Body {
  figures: ReadonlyMap<string, Sum>;
  words: ReadonlyMap<string, string>;
}

export interface AddedUp {
  bodies: BodyFigures[];
  /** By code of the place, then of the indicator. */
  places: ReadonlyMap<string, ReadonlyMap<string, Sum>>;
  total: ReadonlyMap<string, Sum>;
  counts: Record<ReportState, number>;
  /** Bodies without a report that counts: none sent, or sent back. */
  missing: Body[];
}

interface Row {
  agencyId: number;
  code: string;
  value: number | null;
  cumulative: number | null;
  samePeriod: number | null;
  words: string | null;
}

/**
 * All reports of a period added up by place and over all, in two statements whatever their number. Counted is what was sent and not sent back,
 * with `confirmedOnly` what the standing agency has received. Percents are worked out again from the sums they rest on. Police figures are never
 * added up: over all they are those of the police body of the place itself, in a commune those of its own, as typed.
 */
export async function addUp(
  on: Sql,
  period: Period,
  { confirmedOnly = false }: { confirmedOnly?: boolean } = {},
): Promise<AddedUp> {
  const listed = await readBodiesOf(on, period.id);
  const { rows } = await queryable(on).query<Row>(
    `select agency_id as "agencyId", code, value, cumulative, same_period as "samePeriod", words from figure where period_id = $1`,
    [period.id],
  );
  const byAgency = new Map<number, Row[]>();
  for (const row of rows) {
    const list = byAgency.get(row.agencyId);
    if (list === undefined) byAgency.set(row.agencyId, [row]);
    else list.push(row);
  }
  const counted = (state: ReportState): boolean => state === 'accepted' || (state === 'sent' && !confirmedOnly);
  const bodies = listed.map((body): BodyFigures => {
    const own = counted(body.state) ? (byAgency.get(body.id) ?? []) : [];
    return {
      ...body,
      figures: new Map(
        own.map(({ code, value, cumulative, samePeriod }) => [
          code,
          { value, cumulative, samePeriod, bodies: value === null ? 0 : 1 },
        ]),
      ),
      words: new Map(own.flatMap(({ code, words }) => (words === null ? [] : [[code, words]]))),
    };
  });
  const places = new Map<string, BodyFigures[]>();
  for (const body of bodies) {
    const list = places.get(body.place);
    if (list === undefined) places.set(body.place, [body]);
    else list.push(body);
  }
  const order = byDepth(period.form.indicators);
  const counts = { none: 0, sent: 0, accepted: 0, returned: 0 };
  for (const { state } of listed) counts[state] += 1;
  return {
    bodies,
    places: new Map([...places].map(([place, list]) => [place, sumOver(order, list, place)])),
    total: sumOver(order, bodies, period.standing.place),
    counts,
    missing: listed.filter(({ state }) => state === 'none' || state === 'returned'),
  };
}

const NONE: Sum = { value: null, cumulative: null, samePeriod: null, bodies: 0 };

function sumOver(order: readonly Indicator[], bodies: readonly BodyFigures[], place: string): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const one of order) {
    if (one.type === 'text') continue;
    if (one.by === 'police') {
      // Two police bodies of one place would be two answers to one question: neither is taken.
      const own = bodies.filter((body) => body.place === place && isPolice(body) && body.figures.has(one.code));
      sums.set(one.code, (own.length === 1 ? own[0]?.figures.get(one.code) : undefined) ?? NONE);
    } else if (one.type === 'percent') {
      const share = (field: Field): number | null => impliedBy(one, (code) => sums.get(code)?.[field] ?? null);
      const given = bodies.filter((body) => (body.figures.get(one.code)?.value ?? null) !== null);
      sums.set(one.code, {
        value: share('value'),
        cumulative: share('cumulative'),
        samePeriod: share('samePeriod'),
        bodies: given.length,
      });
    } else sums.set(one.code, sumOf(bodies.flatMap((body) => body.figures.get(one.code) ?? [])));
  }
  return sums;
}

/** A field is added up where everybody who gave a figure for the period gave it as well. */
function sumOf(figures: readonly Sum[]): Sum {
  const given = figures.filter(({ value }) => value !== null);
  const added = Object.fromEntries(
    FIELDS.map((field) => {
      const values = given.flatMap((one) => one[field] ?? []);
      return [
        field,
        values.length === 0 || values.length < given.length
          ? null
          : tidy(values.reduce((sum, value) => sum + value, 0)),
      ];
    }),
  );
  return { ...NONE, ...added, bodies: given.length };
}
