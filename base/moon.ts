/**
 * New moons and the sun's longitude, computed rather than looked up, so that holidays by the moon are right for any year
 * somebody plans for. After J. Meeus, Astronomical Algorithms, 2nd edition, chapters 49 (phases, true to seconds) and 25
 * (sun, true to 0.01 degrees, a quarter of an hour). Moments are Julian days; Universal Time.
 */

/** Terrestrial less Universal Time, about 70 s all through these decades. */
const DELTA_T_DAYS = 70 / 86_400;
const MONTHS_A_CENTURY = 1236.85;
const J2000 = 2_451_545;
const DAYS_A_CENTURY = 36_525;

const sin = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);

/** The periodic terms of a new moon: amplitude in days, power of the eccentricity, and the multiples of M, M′ and F. */
const PERIODIC: readonly (readonly [days: number, e: number, m: number, mPrime: number, f: number])[] = [
  [-0.4072, 0, 0, 1, 0],
  [0.17241, 1, 1, 0, 0],
  [0.01608, 0, 0, 2, 0],
  [0.01039, 0, 0, 0, 2],
  [0.00739, 1, -1, 1, 0],
  [-0.00514, 1, 1, 1, 0],
  [0.00208, 2, 2, 0, 0],
  [-0.00111, 0, 0, 1, -2],
  [-0.00057, 0, 0, 1, 2],
  [0.00056, 1, 1, 2, 0],
  [-0.00042, 0, 0, 3, 0],
  [0.00042, 1, 1, 0, 2],
  [0.00038, 1, 1, 0, -2],
  [-0.00024, 1, -1, 2, 0],
  [-0.00007, 0, 2, 1, 0],
  [0.00004, 0, 0, 2, -2],
  [0.00004, 0, 3, 0, 0],
  [0.00003, 0, 1, 1, -2],
  [0.00003, 0, 0, 2, 2],
  [-0.00003, 0, 1, 1, 2],
  [0.00003, 0, -1, 1, 2],
  [-0.00002, 0, -1, 1, -2],
  [-0.00002, 0, 1, 3, 0],
  [0.00002, 0, 0, 4, 0],
];

/** What the planets add: amplitude in days, argument at k = 0, and its change with each month. */
const PLANETARY: readonly (readonly [days: number, at: number, perMonth: number])[] = [
  [0.000325, 299.77, 0.107408],
  [0.000165, 251.88, 0.016321],
  [0.000164, 251.83, 26.651886],
  [0.000126, 349.42, 36.412478],
  [0.00011, 84.66, 18.206239],
  [0.000062, 141.74, 53.303771],
  [0.00006, 207.14, 2.453732],
  [0.000056, 154.84, 7.30686],
  [0.000047, 34.52, 27.261239],
  [0.000042, 207.19, 0.121824],
  [0.00004, 291.34, 1.844379],
  [0.000037, 161.72, 24.198154],
  [0.000035, 239.56, 25.513099],
  [0.000023, 331.55, 3.592518],
];

/** The moment of the k-th new moon since that of 6 January 2000. */
export function newMoon(k: number): number {
  const t = k / MONTHS_A_CENTURY;
  const e = 1 - 0.002516 * t - 0.0000074 * t ** 2;
  const m = 2.5534 + 29.1053567 * k - 0.0000014 * t ** 2;
  const mPrime = 201.5643 + 385.81693528 * k + 0.0107582 * t ** 2 + 0.00001238 * t ** 3;
  const f = 160.7108 + 390.67050284 * k - 0.0016118 * t ** 2 - 0.00000227 * t ** 3;
  const node = 124.7746 - 1.56375588 * k + 0.0020672 * t ** 2;
  let at = 2_451_550.09766 + 29.530588861 * k + 0.00015437 * t ** 2 - 0.00000015 * t ** 3;
  for (const [days, power, ofM, ofMPrime, ofF] of PERIODIC)
    at += days * e ** power * sin(ofM * m + ofMPrime * mPrime + ofF * f);
  at -= 0.00017 * sin(node);
  for (const [days, start, perMonth] of PLANETARY) at += days * sin(start + perMonth * k);
  return at - DELTA_T_DAYS;
}

/** The sun's apparent longitude at a moment, in degrees from 0 to 360. */
export function sunLongitude(at: number): number {
  const t = (at + DELTA_T_DAYS - J2000) / DAYS_A_CENTURY;
  const anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t ** 2;
  const centre =
    (1.914602 - 0.004817 * t - 0.000014 * t ** 2) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.000289 * sin(3 * anomaly);
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t ** 2;
  const longitude = mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1_934.136 * t);
  return ((longitude % 360) + 360) % 360;
}
