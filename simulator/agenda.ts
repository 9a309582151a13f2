import type { MovableClock } from './movableClock.js';

interface Entry {
  dueMs: number;
  /** Of two that are due together the earlier made comes first. */
  n: number;
  run: () => void;
}

/** The base clock may be somebody's who moves it without telling us. */
const MAX_WAIT_MS = 1_000;

/** Things that will happen at a moment of a movable clock: each once, in order, also those that a jump passed over. */
export class Agenda {
  readonly #clock: MovableClock;
  readonly #stopListening: () => void;
  /** A binary heap by due time: a bench puts thousands a second in. */
  readonly #heap: Entry[] = [];
  #made = 0;
  #timer: NodeJS.Timeout | null = null;
  #armedForMs = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(clock: MovableClock) {
    this.#clock = clock;
    this.#stopListening = clock.onMove(() => this.#work());
  }

  after(ms: number, run: () => void): void {
    this.at(this.#clock.nowMs() + ms, run);
  }

  at(dueMs: number, run: () => void): void {
    if (this.#closed) return;
    this.#made += 1;
    this.#push({ dueMs, n: this.#made, run });
    if (dueMs < this.#armedForMs) this.#arm();
  }

  get size(): number {
    return this.#heap.length;
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#heap.length = 0;
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const next = this.#heap[0];
    this.#armedForMs = next?.dueMs ?? Number.POSITIVE_INFINITY;
    if (next === undefined || this.#closed) return;
    const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, next.dueMs - this.#clock.nowMs()));
    this.#timer = setTimeout(() => this.#work(), waitMs);
  }

  #work(): void {
    const nowMs = this.#clock.nowMs();
    for (let next = this.#heap[0]; next !== undefined && next.dueMs <= nowMs; next = this.#heap[0]) {
      this.#pop();
      next.run();
    }
    this.#arm();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const [child, where] = b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left];
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = where;
    }
    heap[at] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.n < b.n);
}
