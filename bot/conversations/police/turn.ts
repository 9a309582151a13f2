import { reportPage } from '../../../people/duty/reportPage.js';
import { DangerSay } from '../danger/say.js';
import { localeOf } from '../localeOf.js';
import { factLine } from '../resident/asking/facts.js';
import { awake } from '../resident/decide.js';
import type { Step } from '../resident/turn.js';
import { isReport } from './recognise.js';

/**
 * What looks like a report of a crime gets exactly one answer: that the chat takes none, and where to give one. Nothing of it is kept or
 * passed on: the stored update loses its words in the statement that ends the answer.
 */
export const policeTurn: Step = async ({ database, places }, incoming, person) => {
  const text =
    incoming.kind === 'text'
      ? incoming.text
      : incoming.kind === 'command'
        ? `${incoming.name} ${incoming.text}`
        : incoming.kind === 'start'
          ? incoming.payload
          : '';
  if (!isReport(text)) return null;
  const locale = localeOf(incoming, person);
  const url = person === null ? null : await reportPage(database, person.place);
  const police =
    person === null ? null : await factLine(database, 'commune-police', person.place, { locale, now: incoming.at });
  return awake(person, { effects: [], replies: [new DangerSay(locale, places, incoming.channel).report(url, police)] });
};
