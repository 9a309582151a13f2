import { type Filler, type Form, type Indicator, indicatorsFor } from './form.js';
import { tidy } from './parseFigure.js';

/** The three columns of a form: kỳ này, luỹ kế, cùng kỳ. */
export const FIELDS = ['value', 'cumulative', 'samePeriod'] as const;
export type Field = (typeof FIELDS)[number];

/** What a body says of one indicator, or under one heading of the outline. */
export interface Entry {
  value: number | null;
  cumulative: number | null;
  samePeriod: number | null;
  text: string | null;
}

export const NOTHING: Entry = { value: null, cumulative: null, samePeriod: null, text: null };

/** What is known of earlier periods, by the indicator's code. */
export interface Earlier {
  /** Of the last period of about the same length. */
  last: ReadonlyMap<string, number>;
  /** Added up over this year's periods before this one, where all of them are confirmed and none is missing; null where they are not. */
  yearSoFar: ReadonlyMap<string, number> | null;
  /** Of the same period last year. */
  lastYear: ReadonlyMap<string, number>;
}

/** Something that cannot be so. Each has a sentence and a remedy: `reporting:check.<problem>`. */
export interface Broken {
  code: string;
  field: Field;
  problem: 'sum' | 'percent' | 'within' | 'cumulative';
  /** What it should come to, or may not pass. */
  against: number;
}

/** Something that may well be so, and is asked. Each has a sentence: `reporting:question.<kind>`. */
export interface Question {
  code: string;
  kind: 'jump' | 'gone' | 'blank' | 'cumulative' | 'same-period';
  now: number | null;
  /** The last period's figure, or what Loa has. */
  before: number | null;
}

export interface Checked {
  /** As they are stored: totals and cumulatives that were left empty and follow from others are filled in. */
  entries: ReadonlyMap<string, Entry>;
  broken: Broken[];
  questions: Question[];
}

/** A figure at least three times the last one, or at most a third, and at least ten away from it, is asked about. */
const FACTOR = 3;
const APART = 10;
/** Percents are typed rounded; half of the last place that people write. */
const PERCENT_SLACK = 0.51;
const SLACK = 1e-6;

/**
 * Holds a body's figures against the form's rules and against earlier periods. What cannot be is a fault, what is unlikely a question.
 * Figures of the police stand as they were typed: none of them is ever filled in.
 */
export function checkEntries(form: Form, agency: Filler, given: ReadonlyMap<string, Entry>, earlier: Earlier): Checked {
  const entries = new Map(given);
  const broken: Broken[] = [];
  const questions: Question[] = [];
  const asked = indicatorsFor(form, agency).filter(({ type }) => type !== 'text');
  const own = (one: Indicator): boolean => one.by !== 'police';
  const set = (code: string, field: Field, value: number): void =>
    void entries.set(code, { ...(entries.get(code) ?? NOTHING), [field]: value });
  const read = (code: string, field: Field): number | null => entries.get(code)?.[field] ?? null;
  for (const one of asked) if (own(one)) fillFromEarlier(one, earlier, entries, questions, set);
  // A part may itself be a total: those that rest on others come after them.
  for (const one of byDepth(asked)) {
    for (const field of FIELDS) {
      const should = impliedBy(one, (code) => read(code, field));
      const is = read(one.code, field);
      if (should === null) continue;
      if (is === null && own(one)) set(one.code, field, should);
      else if (is !== null && Math.abs(is - should) > (one.type === 'percent' ? PERCENT_SLACK : SLACK))
        broken.push({ code: one.code, field, problem: one.type === 'percent' ? 'percent' : 'sum', against: should });
    }
  }
  for (const one of asked) {
    for (const field of FIELDS) {
      const whole = one.within === undefined ? null : read(one.within, field);
      const part = read(one.code, field);
      if (whole !== null && part !== null && part > whole + SLACK)
        broken.push({ code: one.code, field, problem: 'within', against: whole });
    }
    const [value, cumulative] = [read(one.code, 'value'), read(one.code, 'cumulative')];
    if (one.type !== 'percent' && !one.negative && value !== null && cumulative !== null && cumulative < value - SLACK)
      broken.push({ code: one.code, field: 'cumulative', problem: 'cumulative', against: value });
    const question = outlier(one.code, value, earlier.last.get(one.code) ?? null);
    if (question !== null) questions.push(question);
  }
  return { entries, broken, questions };
}

/** The year's figure is what the confirmed periods and this one come to; last year's is what was reported then. */
function fillFromEarlier(
  one: Indicator,
  earlier: Earlier,
  entries: ReadonlyMap<string, Entry>,
  questions: Question[],
  set: (code: string, field: Field, value: number) => void,
): void {
  const entry = entries.get(one.code) ?? NOTHING;
  const before = earlier.yearSoFar?.get(one.code) ?? null;
  if (one.type !== 'percent' && before !== null && entry.value !== null) {
    const computed = tidy(before + entry.value);
    if (entry.cumulative !== null && Math.abs(entry.cumulative - computed) > SLACK)
      questions.push({ code: one.code, kind: 'cumulative', now: entry.cumulative, before: computed });
    set(one.code, 'cumulative', computed);
  }
  const then = earlier.lastYear.get(one.code) ?? null;
  if (then === null) return;
  if (entry.samePeriod === null) set(one.code, 'samePeriod', then);
  else if (Math.abs(entry.samePeriod - then) > SLACK)
    questions.push({ code: one.code, kind: 'same-period', now: entry.samePeriod, before: then });
}

/** What a figure comes to by its rule, where everything it rests on is there. */
export function impliedBy(one: Indicator, read: (code: string) => number | null): number | null {
  if (one.sum !== undefined) {
    let total = 0;
    for (const code of one.sum) {
      const part = read(code);
      if (part === null) return null;
      total += part;
    }
    return tidy(total);
  }
  if (one.percent === undefined) return null;
  const [part, whole] = [read(one.percent.part), read(one.percent.whole)];
  return part === null || whole === null || whole === 0 ? null : Math.round((part / whole) * 1e4) / 100;
}

/** The plain rule, as it stands in the README: said in one sentence, it can be explained on the telephone. */
function outlier(code: string, now: number | null, before: number | null): Question | null {
  if (now === null) return { code, kind: 'blank', now, before };
  if (before === null || now === before) return null;
  if (now === 0) return { code, kind: 'gone', now, before };
  const [less, more] = [Math.min(Math.abs(now), Math.abs(before)), Math.max(Math.abs(now), Math.abs(before))];
  return more >= FACTOR * less && more - less >= APART ? { code, kind: 'jump', now, before } : null;
}

/** Parts before what is made of them; percents last. */
export function byDepth(indicators: readonly Indicator[]): Indicator[] {
  const known = new Map(indicators.map((one) => [one.code, one]));
  const depth = (one: Indicator): number =>
    1 + Math.max(0, ...(one.sum ?? []).map((code) => (known.has(code) ? depth(known.get(code) ?? one) : 0)));
  const rank = (one: Indicator): number => (one.type === 'percent' ? Number.MAX_SAFE_INTEGER : depth(one));
  return [...indicators].sort((a, b) => rank(a) - rank(b));
}
