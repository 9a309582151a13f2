import { ZaloError, ZaloOAuth } from 'zalo-api-ts';
import { type Clock, SECOND_MS } from '../../../base/clock.js';
import { LoaError } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { ZaloSettings } from '../../../base/settings.js';
import { openCredential } from '../../../credentials/openCredential.js';
import { credentialSealer } from '../../../credentials/seal.js';
import { storeRefreshToken } from '../../../credentials/storePair.js';
import { appendAudit } from '../../../people/appendAudit.js';
import type { Database } from '../../../prisma/database.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { restartSender, stopSender } from '../../../scheduler/sender/health.js';
import { beginConsent } from './consent.js';
import { refreshOver } from './refreshing.js';

/** What gives the OA's calls their access token, and looks after it. */
export interface ZaloTokens {
  /**
   * For `accessToken` of zalo-api-ts. Throws LoaError `credential-missing` or `credential-reauth` where a person must
   * consent, `credential-away` (`again: 'after'`) while it is being renewed.
   */
  accessToken(): Promise<string>;
  /**
   * Makes a call, or several, of one account, with the `accessToken` that it is handed. Refused for its access token (-216, -220, -124) it is made once more with a
   * new one; a second refusal stops the account until somebody consents. Throws what the call throws, and what `accessToken` does.
   */
  run<T>(call: (accessToken: () => Promise<string>) => Promise<T>): Promise<T>;
  /** For `Channel.upkeep`. */
  upkeep(): Promise<void>;
  /** Waits for a refresh that is under way. */
  close(): Promise<void>;
}

export interface ZaloTokensOptions {
  db: Database;
  secret: string;
  /** Where the emergency journal of tokens is. */
  dataFolder: string;
  zalo: ZaloSettings;
  /** Where people who consent come back to: `callbackAddress(settings)`. */
  callback: string;
  clock: Clock;
  log: Log;
  /** How long a call waits for a token at most (5 s). */
  waitMs?: number;
  /** How long Zalo's answer waits for a database that is away before it is left to the journal (10 s). */
  persistMs?: number;
}

/** The account as in the sender table. */
export const zaloSender = (oaId: string): string => `zalo.${oaId}`;
export const zaloAccount = (oaId: string): { channel: 'zalo'; account: string } => ({ channel: 'zalo', account: oaId });

/** Well below the lease of a refresh (60 s): whoever claims after it finds no call of ours under way. */
const OAUTH_TIMEOUT_MS = 20 * SECOND_MS;

/** Opens the token of one OA. ZALO_REFRESH_TOKEN is taken only where the database has never had one. */
export async function openZaloTokens(options: ZaloTokensOptions): Promise<ZaloTokens> {
  const { db, secret, zalo, clock, log } = options;
  const of = zaloAccount(zalo.oaId);
  const sender = zaloSender(zalo.oaId);
  if (zalo.refreshToken !== undefined) {
    const taken = await storeRefreshToken(db, credentialSealer(secret), of, zalo.refreshToken, { replace: false });
    if (taken)
      log.info(
        { sender },
        'ZALO_REFRESH_TOKEN is taken for the first use; from now on the database has the living one',
      );
  }
  const audit = (action: string, detail: Record<string, string>) =>
    appendAudit(db, { at: clock.now(), actor: 'system', action, subject: `sender:${sender}`, detail });
  const oauth = new ZaloOAuth({
    appId: zalo.appId,
    appSecret: zalo.appSecret,
    root: zalo.oauthRoot,
    timeoutMs: OAUTH_TIMEOUT_MS,
  });
  const credential = openCredential({
    db,
    secret,
    dataFolder: options.dataFolder,
    of,
    exchange: refreshOver(oauth),
    tellStaff: async (reason) => {
      await stopSender(db, sender, REAUTH_REQUIRED);
      await audit('zalo.reauth-required', { reason: reason.replace(/[^\w.:/+=-]+/g, '_').slice(0, 128) });
      const { url } = beginConsent({ zalo, secret, callback: options.callback, clock, staff: null });
      log.error(
        { sender, reason, consent: url },
        'Zalo sends nothing until an admin of the official account consents again: open the link, or run `loa zalo login`',
      );
    },
    restored: async () => {
      if (await restartSender(db, sender)) log.info({ sender }, 'the tokens are back; the sender goes on');
    },
    log,
    ...(options.waitMs === undefined ? {} : { waitMs: options.waitMs }),
    ...(options.persistMs === undefined ? {} : { persistMs: options.persistMs }),
  });
  /** Keeps the version that the calls of one `run` were made with. Handed on, for AsyncLocalStorage slows every promise of a process. */
  const tokenOf = (run: { version: number; atLeast: number }) => async (): Promise<string> => {
    const { token, version } = run.atLeast === 0 ? await credential.current() : await credential.renewed(run.atLeast);
    run.version = version;
    return token;
  };

  return {
    accessToken: async () => (await credential.current()).token,
    async run(call) {
      const first = { version: 0, atLeast: 0 };
      try {
        return await call(tokenOf(first));
      } catch (error) {
        if (!isTokenRefused(error) || first.version === 0) throw error;
        log.debug({ sender, code: error.code }, 'the access token was refused; it is renewed');
      }
      const second = { version: 0, atLeast: first.version };
      try {
        return await call(tokenOf(second));
      } catch (error) {
        if (!isTokenRefused(error) || second.version === 0) throw error;
        if (await credential.giveUp(second.version, `zalo-${error.host}${error.code}`)) {
          throw new LoaError(REAUTH_CODE, 'Zalo refuses a fresh access token', { again: 'no' });
        }
        // Somebody was renewing it just then: this token was old already.
        throw new LoaError('credential-away', 'The access token changed twice', { again: 'after', waitMs: SECOND_MS });
      }
    },
    async upkeep() {
      try {
        await credential.upkeep();
      } catch (error) {
        // Each of these has been said where it happened, or is said by `doctor`.
        if (!(error instanceof LoaError) || !error.code.startsWith('credential-')) throw error;
        log.debug({ sender, reason: error.code }, 'no access token just now');
      }
    },
    close: () => credential.close(),
  };
}

/** Of a stopped sender: a person must consent. */
const REAUTH_REQUIRED = 'reauth-required';
const REAUTH_CODE = 'credential-reauth';

function isTokenRefused(error: unknown): error is ZaloError {
  return error instanceof ZaloError && error.class === 'refresh';
}

/**
 * What an error of `run` or `accessToken` means for a message, or null where it is not about the token. No call was made,
 * or it was refused: nothing arrived.
 */
export function outcomeOfTokenTrouble(error: unknown): Outcome | null {
  if (!(error instanceof LoaError) || !error.code.startsWith('credential-')) return null;
  if (error.retry.again === 'after') return { kind: 'later', reason: error.code, waitMs: error.retry.waitMs };
  return { kind: 'stopped', reason: error.code === REAUTH_CODE ? REAUTH_REQUIRED : error.code };
}
