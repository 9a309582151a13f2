/**
 * Telegram's limits, as far as a rehearsal needs them: at most so many messages in any sliding second for the bot, and
 * if wished in one chat, and in one group in any minute. What is refused does not count.
 */
export interface Limits {
  /** Messages in any sliding second above which the bot is refused; undefined: no limit. */
  refuseAbovePerSecond?: number | undefined;
  /** The same for a single chat; Telegram's advice is 1. */
  refuseAbovePerSecondPerChat?: number | undefined;
  /** Messages to one group in any sliding minute; Telegram's is 20. */
  refuseAbovePerMinutePerGroup?: number | undefined;
}

/** The times of the last `limit` accepted messages, in a ring: the oldest decides. */
class SlidingWindow {
  readonly #times: Float64Array;
  readonly #spanMs: number;
  #next = 0;

  constructor(limit: number, spanMs: number) {
    this.#times = new Float64Array(Math.max(1, limit)).fill(Number.NEGATIVE_INFINITY);
    this.#spanMs = spanMs;
  }

  /** Milliseconds until `n` more messages fit, 0 when they fit now. */
  waitMs(nowMs: number, n: number): number {
    const decisive =
      this.#times[(this.#next + Math.min(n, this.#times.length) - 1) % this.#times.length] ?? Number.NEGATIVE_INFINITY;
    return Math.max(0, decisive + this.#spanMs - nowMs);
  }

  add(nowMs: number, n: number): void {
    for (let i = 0; i < n; i += 1) {
      this.#times[this.#next] = nowMs;
      this.#next = (this.#next + 1) % this.#times.length;
    }
  }
}

export class Pace {
  #limits: Limits = {};
  #bots = new Map<number, SlidingWindow>();
  #chats = new Map<string, SlidingWindow>();

  constructor(limits: Limits) {
    this.set(limits);
  }

  get limits(): Limits {
    return this.#limits;
  }

  set(limits: Limits): void {
    this.#limits = limits;
    this.#bots = new Map();
    this.#chats = new Map();
  }

  /** Takes the room for `n` messages, or answers the milliseconds to wait and takes nothing. */
  admit(botId: number, chatId: number, nowMs: number, n: number): number {
    const {
      refuseAbovePerSecond: bot,
      refuseAbovePerSecondPerChat: chat,
      refuseAbovePerMinutePerGroup: group,
    } = this.#limits;
    if (bot === undefined && chat === undefined && group === undefined) return 0;
    const windows: SlidingWindow[] = [];
    if (bot !== undefined) windows.push(windowOf(this.#bots, botId, bot, 1_000));
    if (chat !== undefined) windows.push(windowOf(this.#chats, `${botId} ${chatId} s`, chat, 1_000));
    if (group !== undefined && chatId < 0) windows.push(windowOf(this.#chats, `${botId} ${chatId} m`, group, 60_000));
    const waitMs = Math.max(...windows.map((window) => window.waitMs(nowMs, n)));
    if (waitMs > 0) return waitMs;
    for (const window of windows) window.add(nowMs, n);
    return 0;
  }
}

function windowOf<Key>(windows: Map<Key, SlidingWindow>, key: Key, limit: number, spanMs: number): SlidingWindow {
  let window = windows.get(key);
  if (window === undefined) {
    window = new SlidingWindow(limit, spanMs);
    windows.set(key, window);
  }
  return window;
}
