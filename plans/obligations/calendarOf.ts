import type { Translate } from '../../content/i18n.js';
import { addDays } from '../deadlines/day.js';
import type { OwedItem } from './owedBy.js';

/**
 * A calendar (RFC 5545) of what is owed and has a day: an all-day event on the last day that is in time, open ones only. Under the same uid
 * for ever, so that a calendar that is imported again moves what was moved. Lines are folded at 75 octets and never within a letter.
 */
export function calendarOf(
  items: readonly OwedItem[],
  { name, at, say }: { name: string; at: Date; say: Translate },
): string {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Loa//Loa//VI',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
  ];
  for (const item of items) {
    if (item.dueOn === null || item.state !== 'open') continue;
    const plan = [item.plan.number, item.plan.title].filter((part) => part !== null).join(' · ');
    const notes = [
      item.text,
      say('owed:calendar.plan', { plan }),
      ...(item.phrase === null ? [] : [say('owed:calendar.written', { phrase: item.phrase })]),
      ...(item.source === 'follow-up' ? [say('owed:calendar.followUp', { basis: item.basis ?? '' })] : []),
      ...(item.mode === 'đề nghị' ? [say('owed:calendar.asked')] : []),
    ];
    lines.push(
      'BEGIN:VEVENT',
      `UID:obligation-${item.id}@loa`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${item.dueOn.replaceAll('-', '')}`,
      `DTEND;VALUE=DATE:${addDays(item.dueOn, 1).replaceAll('-', '')}`,
      `SUMMARY:${escaped(say('owed:calendar.title', { section: item.section, text: shortened(item.text) }))}`,
      `DESCRIPTION:${escaped(notes.join('\n'))}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    );
  }
  lines.push('END:VCALENDAR');
  return `${lines.flatMap(folded).join('\r\n')}\r\n`;
}

const TITLE_MAX = 80;
const shortened = (text: string): string =>
  text.length <= TITLE_MAX ? text : `${text.slice(0, TITLE_MAX - 1).trimEnd()}…`;

const escaped = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\r?\n/g, '\\n')
    .replace(/[,;]/g, (sign) => `\\${sign}`);

const LINE_OCTETS = 75;

function folded(line: string): string[] {
  const lines: string[] = [];
  let [current, octets] = ['', 0];
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (octets + size > LINE_OCTETS) {
      lines.push(current);
      [current, octets] = [' ', 1];
    }
    current += letter;
    octets += size;
  }
  return [...lines, current];
}
