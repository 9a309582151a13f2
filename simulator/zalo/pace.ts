/** Calls a minute; undefined: no limit. */
export interface ZaloLimits {
  /** Of the app, over all calls of the OA API. Zalo's is 4,000. */
  appPerMinute?: number | undefined;
  /** Of the OA, by its package. */
  oaPerMinute?: number | undefined;
  /** Of the app, over the calls of the Article API. Zalo's is 4,000. */
  articlePerMinute?: number | undefined;
}

export type Bucket = 'oa' | 'article' | 'none';

class Minute {
  #minute = -1;
  #used = 0;

  left(limit: number, nowMs: number): number {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used = 0;
    }
    return limit - this.#used;
  }

  take(): void {
    this.#used += 1;
  }
}

/** What the headers say after a call, or which limit stood in its way. */
export interface Admission {
  refused: 'app' | 'oa' | null;
  limit: number | null;
  remain: number;
}

const UNLIMITED: Admission = { refused: null, limit: null, remain: 0 };

/** Counts calls in minutes of the clock. What is refused does not count. */
export class ZaloPace {
  limits: ZaloLimits;
  readonly #app = new Minute();
  readonly #oa = new Minute();
  readonly #article = new Minute();

  constructor(limits: ZaloLimits) {
    this.limits = limits;
  }

  admit(bucket: Bucket, nowMs: number): Admission {
    if (bucket === 'none') return UNLIMITED;
    const { appPerMinute, oaPerMinute, articlePerMinute } = this.limits;
    const appLimit = bucket === 'article' ? articlePerMinute : appPerMinute;
    const app = bucket === 'article' ? this.#article : this.#app;
    if (appLimit === undefined && oaPerMinute === undefined) return UNLIMITED;
    const appLeft = appLimit === undefined ? Number.POSITIVE_INFINITY : app.left(appLimit, nowMs);
    const oaLeft = oaPerMinute === undefined ? Number.POSITIVE_INFINITY : this.#oa.left(oaPerMinute, nowMs);
    const limit = (appLeft <= oaLeft ? appLimit : oaPerMinute) ?? null;
    if (appLeft <= 0) return { refused: 'app', limit, remain: 0 };
    if (oaLeft <= 0) return { refused: 'oa', limit, remain: 0 };
    app.take();
    this.#oa.take();
    return { refused: null, limit, remain: Math.min(appLeft, oaLeft) - 1 };
  }
}
