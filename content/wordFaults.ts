import type { Fault } from '../base/errors.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';
import { findExpiredLaws } from './laws.js';
import { findForbiddenWords } from './words.js';

/** Words that are never said to the public, each with the line of the file on which it stands. */
export function wordFaults(text: string, firstLine: number, file: string, t: Translate): Fault[] {
  return findForbiddenWords(text).map(({ entry, at }) =>
    contentFault(
      t,
      'forbiddenWord',
      { file, line: firstLine + lineBreaks(text, at) },
      { word: entry.word, instead: entry.instead },
    ),
  );
}

/** Law out of force, in the same way. */
export function lawFaults(text: string, firstLine: number, file: string, t: Translate): Fault[] {
  return findExpiredLaws(text).map(({ expired, at }) =>
    contentFault(
      t,
      'lawExpired',
      { file, line: firstLine + lineBreaks(text, at) },
      { law: expired.law, instead: expired.instead },
    ),
  );
}

const lineBreaks = (text: string, until: number): number => text.slice(0, until).split('\n').length - 1;
