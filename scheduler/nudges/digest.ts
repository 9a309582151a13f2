import { type Translate, translator } from '../../content/i18n.js';
import { inAllLocales } from '../../content/inAllLocales.js';
import { Lines } from '../../content/lines.js';
import type { Button, LocalisedMessage } from '../../content/message.js';
import { shorten } from '../../content/shorten.js';
import { formatDate } from '../calendar/announced.js';
import { type Announced, workingDaysBetween } from '../calendar/workingDays.js';
import { writtenDay } from './ladder.js';
import type { Item, PersonPlan } from './planDay.js';
import { REMINDER_TEMPLATE } from './template.js';

/** So many are told in full; the rest is counted. */
const MOST_ITEMS = 10;
/** Tasks with a button; a further one opens the list of all. Zalo takes five. */
const WITH_BUTTON = 3;
const TEXT_CHARS = 120;
const PLAN_CHARS = 60;

/**
 * One person's digest as a message: what is overdue, due and coming, and apart from it what their body is asked for, in other words and
 * without a word of lateness. The same plan gives the same message, to the character. In the person's language; the plan's sentences stay as they are.
 */
export function composeDigest(person: PersonPlan, day: string, announced: Announced): LocalisedMessage {
  const say = translator(person.locale);
  const text = new Lines();
  const assigned = person.items.some(({ owing }) => owing.mode === 'giao');
  greet(text, person, assigned, day, say);
  let heading = '';
  person.items.slice(0, MOST_ITEMS).forEach((item, at) => {
    const next = headingOf(item, assigned);
    if (next !== '' && next !== heading) text.bold(`\n${say(`nudges:heading.${next}`)}`);
    heading = next;
    text.plain(`${at + 1}. ${shorten(item.owing.text, TEXT_CHARS)}`);
    text.plain(`   ${detailsOf(item, day, announced, say)}`);
  });
  const more = person.items.length - MOST_ITEMS;
  if (more > 0) text.plain(`\n${say('nudges:more', { count: more })}`);
  text.plain(`\n${say(assigned ? 'nudges:closing.assigned' : 'nudges:closing.asked')}`);
  const part = {
    body: { text: text.text, marks: text.marks },
    media: null,
    buttons: buttonsOf(person.items, say),
    template: templateOf(person, assigned, say),
  };
  return { [person.locale]: [part] };
}

/** What the run as a whole says of itself, for whoever looks at its broadcast; nobody is sent this. */
export function frameOf(day: string): LocalisedMessage {
  return inAllLocales((say) => say('nudges:frame', { day: formatDate(day) }));
}

function greet(text: Lines, person: PersonPlan, assigned: boolean, day: string, say: Translate): void {
  const agencies = [...new Set(person.items.map(({ owing }) => owing.agency))].join(', ');
  const values = { name: person.name, agencies, day: formatDate(day), count: person.items.length };
  text.plain(say(assigned ? 'nudges:greeting.assigned' : 'nudges:greeting.asked', values));
  text.plain(say(assigned ? 'nudges:opening.assigned' : 'nudges:opening.asked', values));
}

/** Whoever is only asked has been told so by the opening and gets no headings. */
function headingOf(
  { owing, standing }: Item,
  assigned: boolean,
): 'overdue' | 'today' | 'coming' | 'ongoing' | 'asked' | '' {
  if (owing.mode === 'giao') return standing;
  return assigned ? 'asked' : '';
}

function detailsOf({ owing, standing }: Item, day: string, announced: Announced, say: Translate): string {
  const plan =
    owing.planNumber === null
      ? shorten(owing.planTitle ?? say('nudges:untitled'), PLAN_CHARS)
      : say('nudges:plan', { number: owing.planNumber });
  const parts = [owing.section === '' ? plan : say('nudges:place', { plan, section: owing.section })];
  if (owing.dueOn !== null) {
    const due = formatDate(owing.dueOn);
    parts.push(say(owing.mode === 'giao' ? 'nudges:due.assigned' : 'nudges:due.asked', { due }));
    const late = workingDaysBetween(writtenDay({ ...owing, dueOn: owing.dueOn }), day, announced);
    const left = workingDaysBetween(day, owing.dueOn, announced);
    if (owing.mode === 'giao' && standing === 'overdue') parts.push(say('nudges:late', { count: late }));
    else if (standing === 'coming' && left > 0) parts.push(say('nudges:left', { count: left }));
  }
  if (owing.source === 'follow-up')
    parts.push(owing.basis === null ? say('nudges:followUp') : say('nudges:followUpBy', { basis: owing.basis }));
  return parts.join(' · ');
}

/** `t:` opens a task and `m:` the list of them, whenever they are pressed (bot/conversations/official). */
function buttonsOf(items: readonly Item[], say: Translate): Button[][] {
  const tasks = items
    .slice(0, WITH_BUTTON)
    .map(({ owing }, at): Button[] => [{ label: say('nudges:button.task', { no: at + 1 }), data: `t:${owing.id}` }]);
  return [...tasks, [{ label: say('nudges:button.all'), data: 'm:' }]];
}

/** Neither more nor less than the template declares: a value too many would stop the whole run. */
function templateOf(person: PersonPlan, assigned: boolean, say: Translate): Record<string, string> {
  const [first] = person.items;
  const due = person.items.map(({ owing }) => owing.dueOn).filter((one) => one !== null);
  const content = say(assigned ? 'nudges:template.assigned' : 'nudges:template.asked', {
    count: person.items.length,
    first: shorten(first?.owing.text ?? '', TEXT_CHARS),
  });
  const han = due.length === 0 ? say('nudges:template.ongoing') : formatDate(due.reduce((a, b) => (a < b ? a : b)));
  return {
    ten: shorten(person.name, REMINDER_TEMPLATE.ten),
    noi_dung: shorten(content, REMINDER_TEMPLATE.noi_dung),
    han: shorten(han, REMINDER_TEMPLATE.han),
  };
}
