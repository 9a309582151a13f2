import { HOUR_MS } from '../../../../base/clock.js';
import { foldKey } from '../../../../base/text.js';
import { vietnamDay } from '../../../../base/vietnamDay.js';
import { isOpen } from '../../../../scheduler/time/quietHours.js';
import { vietnamMoment } from '../../../../scheduler/time/vietnamTime.js';
import { readDay } from '../../official/readDay.js';

/** When a message is to go, as somebody typed it; or what stands against it. `hour`: no hour was read; `day`: no such day. */
export type When = { at: Date } | 'now' | { wrong: 'hour' | 'day' | 'passed' | 'night' | 'far' };

const NOW = [
  'ngay',
  'ngay bây giờ',
  'bây giờ',
  'gửi ngay',
  'luôn',
  'ngay khi được phê duyệt',
  'ngay khi duyệt',
  'now',
].map(foldKey);
/** 17:30, 17h30, 17h, 8 giờ 30, 8 giờ rưỡi, 5 pm; never the day of a date behind it. What follows may say which half of the day. */
const HOUR =
  /(?<![\d/.-])(\d{1,2})\s?(?:(?::(?=\d{2})|gio|h|g)(?:\s?(\d{2}|ruoi)(?!\d|[/.-]\d|\s?thang))?(?:\s?phut)?|(?=\s?(?:am|pm)\b))(?:\s?(am|pm|sang|trua|chieu|toi|dem)\b)?/;
const AFTERNOON = ['pm', 'chieu', 'toi'];
/** Who plans farther ahead plans a campaign. */
const FAR_MS = 31 * 24 * HOUR_MS;

/**
 * Reads an hour, with a day or without ("17:30", "mai 08:00", "8 giờ sáng thứ hai"). Nothing is guessed: an hour that has passed today
 * is not taken for tomorrow's, and one in the night is refused instead of moved.
 */
export function readWhen(typed: string, now: Date): When {
  const folded = foldKey(typed);
  if (NOW.includes(folded.replace(/[^a-z ]+/g, '').trim())) return 'now';
  const found = HOUR.exec(folded);
  if (found === null) return { wrong: 'hour' };
  const [, hours = '', minutes = '0', half = ''] = found;
  if (half === 'dem') return { wrong: 'night' };
  // "chiều mai 3h" says the half of the day before the hour.
  const isAfternoon = AFTERNOON.includes(half) || (half === '' && /\bchieu\b/.test(folded));
  const hour = Number(hours) + (isAfternoon && Number(hours) < 12 ? 12 : 0);
  const minute = minutes === 'ruoi' ? 30 : Number(minutes);
  if (hour > 23 || minute > 59) return { wrong: 'hour' };
  const today = vietnamDay(now);
  const rest = `${folded.slice(0, found.index)} ${folded.slice(found.index + found[0].length)}`;
  const named = readDay(rest, today, 'ahead');
  if (named !== null && named.day === null) return { wrong: 'day' };
  const at = vietnamMoment(named?.day ?? today, hour * 60 + minute);
  if (at <= now) return { wrong: 'passed' };
  if (at.getTime() - now.getTime() > FAR_MS) return { wrong: 'far' };
  return isOpen(at) ? { at } : { wrong: 'night' };
}
