import type { Fault } from '../../base/errors.js';
import type { Database } from '../../prisma/database.js';
import { checkEntries, type Entry, NOTHING } from './checks.js';
import { readEarlier } from './earlier.js';
import { draftedEntries } from './figureByFigure.js';
import { brokenFault, type Filer, sayQuestion } from './fileReport.js';
import { indicatorsFor, sectionsToWrite } from './form.js';
import { type Period, requireBody } from './period.js';

/** A report as it would be filed now. Sentences are in the sender's language. */
export interface ReviewedFigures {
  /** Nobody has given anything, or it has been sent. */
  isEmpty: boolean;
  /** In the form's order, the headings' texts last. */
  lines: {
    code: string;
    name: string;
    unit: string | null;
    value: number | null;
    text: string | null;
    /** It follows from others and was not asked. */
    computed: boolean;
  }[];
  /** What would be refused. */
  wrong: Fault[];
  /** What would be filed, and asked about. */
  questions: string[];
  /** Figures without a number. */
  blank: number;
}

/** Holds what was given one by one against the same checks as the report itself, and files nothing. Throws InputError where the body owes none. */
export async function reviewFigures(
  db: Database,
  period: Period,
  agencyId: number,
  by: Filer,
): Promise<ReviewedFigures> {
  const body = await requireBody(db, period, agencyId, by.say);
  const given: ReadonlyMap<string, Entry> = await draftedEntries(db, period, agencyId);
  const checked = checkEntries(period.form, body, given, await readEarlier(db, period, agencyId));
  const of = (code: string): Entry => checked.entries.get(code) ?? NOTHING;
  return {
    isEmpty: given.size === 0,
    lines: [
      ...indicatorsFor(period.form, body).map(({ code, name, unit, by: filler, sum, percent }) => ({
        code,
        name,
        unit: unit ?? null,
        value: of(code).value,
        text: of(code).text,
        computed: filler !== 'police' && (sum ?? percent) !== undefined,
      })),
      ...sectionsToWrite(period.form).map(({ code, heading }) => ({
        code,
        name: heading,
        unit: null,
        value: null,
        text: of(code).text,
        computed: false,
      })),
    ],
    // What is wrong with this period's figures is so with the year's as well: said once.
    wrong: checked.broken
      .filter(
        (one) =>
          one.field === 'value' || !checked.broken.some((other) => other.field === 'value' && other.code === one.code),
      )
      .map((one) => brokenFault(one, { period, entries: checked.entries }, by)),
    questions: checked.questions
      .filter(({ kind }) => kind !== 'blank')
      .map((one) => sayQuestion(one, period, by.say, by.locale)),
    blank: checked.questions.filter(({ kind }) => kind === 'blank').length,
  };
}
