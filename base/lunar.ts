import { newMoon, sunLongitude } from './moon.js';
import { VIETNAM_OFFSET_MINUTES } from './vietnamDay.js';

/**
 * The day on which a day of the Vietnamese lunar calendar falls. Vietnam's months begin on the day of the new moon in
 * Hanoi (UTC+7), so that in some years they are not China's: Tết 2030 is on 2 February, there it is the 3rd.
 */

/** The Julian day that begins 1970-01-01 at noon UTC, less half a day: number 0 of the days counted here. */
const EPOCH = 2_440_587.5;
const VIETNAM_OFFSET_DAYS = VIETNAM_OFFSET_MINUTES / 1440;
const MONTHS_A_YEAR = 12.3685;

/** Days since 1970-01-01 in Vietnam, of a moment in Julian days. */
const vietnamDayOf = (moment: number): number => Math.floor(moment - EPOCH + VIETNAM_OFFSET_DAYS);

/** Which of the twelve signs the sun is in as a day begins in Vietnam. */
const sign = (day: number): number => Math.floor(sunLongitude(day + EPOCH - VIETNAM_OFFSET_DAYS) / 30);

const monthStart = (k: number): number => vietnamDayOf(newMoon(k));
/** A month has a principal term when the sun enters a sign in it; one without is the leap month of a year of thirteen. */
const hasTerm = (k: number): boolean => sign(monthStart(k)) !== sign(monthStart(k + 1));

/** Of the month in which the winter solstice of that year falls: the eleventh. */
function eleventhMonth(year: number): number {
  const near = Math.round((year + 0.97 - 2000) * MONTHS_A_YEAR);
  for (let k = near + 1; k > near - 4; k -= 1) {
    const [from, to] = [sign(monthStart(k)), sign(monthStart(k + 1))];
    // Mostly from the ninth sign into the tenth; a month can also hold two terms, as in 2033.
    if (from >= 6 && from < 9 && to >= 9) return k;
  }
  throw new Error(`The solstice of ${year} was not found`);
}

/** YYYY-MM-DD of a day of one of the first six months of the lunar year that begins in `year`; the leap month of that number is not meant. */
export function lunarDay(year: number, month: 1 | 2 | 3 | 4 | 5 | 6, day: number): string {
  const before = eleventhMonth(year - 1);
  const isLeapYear = eleventhMonth(year) - before === 13;
  let k = before;
  let left = month + 1;
  let leapFound = false;
  while (left > 0) {
    k += 1;
    if (isLeapYear && !leapFound && !hasTerm(k)) leapFound = true;
    else left -= 1;
  }
  return new Date((monthStart(k) + day - 1) * 86_400_000).toISOString().slice(0, 10);
}
