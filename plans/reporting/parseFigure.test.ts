import { describe, expect, it } from 'vitest';
import { parseFigure, type RawFigure } from './parseFigure.js';

const read = (
  value: RawFigure['value'],
  type: 'count' | 'number' | 'percent' = 'number',
  more: Partial<RawFigure> = {},
) => parseFigure({ value, ...more }, { type, negative: false });

describe('a figure as officials write it', () => {
  it.each([
    ['1.234', 1234],
    ['1.234,5', 1234.5],
    ['1.234.567', 1234567],
    ['1 234', 1234],
    ['1\u00a0234,5', 1234.5],
    ['12,5', 12.5],
    ['0.5', 0.5],
    ['1,234.5', 1234.5],
    ['1,234,567', 1234567],
    [' 12 ', 12],
    ['+7', 7],
  ])('reads “%s” as %d', (text, value) => expect(read(text)).toEqual({ ok: true, value }));

  it.each(['12,5%', '12,5 %', '12,5'])('reads the share “%s”', (text) =>
    expect(read(text, 'percent')).toEqual({ ok: true, value: 12.5 }),
  );

  it('reads a cell that Excel shows as a percent as what is shown', () =>
    expect(read(0.125, 'percent', { percent: true })).toEqual({ ok: true, value: 12.5 }));

  it.each(['', '-', '–', '…', '...', null])('takes “%s” for no figure, never for nought', (text) =>
    expect(read(text)).toEqual({ ok: true, value: null }),
  );

  it.each([
    ['mười hai', 'count', 'notNumber'],
    ['12 người', 'count', 'notNumber'],
    ['1.2.3', 'number', 'notNumber'],
    ['-5', 'count', 'negative'],
    ['(5)', 'count', 'negative'],
    [-5, 'count', 'negative'],
    [1.5, 'count', 'notWhole'],
    ['1,234', 'count', 'unclear'],
    ['5%', 'count', 'percentSign'],
    [912345678901234, 'count', 'tooLarge'],
    [true, 'count', 'notNumber'],
  ] as const)('refuses “%s” for a %s: %s', (value, type, problem) =>
    expect(read(value, type)).toMatchObject({ ok: false, problem }),
  );

  it('refuses what Excel has made a day of, and what a formula failed to make', () => {
    expect(read(46206, 'count', { date: true })).toMatchObject({ problem: 'date' });
    expect(read('#REF!', 'count', { error: true })).toMatchObject({ problem: 'formula' });
  });
});
