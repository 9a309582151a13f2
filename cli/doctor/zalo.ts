import { HOUR_MS } from '../../base/clock.js';
import { LoaError } from '../../base/errors.js';
import { zaloAccount } from '../../bot/channels/zalo/tokens.js';
import { formatMoment } from '../../content/format.js';
import { type Credential, readCredential } from '../../credentials/credential.js';
import { credentialSealer } from '../../credentials/seal.js';
import type { Session } from '../session.js';

type Add = (check: string, state: 'ok' | 'note' | 'fault', text: string) => void;

const DAY_MS = 24 * HOUR_MS;
/** Zalo gives a refresh token three months; a service that runs renews it every day. */
const REFRESH_OLD_MS = 60 * DAY_MS;
const REFRESH_TOO_OLD_MS = 80 * DAY_MS;

/** The ages of the official account's tokens, and what to do where they are too old or gone. Asks Zalo nothing. */
export async function inspectZaloTokens(
  session: Pick<Session, 'db' | 'secret' | 'settings' | 'locale' | 'say'>,
  add: Add,
): Promise<void> {
  const { db, secret, settings, locale, say } = session;
  if (settings.zalo === undefined) return add('ZALO_OA_ID', 'note', say('cli:doctor.noZalo'));
  add('ZALO_OA_ID', 'ok', settings.zalo.oaId);
  add('ZALO_RATE', 'ok', say('cli:doctor.rate', { rate: settings.zalo.rate }));
  let credential: Credential | null;
  try {
    credential = await readCredential(db, credentialSealer(secret), zaloAccount(settings.zalo.oaId));
  } catch (error) {
    if (error instanceof LoaError && error.code === 'credential-unreadable')
      return add('Zalo consent', 'fault', say('cli:doctor.zaloUnreadable'));
    throw error;
  }
  if (credential === null) {
    if (settings.zalo.refreshToken === undefined) add('Zalo consent', 'fault', say('cli:doctor.zaloNoConsent'));
    else add('Zalo consent', 'note', say('cli:doctor.zaloFirstUse'));
    return;
  }
  if (credential.state === 'reauth_required') {
    const since = formatMoment(credential.stateAt, locale);
    return add('Zalo consent', 'fault', say('cli:doctor.zaloReauth', { since, reason: credential.reason ?? '' }));
  }
  const hours = Math.floor(credential.accessLeftMs / HOUR_MS);
  if (credential.accessLeftMs > 0) add('Zalo access token', 'ok', say('cli:doctor.zaloAccess', { hours }));
  else add('Zalo access token', 'note', say('cli:doctor.zaloAccessEnded'));
  const { refreshAgeMs } = credential;
  const isOld = refreshAgeMs > REFRESH_OLD_MS;
  add(
    'Zalo refresh token',
    refreshAgeMs > REFRESH_TOO_OLD_MS ? 'fault' : isOld ? 'note' : 'ok',
    say(isOld ? 'cli:doctor.zaloRefreshOld' : 'cli:doctor.zaloRefresh', { days: Math.floor(refreshAgeMs / DAY_MS) }),
  );
}
