import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { ZaloOAuth } from 'zalo-api-ts';
import { type Clock, HOUR_MS, SECOND_MS } from '../../../base/clock.js';
import type { Settings, ZaloSettings } from '../../../base/settings.js';

/** Below the webhooks, so that a proxy that lets these through lets this through as well. */
export const CALLBACK_PATH = '/webhooks/zalo/callback';

/** Long enough for whoever is told at night to consent in the morning. */
const STATE_LIFE_MS = 24 * HOUR_MS;

export interface ConsentTerms {
  zalo: ZaloSettings;
  /** LOA_SECRET. */
  secret: string;
  /** Exactly the address that is saved in the app's console. */
  callback: string;
  clock: Clock;
}

/** Where Zalo sends people back to; it must be saved in the app's console to the letter. */
export function callbackAddress({ publicUrl, port }: Settings): string {
  return `${publicUrl?.replace(/\/+$/, '') ?? `http://127.0.0.1:${port}`}${CALLBACK_PATH}`;
}

/**
 * A link at which an admin of the account consents. Nothing needs to be remembered for it: the state carries who asked
 * and until when, under a seal of ours, and the verifier is derived from it; so the command that printed the link, the
 * running service, or a second command can each finish it, and nobody else's callback is taken.
 */
export function beginConsent({ zalo, secret, callback, clock, staff }: ConsentTerms & { staff: number | null }): {
  url: string;
  state: string;
  until: Date;
} {
  const until = new Date(clock.now().getTime() + STATE_LIFE_MS);
  const body = [randomBytes(12).toString('base64url'), Math.floor(until.getTime() / SECOND_MS), staff ?? 0].join('.');
  const state = `${body}.${sealOf(secret, body)}`;
  const { url } = oauthFor(zalo, secret, state).beginConsent({ redirectUri: callback, state });
  return { url, state, until };
}

/** What a state of ours says, or why it is none. */
export function readState(
  secret: string,
  state: string,
  clock: Clock,
): { staff: number | null } | 'foreign' | 'too-late' {
  const at = state.lastIndexOf('.');
  const body = state.slice(0, Math.max(0, at));
  const seal = Buffer.from(state.slice(at + 1));
  const own = Buffer.from(sealOf(secret, body));
  if (seal.length !== own.length || !timingSafeEqual(seal, own)) return 'foreign';
  const [, untilS, staff] = body.split('.');
  if (Number(untilS) * SECOND_MS < clock.now().getTime()) return 'too-late';
  return { staff: Number(staff) || null };
}

/** The OAuth client that begins and ends the consent of this state: with the same verifier both times. */
export function oauthFor(zalo: ZaloSettings, secret: string, state: string): ZaloOAuth {
  const verifier = verifierFor(zalo, secret, state);
  return new ZaloOAuth({
    appId: zalo.appId,
    appSecret: zalo.appSecret,
    root: zalo.oauthRoot,
    pkce: verifier === null ? { mode: 'none' } : { mode: 'fixed', verifier },
  });
}

/** 43 characters, as long as those that Zalo's own libraries make; null where no proof is asked for. */
export function verifierFor(zalo: ZaloSettings, secret: string, state: string): string | null {
  if (zalo.pkce === 'none') return null;
  if (zalo.pkce === 'fixed') return zalo.codeVerifier ?? derive(secret, 'zalo pkce', zalo.appId);
  return derive(secret, 'zalo pkce', state);
}

const sealOf = (secret: string, body: string): string => derive(secret, 'zalo consent', body);

function derive(secret: string, use: string, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', use, 32));
  return createHmac('sha256', key).update(text).digest('base64url');
}
