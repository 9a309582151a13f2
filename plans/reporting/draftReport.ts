import { formatNumber } from '../../content/format.js';
import { translator } from '../../content/i18n.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { sayDay } from '../review/say.js';
import type { StoredPlan } from '../review/stored.js';
import type { AddedUp, Sum } from './addUp.js';
import { changeOf, noteOf } from './annex.js';
import { type Block, body, type Column, grid, paper, rule, text, wholeWidth } from './docxParts.js';
import type { Form, Indicator } from './form.js';
import { annexTitle, draftMark, foot, heading, longDay } from './officialPaper.js';
import type { Period } from './period.js';

const say = translator('vi');

/** What the draft is made of. */
export interface DraftOf {
  period: Period;
  plan: Pick<StoredPlan, 'number' | 'issuedOn' | 'title'>;
  added: AddedUp;
  places: PlaceFinder;
}

/**
 * The draft of the standing agency's report, unsigned, without number and day: the outline's headings, under each what the standing agency itself
 * wrote or a gap to be filled, and the figures added up; who has not reported is named. It says nothing that nobody reported:
 * where there is no figure stands a dash, where there is no text a gap in brackets.
 */
export async function makeDraft({ period, plan, added, places }: DraftOf): Promise<Uint8Array> {
  const { standing, form } = period;
  const own = added.bodies.find(({ id }) => id === standing.id);
  const title = `${form.title} ${period.name.toLowerCase().startsWith('năm') ? '' : `(${period.name})`}`.trim();
  const blocks: Block[] = [
    draftMark(),
    heading({
      issuer: standing,
      places,
      symbol: symbolOf(period),
      year: (period.nextDueOn ?? period.dueOn).slice(0, 4),
    }),
    text('', { after: 60 }),
    text(say('reporting:draft.report'), { bold: true, align: 'center' }),
    text(title, { bold: true, align: 'center', after: 60 }),
    rule(wholeWidth, wholeWidth / 3),
    body(opening(period, plan)),
    body(
      say('reporting:draft.span', { from: sayDay(period.from), to: sayDay(period.to), cutOff: sayDay(period.cutOff) }),
    ),
    body(coverage(added)),
  ];
  for (const section of form.outline) {
    blocks.push(body(`${headingNumber(section.code)} ${section.heading}`, { bold: true, keepNext: true }));
    const words = own?.words.get(section.code);
    if (words !== undefined) for (const part of words.split(/\n+/)) blocks.push(body(part));
    else if (section.ask !== undefined)
      blocks.push(body(say('reporting:draft.gap', { ask: section.ask }), { italic: true }));
    const figures = form.indicators.filter((one) => one.section === section.code && one.type !== 'text');
    if (figures.length > 0) blocks.push(...figureTable(figures, added));
  }
  blocks.push(
    body(say('reporting:draft.close', { agency: standing.name })),
    text(''),
    foot(standing, [say('reporting:draft.receiver')]),
  );
  return paper([...blocks, ...annexFigures(period, added), ...annexTexts(form, added, standing.id)]);
}

/** BC-UBND and BC-CAT are as the decree and usage have them; other bodies write their own letters. */
function symbolOf({ standing }: Period): string {
  if (standing.kind === 'committee') return 'BC-UBND';
  return standing.key === 'cong an tinh' ? 'BC-CAT' : say('reporting:draft.symbol');
}

function opening(period: Period, plan: DraftOf['plan']): string {
  const values = {
    number: plan.number ?? say('reporting:draft.noNumber'),
    day: plan.issuedOn === null ? '…' : longDay(plan.issuedOn),
    title: plan.title ?? '…',
    agency: period.standing.name,
  };
  return say('reporting:draft.opening', values);
}

function coverage({ bodies, counts, missing }: AddedUp): string {
  const reported = say('reporting:draft.coverage', {
    reported: counts.sent + counts.accepted,
    bodies: bodies.length,
    accepted: counts.accepted,
  });
  if (missing.length === 0) return reported;
  return `${reported} ${say('reporting:draft.missing', { count: missing.length, names: missing.map(({ name }) => name).join(', ') })}`;
}

/** "II.1" is printed "1." under II. */
function headingNumber(code: string): string {
  return `${code.split('.').at(-1) ?? code}.`;
}

const number = (value: number | null): string => (value === null ? '–' : formatNumber(value, 'vi'));

const FIGURE_COLUMNS: readonly (Omit<Column, 'head'> & {
  key: 'no' | 'name' | 'unit' | 'value' | 'cumulative' | 'samePeriod' | 'change';
})[] = [
  { key: 'no', share: 5, align: 'center' },
  { key: 'name', share: 34, align: 'left' },
  { key: 'unit', share: 11, align: 'center' },
  { key: 'value', share: 11, align: 'right' },
  { key: 'cumulative', share: 11, align: 'right' },
  { key: 'samePeriod', share: 11, align: 'right' },
  { key: 'change', share: 17, align: 'right' },
];

const NO_SUM: Sum = { value: null, cumulative: null, samePeriod: null, bodies: 0 };

function figureTable(figures: readonly Indicator[], { total }: AddedUp): Block[] {
  const rows = figures.map((one, at) => {
    const sum = total.get(one.code) ?? NO_SUM;
    return [
      String(at + 1),
      one.name,
      one.unit ?? '',
      number(sum.value),
      number(sum.cumulative),
      number(sum.samePeriod),
      sayChange(one, sum),
    ];
  });
  const police = figures.filter(({ by }) => by === 'police');
  const given = police.some(({ code }) => (total.get(code) ?? NO_SUM).value !== null);
  const source =
    police.length === 0
      ? []
      : [body(say(given ? 'reporting:draft.police' : 'reporting:draft.noPolice'), { italic: true })];
  return [
    grid(
      FIGURE_COLUMNS.map(({ key, ...rest }) => ({ ...rest, head: say(`reporting:sheet.${key}`) })),
      rows,
    ),
    text('', { size: 'list' }),
    ...source,
  ];
}

function sayChange(one: Indicator, sum: Sum): string {
  const { change, percent } = changeOf(sum);
  if (change === null) return '–';
  const sign = change > 0 ? '+' : '';
  if (one.type === 'percent') return say('reporting:draft.points', { change: `${sign}${number(change)}` });
  return percent === null ? `${sign}${number(change)}` : `${sign}${number(change)} (${sign}${number(percent)}%)`;
}

const ANNEX_COLUMNS: readonly (Omit<Column, 'head'> & {
  key: 'no' | 'name' | 'unit' | 'result' | 'comparison' | 'note';
})[] = [
  { key: 'no', share: 5, align: 'center' },
  { key: 'name', share: 36, align: 'left' },
  { key: 'unit', share: 12, align: 'center' },
  { key: 'result', share: 11, align: 'right' },
  { key: 'comparison', share: 16, align: 'right' },
  { key: 'note', share: 20, align: 'left' },
];

function annexFigures(period: Period, { total }: AddedUp): Block[] {
  let group: string | undefined;
  const rows: string[][] = [];
  period.form.indicators
    .filter(({ type }) => type !== 'text')
    .forEach((one, at) => {
      if (one.group !== undefined && one.group !== group) rows.push([one.group]);
      group = one.group;
      const sum = total.get(one.code) ?? NO_SUM;
      rows.push([String(at + 1), one.name, one.unit ?? '', number(sum.value), sayChange(one, sum), noteOf(one, sum)]);
    });
  const heads = ANNEX_COLUMNS.map(({ key, ...rest }) => ({ ...rest, head: say(`reporting:sheet.${key}`) }));
  const attached = say('reporting:draft.attached', { agency: period.standing.name });
  return [
    ...annexTitle(say('reporting:draft.annex', { no: 'I' }), say('reporting:draft.annexFigures'), attached),
    grid(heads, rows),
  ];
}

/** What the bodies wrote, for whoever writes the report: quoted under their names, not retold. */
function annexTexts(form: Form, { bodies }: AddedUp, standingId: number): Block[] {
  const parts = form.outline.flatMap(({ code, heading: title }): Block[] => {
    const said = bodies
      .flatMap((one) => (one.id === standingId ? [] : [[one.name, one.words.get(code)] as const]))
      .filter(([, words]) => words !== undefined);
    if (said.length === 0) return [];
    return [
      body(`${code}. ${title}`, { bold: true, keepNext: true }),
      ...said.map(([name, words]) => body(`- ${name}: ${words ?? ''}`)),
    ];
  });
  if (parts.length === 0) return [];
  return [
    text(say('reporting:draft.annex', { no: 'II' }), { bold: true, align: 'center', pageBreakBefore: true }),
    text(say('reporting:draft.annexTexts').toUpperCase(), { bold: true, align: 'center', after: 120 }),
    ...parts,
  ];
}
