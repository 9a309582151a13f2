import type { Fault } from '../base/errors.js';
import { contentFault } from './fault.js';
import { formatDay } from './format.js';
import type { Translate } from './i18n.js';
import { lawName, lawProblems } from './laws.js';
import { asRead, findForbiddenWords } from './words.js';

/** Words that are never said to the public, each with the line of the file on which it stands. */
export function wordFaults(text: string, firstLine: number, file: string, t: Translate): Fault[] {
  const read = asRead(text);
  return findForbiddenWords(text).map(({ entry, at }) =>
    contentFault(
      t,
      'forbiddenWord',
      { file, line: firstLine + lineBreaks(read, at) },
      { word: entry.word, instead: entry.instead },
    ),
  );
}

/** When a text is read, and in which language its faults are said. */
export interface Cited {
  /** YYYY-MM-DD; null where it belongs to no date. */
  on: string | null;
  locale: string;
  /** A source may be a law that is passed and begins later; what is said to people may not. */
  asSource?: true;
}

/**
 * Law that is not in force on the day, in the same way. With a day given (a campaign's), a number that is in no table is a fault too:
 * nobody has looked whether it holds.
 */
export function lawFaults(text: string, firstLine: number, file: string, t: Translate, cited?: Cited): Fault[] {
  const day = (iso: string): string => formatDay(new Date(`${iso}T00:00:00+07:00`), cited?.locale ?? 'vi');
  return lawProblems(text, cited?.on ?? null).flatMap((problem): Fault[] => {
    const where = { file, line: firstLine + lineBreaks(text, problem.at) };
    if (problem.kind === 'unknown')
      return cited === undefined ? [] : [contentFault(t, 'lawUnknown', where, { law: problem.cited })];
    const { law } = problem;
    if (problem.kind === 'expired') {
      const values = { law: lawName(law), instead: law.replacedBy ?? '', until: day(law.until ?? '') };
      return [contentFault(t, 'lawExpired', where, values)];
    }
    if (cited?.asSource === true) return [];
    const values = { law: lawName(law), on: day(cited?.on ?? ''), from: day(law.from ?? '') };
    return [contentFault(t, 'lawNotYet', where, values)];
  });
}

const lineBreaks = (text: string, until: number): number => text.slice(0, until).split('\n').length - 1;
