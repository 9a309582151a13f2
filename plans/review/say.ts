import { formatNumber } from '../../content/format.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import { isOpen } from './deadlines.js';
import type { Decision, QuestionKind, SetDeadline } from './decision.js';
import type { StoredQuestion } from './stored.js';

/** A day as it is written in Vietnam: 30/12/2025; the first days of the year with a zero, as Nghị định 30/2020 wants. */
export function sayDay(day: string): string {
  const [year, month = '', date = ''] = day.split('-');
  return `${date}/${Number(month) > 2 ? Number(month) : month}/${year}`;
}

/** A deadline in a few words; what is still open is quoted as the plan says it. */
export function sayDeadline(deadline: SetDeadline, say: Translate): string {
  if (isOpen(deadline)) return say('review:deadline.open', { phrase: deadline.phrase });
  switch (deadline.kind) {
    case 'none':
      return say('review:deadline.none');
    case 'ongoing':
      return say('review:deadline.ongoing');
    case 'period':
      return say('review:deadline.period', {
        from: deadline.from === undefined ? '…' : sayDay(deadline.from),
        to: sayDay(deadline.to ?? deadline.on ?? ''),
      });
    case 'recurring': {
      const rules = sayRules(deadline.rrule ?? '', say) ?? deadline.phrase;
      return deadline.exclusive === true ? say('review:deadline.before', { when: rules }) : rules;
    }
    case 'date': {
      const when = sayDay(deadline.on ?? '');
      if (deadline.note === 'done') return say('review:deadline.done', { when });
      return deadline.exclusive === true ? say('review:deadline.before', { when }) : when;
    }
  }
}

/** RRULEs of the forms that plans have: days of every year, days of every month or quarter, days of the week. Null for any other. */
function sayRules(rrule: string, say: Translate): string | null {
  const rules = rrule
    .split('\n')
    .map((line) => new Map(line.split(';').map((part) => part.split('=', 2) as [string, string])));
  const days = rules.map((rule) => lastOf(rule.get('BYMONTHDAY')));
  const joined = (list: readonly string[]): string =>
    list.length < 2
      ? (list[0] ?? '')
      : say('review:deadline.and', { first: list.slice(0, -1).join(', '), last: list.at(-1) ?? '' });
  if (
    rules.every(
      (rule) => rule.get('FREQ') === 'YEARLY' && /^\d+$/.test(rule.get('BYMONTH') ?? '') && rule.has('BYMONTHDAY'),
    )
  )
    return say('review:deadline.yearly', {
      days: joined(rules.map((rule, at) => `${days[at] ?? ''}/${rule.get('BYMONTH') ?? ''}`)),
    });
  const [rule] = rules;
  if (rules.length > 1 || rule === undefined) return null;
  if (rule.get('FREQ') === 'MONTHLY' && rule.has('BYMONTHDAY')) {
    const quarterly = rule.get('BYMONTH') === '3,6,9,12';
    if (rule.has('BYMONTH') && !quarterly) return null;
    if (days[0] === '-1') return say(quarterly ? 'review:deadline.quarterEnd' : 'review:deadline.monthEnd');
    return say(quarterly ? 'review:deadline.quarterly' : 'review:deadline.monthly', { day: days[0] ?? '' });
  }
  const weekday = WEEKDAYS[rule.get('BYDAY') ?? ''];
  return rule.get('FREQ') === 'WEEKLY' && weekday !== undefined
    ? say('review:deadline.weekly', { day: say(weekday) })
    : null;
}

/** "28,29,30,31" with BYSETPOS=-1 is the 31st, or the month's last day. */
const lastOf = (days: string | undefined): string => days?.split(',').at(-1) ?? '';

const WEEKDAYS: Readonly<Record<string, MessageKey>> = {
  MO: 'review:weekday.mo',
  TU: 'review:weekday.tu',
  WE: 'review:weekday.we',
  TH: 'review:weekday.th',
  FR: 'review:weekday.fr',
  SA: 'review:weekday.sa',
  SU: 'review:weekday.su',
};

/** What is asked, in one sentence. */
export function sayQuestion(question: Pick<StoredQuestion, 'kind' | 'subject' | 'section'>, say: Translate): string {
  return say(`review:ask.${question.kind}`, { subject: question.subject ?? '', section: question.section ?? '' });
}

/** What decisions are told with: names of agencies, whether a name is in the list already, how many a class has. */
export interface Known {
  names: ReadonlyMap<number, string>;
  isListed(name: string): boolean;
  members: ReadonlyMap<string, number>;
  placeName(code: string): string;
}

/** What is proposed or was answered for a question of one kind, in a few words. */
export function sayDecision(
  decision: Decision,
  kind: QuestionKind,
  known: Known,
  say: Translate,
  locale: string,
): string {
  switch (decision.do) {
    case 'agencies':
      return decision.ids.map((id) => known.names.get(id) ?? `#${id}`).join('; ');
    case 'names':
      return sayNames(decision, known, say);
    case 'members':
      return decision.members
        .map((member) => {
          const count = known.members.get(member) ?? 0;
          const values = { class: say(`review:member.${member}`), number: formatNumber(count, locale) };
          return say(count === 0 ? 'review:decision.noMembers' : 'review:decision.members', values);
        })
        .join('; ');
    case 'none':
      return say(
        kind === 'deadline'
          ? 'review:deadline.none'
          : kind === 'number'
            ? 'review:decision.noNumber'
            : 'review:decision.none',
      );
    case 'drop':
      return say('review:decision.drop');
    case 'deadline':
      return sayDeadline(decision.deadline, say);
    case 'day':
      return sayDay(decision.day);
    case 'place':
      return known.placeName(decision.code);
    case 'text':
      return decision.text;
  }
}

function sayNames(
  { names, confidence, about, others }: Decision & { do: 'names' },
  known: Known,
  say: Translate,
): string {
  const listed = names.map((name) => (known.isListed(name) ? name : say('review:decision.added', { name }))).join('; ');
  const notes = [
    about === undefined ? '' : say(`review:about.${about}`),
    confidence === undefined ? '' : say(`review:confidence.${confidence}`),
    others === undefined ? '' : say('review:decision.others', { names: others.join(', ') }),
  ].filter((note) => note !== '');
  return notes.length === 0 ? listed : `${listed} (${notes.join('; ')})`;
}
