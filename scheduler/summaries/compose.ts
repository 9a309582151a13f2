import { vietnamDay } from '../../base/vietnamDay.js';
import { formatHour } from '../../content/format.js';
import { type Translate, translator } from '../../content/i18n.js';
import { inAllLocales } from '../../content/inAllLocales.js';
import { Lines } from '../../content/lines.js';
import type { Button, LocalisedMessage } from '../../content/message.js';
import { shorten } from '../../content/shorten.js';
import type { LateTask } from '../../plans/obligations/lateBodies.js';
import { formatDate } from '../calendar/announced.js';
import { REMINDER_TEMPLATE } from '../nudges/template.js';
import type { PersonSummary, Section } from './planSummaries.js';

/** How much is told in full. The richest that fits is taken: Zalo takes 2,000 characters in a message, and this is one message. */
const LEVELS: readonly Level[] = [
  { plans: 6, items: 6, names: 10, chars: 120 },
  { plans: 6, items: 5, names: 6, chars: 100 },
  { plans: 6, items: 3, names: 4, chars: 80 },
  { plans: 5, items: 2, names: 3, chars: 70 },
  { plans: 4, items: 1, names: 2, chars: 60 },
];
const BAREST: Level = { plans: 4, items: 0, names: 0, chars: 60 };
interface Level {
  plans: number;
  /** Items of a plan; names of bodies under an item; letters of an item's text. */
  items: number;
  names: number;
  chars: number;
}
const MOST_CHARS = 1_900;
/** What the buttons carry: what waits for staff, an official's own tasks (bot/conversations). */
const WAITING = 's1:p:1';
const TASKS = 'm:';

/**
 * One person's summary, in one message and in their language, with the moment as of which it is true. Bodies that may only be asked stand in a line of
 * their own, in other words. The same picture gives the same message, to the character.
 */
export function composeSummary(person: PersonSummary, at: Date): LocalisedMessage {
  const say = translator(person.locale);
  const lines =
    LEVELS.map((level) => write(person, at, level, say)).find(({ text }) => text.length <= MOST_CHARS) ??
    write(person, at, BAREST, say);
  const part = {
    body: { text: lines.text, marks: lines.marks },
    media: null,
    buttons: buttonsOf(person, say),
    template: templateOf(person, at, say),
  };
  return { [person.locale]: [part] };
}

/** What the run says of itself, for whoever looks at its broadcast; nobody is sent this. */
export function summaryFrame(at: Date): LocalisedMessage {
  return inAllLocales((say) => say('summaries:frame', momentOf(at)));
}

const momentOf = (at: Date) => ({ time: formatHour(at), day: formatDate(vietnamDay(at)) });

function write(person: PersonSummary, at: Date, level: Level, say: Translate): Lines {
  const lines = new Lines();
  const agencies = [...new Set(person.own.map(({ agency }) => agency))].join(', ');
  const { name } = person;
  lines.plain(
    agencies === '' ? say('summaries:greeting', { name }) : say('summaries:greetingHead', { name, agencies }),
  );
  const weekly = person.sections.some(({ scope }) => scope.kind === 'weekly');
  if (person.sections.length > 0)
    lines.plain(say(weekly ? 'summaries:title.weekly' : 'summaries:title.daily', momentOf(at)));
  if (person.sections.length > 0 && person.within !== null)
    lines.plain(say('summaries:within', { place: person.within }));
  for (const section of person.sections.slice(0, level.plans)) writeSection(lines, section, level, say);
  const more = person.sections.length - level.plans;
  if (more > 0) lines.plain(`\n${say('summaries:morePlans', { count: more })}`);
  for (const { agency, overdue } of person.own) {
    lines.plain(person.sections.length > 0 ? '' : say('summaries:title.own', momentOf(at)));
    const count = overdue.length;
    lines.bold(say(count === 0 ? 'summaries:own.none' : 'summaries:own.late', { agency, count }));
    for (const [no, row] of overdue.slice(0, level.items * 2).entries())
      lines.plain(say('summaries:own.item', { no: no + 1, ...wordsOf(row, level, say) }));
    if (count > level.items * 2 && level.items > 0)
      lines.plain(say('summaries:moreItems', { count: count - level.items * 2 }));
  }
  return lines;
}

function writeSection(lines: Lines, section: Section, level: Level, say: Translate): void {
  const { scope, overdue, today, coming, asked, came, waiting } = section;
  const plan = planOf(section, say);
  const period = scope.period;
  lines.plain('');
  lines.bold(period === null ? plan : say('summaries:period', { period, plan }));
  const late = missingOf(overdue);
  lines.plain(
    late.length === 0
      ? say('summaries:nobody')
      : say('summaries:late', { bodies: countOf(late, say), count: overdue.length }),
  );
  writeItems(lines, overdue, level, say);
  if (today.length > 0) lines.plain(say('summaries:today', { bodies: countOf(missingOf(today), say) }));
  writeItems(lines, today, level, say);
  if (coming.length > 0)
    lines.plain(say('summaries:coming', { bodies: countOf(missingOf(coming), say), count: coming.length }));
  writeItems(lines, coming, { ...level, names: Math.min(level.names, 3) }, say);
  if (scope.kind === 'weekly') lines.plain(say(came === 0 ? 'summaries:cameNone' : 'summaries:came', { count: came }));
  if (waiting > 0) lines.plain(say('summaries:waiting', { count: waiting }));
  const requested = missingOf(asked);
  if (requested.length > 0)
    lines.plain(say('summaries:asked', { names: namesOf(requested, Math.max(1, level.names), say) }));
}

function writeItems(lines: Lines, rows: readonly LateTask[], level: Level, say: Translate): void {
  for (const [no, row] of rows.slice(0, level.items).entries()) {
    const missing = missingOf([row]);
    const values = { no: no + 1, ...wordsOf(row, level, say), bodies: countOf(missing, say) };
    const names = namesOf(missing, level.names, say);
    lines.plain(say(missing.length === 1 ? 'summaries:itemOne' : 'summaries:itemNames', { ...values, names }));
  }
  if (level.items > 0 && rows.length > level.items)
    lines.plain(say('summaries:moreItems', { count: rows.length - level.items }));
}

function wordsOf(row: LateTask, level: Level, say: Translate): { text: string; due: string } {
  const due = formatDate(row.dueOn);
  return {
    text: phrase(row.text, level.chars),
    due: row.followUp ? say('summaries:followUp', { due }) : due,
  };
}

function planOf({ scope: { number, title } }: Section, say: Translate): string {
  return number === null ? phrase(title ?? say('nudges:untitled'), 60) : say('nudges:plan', { number });
}

type Missing = LateTask['missing'][number];

/** Each body once, in the order in which it is met. */
function missingOf(rows: readonly LateTask[]): Missing[] {
  return [...new Map(rows.flatMap(({ missing }) => missing.map((one) => [one.agencyId, one] as const))).values()];
}

/** "12 xã, phường, đặc khu và 3 cơ quan, đơn vị". */
function countOf(bodies: readonly Missing[], say: Translate): string {
  const communal = bodies.filter((one) => one.communal);
  const others = bodies.length - communal.length;
  const places = communal.every(({ kind }) => kind === 'committee');
  const of = (key: 'communes' | 'communal' | 'others', count: number): string[] =>
    count === 0 ? [] : [say(`summaries:bodies.${key}`, { count })];
  const parts = [...of(places ? 'communes' : 'communal', communal.length), ...of('others', others)];
  return parts.length < 2
    ? (parts[0] ?? '')
    : say('summaries:bodies.both', { first: parts[0] ?? '', second: parts[1] ?? '' });
}

/** Names up to a bound, then how many more there are. */
function namesOf(bodies: readonly Missing[], most: number, say: Translate): string {
  // One more would take no more room than saying so.
  const shown = bodies.length <= most + 1 ? bodies : bodies.slice(0, most);
  const names = shown.map(({ name }) => name).join('; ');
  const rest = bodies.slice(shown.length);
  return rest.length === 0 ? names : say('summaries:bodies.andMore', { names, more: countOf(rest, say) });
}

function buttonsOf({ isStaff, own, sections }: PersonSummary, say: Translate): Button[][] {
  const waiting = isStaff ? [[{ label: say('standing:button.list'), data: WAITING }]] : [];
  const tasks =
    own.length > 0 || (sections.length > 0 && !isStaff) ? [[{ label: say('nudges:button.all'), data: TASKS }]] : [];
  return [...waiting, ...tasks];
}

/** Neither more nor less than the template declares. */
function templateOf(person: PersonSummary, at: Date, say: Translate): Record<string, string> {
  const late = missingOf(person.sections.flatMap(({ overdue }) => overdue));
  const content =
    person.sections.length === 0
      ? say('summaries:template.own', { count: person.own.reduce((sum, { overdue }) => sum + overdue.length, 0) })
      : late.length === 0
        ? say('summaries:nobody')
        : say('summaries:template.late', { bodies: countOf(late, say) });
  return {
    ten: phrase(person.name, REMINDER_TEMPLATE.ten),
    noi_dung: phrase(content, REMINDER_TEMPLATE.noi_dung),
    han: formatDate(vietnamDay(at)).slice(0, REMINDER_TEMPLATE.han),
  };
}

/** For the middle of a sentence: in one line, without the stop at its end. */
const phrase = (text: string, most: number): string => shorten(text, most).replace(/[.;,\s]+$/, '');
