import { createHash, randomBytes } from 'node:crypto';
import type { MovableClock } from '../movableClock.js';
import { generationOf, makeToken } from './secrets.js';

const CODE_LIFE_MS = 10 * 60_000;
export const ACCESS_LIFE_S = 90_000;
/** Three months, taken as 90 days. */
export const REFRESH_LIFE_MS = 90 * 24 * 3_600_000;

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

interface Code {
  challenge: string | null;
  redirectUri: string;
  issuedMs: number;
}

export type Grant = { ok: true; pair: TokenPair } | { ok: false; why: 'code' | 'verifier' | 'refresh' };

/**
 * The tokens of one OA. Every new pair is a generation, and only the newest lives: its issue kills the access token and the
 * refresh token before it. A refresh token of ours that is newer than our memory comes from before a restart and is taken
 * once more; so a service with stored tokens need not ask for consent whenever the simulator is started anew.
 */
export class Tokens {
  readonly #clock: MovableClock;
  readonly #appSecret: string;
  readonly #codes = new Map<string, Code>();
  #generation = 0;
  #issuedMs = 0;
  #revoked = false;
  #accessDead = false;
  #pair: TokenPair = { accessToken: '', refreshToken: '' };
  /** How often each grant was asked for and refused, for tests of refresh races. */
  readonly counts = { issued: 0, refreshed: 0, refused: 0 };

  constructor(clock: MovableClock, appSecret: string) {
    this.#clock = clock;
    this.#appSecret = appSecret;
    this.issue();
  }

  get current(): TokenPair {
    return this.#pair;
  }

  /** Whether the OA lets the app in. */
  get isGranted(): boolean {
    return !this.#revoked;
  }

  get generation(): number {
    return this.#generation;
  }

  makeCode(challenge: string | null, redirectUri: string): string {
    const code = `SIMULATOR-code-${randomBytes(12).toString('base64url')}`;
    this.#codes.set(code, { challenge, redirectUri, issuedMs: this.#clock.nowMs() });
    return code;
  }

  /** A code is good once, for ten minutes, and with the verifier of its challenge where there was one. */
  byCode(code: string, verifier: string): Grant {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (found === undefined || this.#clock.nowMs() - found.issuedMs > CODE_LIFE_MS) return this.#refuse('code');
    if (found.challenge !== null && challengeOf(verifier) !== found.challenge) return this.#refuse('verifier');
    return { ok: true, pair: this.issue() };
  }

  byRefreshToken(refreshToken: string): Grant {
    const generation = generationOf(refreshToken, this.#appSecret);
    const isOld = this.#clock.nowMs() - this.#issuedMs > REFRESH_LIFE_MS;
    const isSpent = generation === null || generation < this.#generation;
    if (isSpent || this.#revoked || (generation === this.#generation && isOld)) return this.#refuse('refresh');
    this.#generation = generation;
    this.counts.refreshed += 1;
    return { ok: true, pair: this.issue() };
  }

  /** A new pair; the one before is dead from this moment. */
  issue(): TokenPair {
    this.#generation += 1;
    this.#issuedMs = this.#clock.nowMs();
    this.#revoked = false;
    this.#accessDead = false;
    this.counts.issued += 1;
    this.#pair = {
      accessToken: makeToken('access', this.#generation, this.#appSecret),
      refreshToken: makeToken('refresh', this.#generation, this.#appSecret),
    };
    return this.#pair;
  }

  /** The OA takes its consent back: both tokens are dead until somebody consents anew. */
  revoke(): void {
    this.#revoked = true;
  }

  /** Only the access token dies, as if something else had asked for another one. */
  killAccessToken(): void {
    this.#accessDead = true;
  }

  judge(accessToken: string): 'good' | 'expired' | 'unknown' {
    if (accessToken !== this.#pair.accessToken || this.#revoked || this.#accessDead) return 'unknown';
    return this.#clock.nowMs() - this.#issuedMs >= ACCESS_LIFE_S * 1_000 ? 'expired' : 'good';
  }

  #refuse(why: 'code' | 'verifier' | 'refresh'): Grant {
    this.counts.refused += 1;
    return { ok: false, why };
  }
}

/** S256 as PKCE has it: base64url without padding of the SHA-256 of the verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
