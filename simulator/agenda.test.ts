import { describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.js';
import { Agenda } from './agenda.js';
import { MovableClock } from './movableClock.js';

describe('an agenda on a movable clock', () => {
  it('does what a jump passes over, in order, once, and what was put in meanwhile', () => {
    const clock = new MovableClock(systemClock());
    const agenda = new Agenda(clock);
    const done: number[] = [];
    const hours = [9, 1, 5, 3, 7, 1, 2, 8, 6, 4, 30];
    for (const hour of hours) agenda.after(hour * 3_600_000, () => done.push(hour));
    agenda.after(3_600_000, () => agenda.after(60_000, () => done.push(0)));
    clock.advance(2.5 * 3_600_000);
    expect(done).toEqual([1, 1, 2]);
    clock.advance(8 * 3_600_000);
    expect(done).toEqual([1, 1, 2, 0, 3, 4, 5, 6, 7, 8, 9]);
    expect(agenda.size).toBe(1);
    agenda.close();
    clock.advance(40 * 3_600_000);
    expect(done).toHaveLength(11);
  });

  it('goes on by itself, and refuses a time that is none', async () => {
    const clock = new MovableClock(systemClock());
    const agenda = new Agenda(clock);
    let done = false;
    agenda.after(5, () => {
      done = true;
    });
    await expect.poll(() => done).toBe(true);
    expect(() => clock.set('hôm qua')).toThrow('is no time');
    clock.set('2026-06-26T00:00:00+07:00');
    expect(clock.now().toISOString()).toMatch(/^2026-06-25T17:00:0/);
    agenda.close();
  });
});
