import { formatNumber } from '../content/format.js';

/** A figure of a report or of a sum, as the cells of a line: code, name, unit, this period, the year so far, last year's. */
export function figureCells(
  one: {
    code: string;
    name: string;
    unit?: string | null | undefined;
    value: number | null;
    cumulative: number | null;
    samePeriod: number | null;
  },
  locale: string,
): string[] {
  const numbers = [one.value, one.cumulative, one.samePeriod];
  return [
    one.code,
    one.name,
    one.unit ?? '',
    ...numbers.map((value) => (value === null ? '–' : formatNumber(value, locale))),
  ];
}
