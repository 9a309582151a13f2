import type { Clock } from '../base/clock.js';

/**
 * A clock that goes with another one, and can be put forward or back: windows of days, nights and expiries are rehearsed
 * in moments. Give the same one to everything that shares a rehearsal.
 */
export class MovableClock implements Clock {
  readonly #base: Clock;
  #offsetMs = 0;
  readonly #listeners = new Set<() => void>();

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  nowMs(): number {
    return this.#base.now().getTime() + this.#offsetMs;
  }

  /** Puts the clock to a moment; from there it goes on. */
  set(time: Date | string): void {
    const wantedMs = new Date(time).getTime();
    if (Number.isNaN(wantedMs)) throw new Error(`${String(time)} is no time`);
    this.advance(wantedMs - this.nowMs());
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
    for (const listener of this.#listeners) listener();
  }

  /** Is told of every jump, until the returned function is called. */
  onMove(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
