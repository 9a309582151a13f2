import type { Part } from '../../../content/message.js';
import { chooseOverdue, readOverdueChoice } from '../../../people/officials/overdueSummary.js';
import { part } from '../part.js';
import type { OverdueChoice } from './buttons.js';
import type { Talk } from './talk.js';

/**
 * The summary of what is overdue, for the head of an agency: only at their own wish, agreed to under the words that say what comes and when, and ended by a
 * word or a button. Whoever is no head of an agency in the standing agency's list is told so, and nothing is written down.
 */
export async function sayOverdue(talk: Talk, choice: OverdueChoice): Promise<Part> {
  const { say, db, person, at, shown } = talk;
  const { t } = say;
  const { contactId } = person;
  const heads = talk.officials.filter(({ role }) => role === 'head');
  const [head] = heads;
  const agency = heads.map((one) => one.agency).join('; ');
  if (choice === 'stop') {
    const known = await readOverdueChoice(db, contactId);
    const [any] = talk.officials;
    if (known === null || any === undefined) return part([t('summaries:opt.notIn')], [[say.mine()]]);
    await chooseOverdue(db, { contactId, officialId: (head ?? any).id, every: null, wording: '', at });
    return part([t('summaries:opt.out')], [[say.mine()]]);
  }
  if (head === undefined) return part([t('summaries:opt.notHead')], [[say.mine()]]);
  if (person.state === 'opted_out') return part([t('summaries:opt.stopped')], [[say.mine()]]);
  const notice = t('summaries:opt.notice', { agency });
  if (choice === 'ask') {
    const known = await readOverdueChoice(db, contactId);
    const stop = known === null ? [] : [[say.overdue('stop')]];
    return part([notice], [[say.overdue('weekly')], [say.overdue('daily')], ...stop, [say.mine()]]);
  }
  await chooseOverdue(db, { contactId, officialId: head.id, every: choice, wording: shown ?? notice, at });
  return part(
    [t(choice === 'weekly' ? 'summaries:opt.inWeekly' : 'summaries:opt.inDaily', { agency })],
    [[say.mine()]],
  );
}
