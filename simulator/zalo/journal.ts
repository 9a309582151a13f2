/** One call as it was answered. `outcome` says what the caller saw, `delivered` what the people got. */
export interface LoggedZaloCall {
  n: number;
  /** In milliseconds since 1970, by the simulator's clock. */
  atMs: number;
  api: ZaloApiName;
  path: string;
  /** User id or phone number that the call names, or null. */
  to: string | null;
  /** Body or query as it arrived; an upload stands as its name, type and size. */
  params: unknown;
  outcome: 'answered' | 'refused' | 'cut' | 'silent';
  /** Zalo's `error`, or the HTTP status of a server error. */
  error: number | null;
  delivered: number;
}

export type ZaloApiName = 'oauth' | 'openapi' | 'business';

export interface ZaloCounts {
  /** Messages that reached a phone. */
  delivered: number;
  calls: number;
  /** Refused calls by error number. */
  refused: Record<string, number>;
  /** Calls that got no answer, or a cut connection. */
  unanswered: number;
  /** Delivered messages by user id. */
  perUser: Record<string, number>;
}

/** The last `cap` calls, and totals that never forget. */
export class ZaloJournal {
  calls = 0;
  unanswered = 0;
  delivered = 0;
  refusedTotal = 0;
  readonly refused = new Map<number, number>();
  readonly #cap: number;
  #kept: LoggedZaloCall[] = [];

  constructor(cap: number) {
    this.#cap = cap;
  }

  get keeps(): boolean {
    return this.#cap > 0;
  }

  add(call: Omit<LoggedZaloCall, 'n'>): void {
    this.#kept.push({ n: this.calls, ...call });
    // Trimmed by halves: shifting one at a time would cost more than the calls do.
    if (this.#kept.length >= this.#cap * 2) this.#kept = this.#kept.slice(-this.#cap);
  }

  countRefusal(error: number): void {
    this.refusedTotal += 1;
    this.refused.set(error, (this.refused.get(error) ?? 0) + 1);
  }

  list(): LoggedZaloCall[] {
    return this.#cap === 0 ? [] : this.#kept.slice(-this.#cap);
  }

  clear(): void {
    this.#kept = [];
  }
}
