import type { CellObject, SheetData } from 'write-excel-file/node';
import { translator } from '../../content/i18n.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { sayDay } from '../review/say.js';
import type { AddedUp, Sum } from './addUp.js';
import { type Indicator, isPolice } from './form.js';
import type { Period } from './period.js';
import { across, bordered, bytesOf, figure, head, type SheetOut } from './xlsx/writing.js';

/**
 * The annex tables of a period, in Vietnamese: all figures added up, with last year's beside them; this period's by place and by body; the texts of
 * the bodies; who has not reported. What is not known is an empty cell, and figures of the police bear their source.
 */
export async function makeAnnex(period: Period, added: AddedUp, places: PlaceFinder): Promise<Uint8Array> {
  const figures = period.form.indicators.filter(({ type }) => type !== 'text');
  const sheets = [
    totals(period, added, figures),
    byPlace(period, added, figures, places),
    byBody(period, added, figures),
  ];
  return bytesOf([...sheets, texts(period, added), waiting(period, added)].filter(({ data }) => data.length > 0));
}

const say = translator('vi');

function titled(period: Period, title: string, columns: number): SheetData {
  return [
    across(title.toUpperCase(), columns, { fontWeight: 'bold', align: 'center', fontSize: 13, height: 36 }),
    across(`${period.form.name}: ${period.name}`, columns, { align: 'center' }),
    across(
      say('reporting:annex.span', { from: sayDay(period.from), to: sayDay(period.to), cutOff: sayDay(period.cutOff) }),
      columns,
      { align: 'center', fontStyle: 'italic' },
    ),
  ];
}

function totals(period: Period, { total, counts }: AddedUp, figures: readonly Indicator[]): SheetOut {
  const heads = [
    'no',
    'code',
    'name',
    'unit',
    'value',
    'cumulative',
    'samePeriod',
    'change',
    'changePercent',
    'note',
  ] as const;
  const rows = grouped(figures, heads.length, (one, no) => {
    const sum = total.get(one.code) ?? { value: null, cumulative: null, samePeriod: null, bodies: 0 };
    const { change, percent } = changeOf(sum);
    return [
      bordered({ value: no, align: 'center' }),
      bordered({ value: one.code }),
      bordered({ value: one.name, wrap: true }),
      bordered({ value: one.unit ?? '', align: 'center' }),
      figure(sum.value),
      figure(sum.cumulative),
      figure(sum.samePeriod),
      figure(one.type === 'percent' ? null : change),
      figure(one.type === 'percent' ? null : percent),
      bordered({ value: noteOf(one, sum), wrap: true }),
    ];
  });
  const data = [
    ...titled(period, say('reporting:annex.totals'), heads.length),
    across(
      say('reporting:annex.counted', {
        accepted: counts.accepted,
        sent: counts.sent,
        missing: counts.none + counts.returned,
      }),
      heads.length,
    ),
    heads.map((key) => head(say(`reporting:sheet.${key}`))),
    ...rows,
  ];
  return {
    sheet: say('reporting:annex.totalsTab'),
    columns: [6, 10, 46, 14, 14, 14, 14, 14, 12, 34].map((width) => ({ width })),
    data,
    orientation: 'landscape',
  };
}

/** Rows under the headings of the form, numbered through. */
function grouped(
  figures: readonly Indicator[],
  columns: number,
  row: (one: Indicator, no: number) => CellObject[],
): SheetData {
  const rows: SheetData = [];
  let group: string | undefined;
  figures.forEach((one, at) => {
    if (one.group !== undefined && one.group !== group)
      rows.push(across(one.group, columns, bordered({ fontWeight: 'bold', backgroundColor: '#F2F2F2' })));
    group = one.group;
    rows.push(row(one, at + 1));
  });
  return rows;
}

/** More or less than in the same period last year; a share only of something. */
export function changeOf({ value, samePeriod }: Pick<Sum, 'value' | 'samePeriod'>): {
  change: number | null;
  percent: number | null;
} {
  if (value === null || samePeriod === null) return { change: null, percent: null };
  const change = Math.round((value - samePeriod) * 1e6) / 1e6;
  return { change, percent: samePeriod === 0 ? null : Math.round((change / samePeriod) * 1e4) / 100 };
}

export function noteOf(one: Indicator, sum: Sum): string {
  if (one.by === 'police') return say(sum.value === null ? 'reporting:annex.noPolice' : 'reporting:annex.police');
  if (one.type === 'percent') return say('reporting:annex.percent');
  return sum.bodies === 0 ? say('reporting:annex.nobody') : say('reporting:annex.bodies', { bodies: sum.bodies });
}

/** One row a place, one column an indicator: this period. */
function byPlace(
  period: Period,
  { places, total }: AddedUp,
  figures: readonly Indicator[],
  finder: PlaceFinder,
): SheetOut {
  const columns = figures.length + 2;
  const line = (no: CellObject, name: string, sums: ReadonlyMap<string, Sum>, more: CellObject = {}): CellObject[] => [
    no,
    bordered({ value: name, wrap: true, ...more }),
    ...figures.map(({ code }) => figure(sums.get(code)?.value ?? null, more)),
  ];
  const rows = [...places].map(([code, sums], at) =>
    line(bordered({ value: at + 1, align: 'center' }), finder.byCode(code)?.name ?? code, sums),
  );
  return {
    sheet: say('reporting:annex.placesTab'),
    columns: [6, 32, ...figures.map(() => 14)].map((width) => ({ width })),
    data: [
      ...titled(period, say('reporting:annex.places'), columns),
      [head(say('reporting:sheet.no')), head(say('reporting:sheet.place')), ...figures.map((one) => head(label(one)))],
      ...rows,
      line(bordered({ value: '' }), say('reporting:annex.all'), total, { fontWeight: 'bold' }),
    ],
    orientation: 'landscape',
  };
}

function byBody(period: Period, { bodies }: AddedUp, figures: readonly Indicator[]): SheetOut {
  const columns = figures.length + 4;
  const rows = bodies.map((body, at) => [
    bordered({ value: at + 1, align: 'center' }),
    bordered({ value: body.name, wrap: true }),
    bordered({ value: say(`reporting:state.${body.state}`), wrap: true }),
    bordered({ value: body.sentOn === null ? '' : sayDay(body.sentOn), align: 'center' }),
    ...figures.map((one) =>
      figure(one.by === 'police' && !isPolice(body) ? null : (body.figures.get(one.code)?.value ?? null)),
    ),
  ]);
  return {
    sheet: say('reporting:annex.bodiesTab'),
    columns: [6, 40, 24, 14, ...figures.map(() => 14)].map((width) => ({ width })),
    data: [
      ...titled(period, say('reporting:annex.bodiesTitle'), columns),
      [
        ...(['no', 'body', 'state', 'sentOn'] as const).map((key) => head(say(`reporting:sheet.${key}`))),
        ...figures.map((one) => head(label(one))),
      ],
      ...rows,
    ],
    orientation: 'landscape',
  };
}

const label = (one: Indicator): string =>
  `${one.name}${one.unit === undefined ? '' : ` (${one.unit})`}${one.by === 'police' ? `\n${say('reporting:annex.police')}` : ''}`;

/** What the bodies wrote, heading by heading; figures in words with them. */
function texts(period: Period, { bodies }: AddedUp): SheetOut {
  const headings = [
    ...period.form.outline.map(({ code, heading }) => ({ code, heading: `${code}. ${heading}` })),
    ...period.form.indicators.filter(({ type }) => type === 'text').map(({ code, name }) => ({ code, heading: name })),
  ];
  const rows = headings.flatMap(({ code, heading }) =>
    bodies.flatMap((body) => {
      const words = body.words.get(code);
      return words === undefined
        ? []
        : [
            [
              bordered({ value: heading, wrap: true }),
              bordered({ value: body.name, wrap: true }),
              bordered({ value: words, wrap: true }),
            ],
          ];
    }),
  );
  const heads = (['heading', 'body', 'words'] as const).map((key) => head(say(`reporting:sheet.${key}`)));
  return {
    sheet: say('reporting:annex.textsTab'),
    columns: [40, 36, 90].map((width) => ({ width })),
    data: rows.length === 0 ? [] : [...titled(period, say('reporting:annex.texts'), 3), heads, ...rows],
  };
}

function waiting(period: Period, { missing }: AddedUp): SheetOut {
  const rows = missing.map((body, at) => [
    bordered({ value: at + 1, align: 'center' }),
    bordered({ value: body.name, wrap: true }),
    bordered({ value: say(`reporting:state.${body.state}`), wrap: true }),
    bordered({ value: sayDay(body.dueOn), align: 'center' }),
    bordered({ value: body.missing ?? '', wrap: true }),
  ]);
  const heads = (['no', 'body', 'state', 'dueOn', 'missing'] as const).map((key) =>
    head(say(`reporting:sheet.${key}`)),
  );
  return {
    sheet: say('reporting:annex.missingTab'),
    columns: [6, 44, 24, 16, 50].map((width) => ({ width })),
    data: rows.length === 0 ? [] : [...titled(period, say('reporting:annex.missing'), 5), heads, ...rows],
  };
}
