import { lunarDay } from '../../base/lunar.js';
import { addDays, weekday } from '../../plans/deadlines/day.js';

/** Public holidays, by which sentence of the catalogue names them. */
export const HOLIDAYS = ['newYear', 'tet', 'hungKings', 'reunification', 'labour', 'national', 'culture'] as const;
export type HolidayName = (typeof HOLIDAYS)[number];

/** One day off by the general rules. */
export interface Holiday {
  day: string;
  name: HolidayName;
  /** The holiday that fell on a weekly rest day and has moved here; null where the day is the holiday itself. */
  movedFrom: string | null;
  /** Every year's notice fixes it (how the block of Tết lies, the neighbour of 2/9, what moves): until then it is our default. */
  byNotice: boolean;
}

/** Of Tết, how many of its five days come before the first of the first month. As notices mostly had it. */
const TET_BEFORE = 1;
const TET_DAYS = 5;
/** 24 November, Ngày Văn hóa Việt Nam, by Nghị quyết 28/2026/QH16 in force from 1/7/2026. */
const CULTURE_DAY_FROM = 2026;

export const isWeeklyRest = (day: string): boolean => weekday(day) === 0 || weekday(day) === 6;

const kept = new Map<number, readonly Holiday[]>();

/**
 * The public holidays of a year by the general rules (Bộ luật Lao động, Điều 111 and 112), in order, those that fall on a weekly
 * rest day included and followed by the working day that each moves to. Where the law leaves it to a yearly notice these are defaults: Tết
 * has its eve and four days from the first; of the neighbours of 2 September the one that joins it to the weekly rest, else
 * the day before. What was announced otherwise is entered day by day (calendar.ts).
 */
export function holidaysOf(year: number): readonly Holiday[] {
  const found = kept.get(year) ?? compute(year);
  kept.set(year, found);
  return found;
}

function compute(year: number): Holiday[] {
  const on = (day: string, name: HolidayName, byNotice = false): Holiday => ({ day, name, movedFrom: null, byNotice });
  const tet = lunarDay(year, 1, 1);
  const own: Holiday[] = [
    on(`${year}-01-01`, 'newYear'),
    ...Array.from({ length: TET_DAYS }, (_, nth) => on(addDays(tet, nth - TET_BEFORE), 'tet', true)),
    on(lunarDay(year, 3, 10), 'hungKings'),
    on(`${year}-04-30`, 'reunification'),
    on(`${year}-05-01`, 'labour'),
    on(`${year}-09-02`, 'national'),
    on(neighbourOf(`${year}-09-02`), 'national', true),
    ...(year >= CULTURE_DAY_FROM ? [on(`${year}-11-24`, 'culture')] : []),
  ].sort(byDay);
  const off = new Set(own.map(({ day }) => day));
  const moved: Holiday[] = [];
  for (const { day, name } of own) {
    if (!isWeeklyRest(day)) continue;
    let to = addDays(day, 1);
    while (isWeeklyRest(to) || off.has(to)) to = addDays(to, 1);
    off.add(to);
    moved.push({ day: to, name, movedFrom: day, byNotice: true });
  }
  return [...own, ...moved].sort(byDay);
}

/** Of the two days beside a day that is off: the one that is no rest day and joins it to the weekly rest, else the day before. */
function neighbourOf(day: string): string {
  const [before, after] = [addDays(day, -1), addDays(day, 1)];
  if (isWeeklyRest(before)) return after;
  return isWeeklyRest(addDays(day, 2)) && !isWeeklyRest(addDays(before, -1)) && !isWeeklyRest(after) ? after : before;
}

const byDay = (a: Holiday, b: Holiday): number => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0);
