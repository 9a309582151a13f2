import { type Tokens, ZaloError, type ZaloOAuth } from 'zalo-api-ts';
import { MINUTE_MS, SECOND_MS } from '../../../base/clock.js';
import type { TokenPair } from '../../../credentials/credential.js';
import type { RefreshAnswer } from '../../../credentials/refresh.js';

/** Zalo counts calls by the minute. */
const RATE_WAIT_MS = MINUTE_MS;
/** No connection, or something on the way that lets nobody through. */
const AWAY_WAIT_MS = 15 * SECOND_MS;

/**
 * What became of a refresh token that was handed to Zalo once. Zalo documents no code for a spent token, so whatever
 * Zalo itself refuses counts as a refusal, but for "too often"; what never reached it costs nothing; anything else may
 * have spent the token.
 */
export function refreshOver(oauth: ZaloOAuth): (refreshToken: string) => Promise<RefreshAnswer> {
  return async (refreshToken) => {
    try {
      return { kind: 'issued', pair: pairOf(await oauth.refresh(refreshToken)) };
    } catch (error) {
      if (!(error instanceof ZaloError)) throw error;
      if (error.sent !== 'no') return { kind: 'lost', reason: wordOf(error) };
      if (error.class === 'rate') return { kind: 'unsent', reason: wordOf(error), waitMs: RATE_WAIT_MS };
      if (error.code === null) return { kind: 'unsent', reason: wordOf(error), waitMs: AWAY_WAIT_MS };
      return { kind: 'refused', reason: wordOf(error) };
    }
  };
}

/** A life that Zalo never gives is read as a minute: the next upkeep asks again, and nothing goes round in a circle. */
export function pairOf({ accessToken, refreshToken, expiresInS }: Tokens): TokenPair {
  return { accessToken, refreshToken, accessLifeMs: Math.max(MINUTE_MS, expiresInS * SECOND_MS) };
}

/** For the ledger, the log and staff: a number of Zalo's or a word, without anything of what was sent. */
export function wordOf(error: ZaloError): string {
  return error.code === null ? (error.reason ?? error.class) : `zalo-oauth${error.code}`;
}
