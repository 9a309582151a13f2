import { createHash, timingSafeEqual } from 'node:crypto';
import { readStamped } from './timestamp.js';

/** The header that carries the signature of a webhook; Node gives names in lower case. */
export const SIGNATURE_HEADER = 'x-zevent-signature';
/** `ZNS` on events of template messages. */
export const SERVER_HEADER = 'x-zevent-server';
/** Which repetition this is; absent on the first. */
export const RETRY_HEADER = 'num_retry';

export interface SignatureKeys {
  readonly appId: string;
  /**
   * The OA Secret Key of the app's Webhook page (not the app secret). Several while a key is being changed: one that
   * fits is enough.
   */
  readonly secretKeys: readonly string[];
}

export type SignatureVerdict =
  /** `body`: the bytes as `parseJsonBytes` reads them, for `parseEvent`. */
  | { readonly valid: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly valid: false; readonly why: 'no-header' | 'malformed-header' | 'no-timestamp' | 'mismatch' };

/**
 * Whether a webhook is Zalo's: hex of SHA-256 over app id, raw body, `timestamp` of the body, and secret key, one after
 * the other. `rawBytes` must be the bytes as they came: JSON that was parsed and written again does not fit.
 *
 * There is no protection against repetition in it: see `isFresh`, and remember `dedupeKey`.
 *
 * Source: developers.zalo.me, "webhook/tong-quan"; `MacUtils` of the official Java SDK; seen to work by a third party.
 */
export function verifySignature(
  rawBytes: Uint8Array,
  header: string | readonly string[] | null | undefined,
  { appId, secretKeys }: SignatureKeys,
): SignatureVerdict {
  const value = typeof header === 'string' ? header : header?.length === 1 ? header[0] : undefined;
  if (value === undefined) return { valid: false, why: 'no-header' };
  const [, mac] = MAC.exec(value) ?? [];
  if (mac === undefined) return { valid: false, why: 'malformed-header' };
  const stamped = readStamped(rawBytes);
  if (stamped === null) return { valid: false, why: 'no-timestamp' };
  const { body, timestamp } = stamped;
  const given = Buffer.from(mac, 'hex');
  let isFitting = false;
  // All keys are tried, so that time tells nothing about which of them fits.
  for (const secretKey of secretKeys) {
    isFitting = timingSafeEqual(macOf(rawBytes, { appId, timestamp, secretKey }), given) || isFitting;
  }
  return isFitting ? { valid: true, body } : { valid: false, why: 'mismatch' };
}

/** The header's value for a body, as Zalo writes it: for those who play Zalo in a test. */
export function signWebhook(
  rawBytes: Uint8Array,
  keys: { readonly appId: string; readonly timestamp: string; readonly secretKey: string },
): string {
  return `mac=${macOf(rawBytes, keys).toString('hex')}`;
}

/** `mac=…`, `mac = …`, or the hex alone: all three are seen. */
const MAC = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i;

function macOf(
  rawBytes: Uint8Array,
  { appId, timestamp, secretKey }: { appId: string; timestamp: string; secretKey: string },
): Buffer {
  return createHash('sha256').update(appId).update(rawBytes).update(timestamp).update(secretKey).digest();
}

/**
 * A repetition comes up to an hour and fifty minutes later, with the timestamp of the first attempt.
 */
export const DEFAULT_MAX_AGE_MS = 2 * 60 * 60 * 1_000;
const DEFAULT_MAX_AHEAD_MS = 5 * 60 * 1_000;

/** Whether an event's timestamp is neither too old nor ahead of `now`: a check of its own, after the signature. */
export function isFresh(
  timestamp: Date,
  now: Date,
  { maxAgeMs = DEFAULT_MAX_AGE_MS, maxAheadMs = DEFAULT_MAX_AHEAD_MS }: { maxAgeMs?: number; maxAheadMs?: number } = {},
): boolean {
  const ageMs = now.getTime() - timestamp.getTime();
  return ageMs <= maxAgeMs && ageMs >= -maxAheadMs;
}
