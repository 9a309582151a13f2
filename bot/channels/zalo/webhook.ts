import type { Hono } from 'hono';
import { isFresh, parseEvent, SERVER_HEADER, SIGNATURE_HEADER, verifySignature, type ZaloEvent } from 'zalo-api-ts';
import type { Clock } from '../../../base/clock.js';
import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { Intake } from '../../../scheduler/inbound/intake.js';
import type { StoredUpdate } from '../../incoming.js';
import { boundedBody } from '../boundedBody.js';
import { toStored } from './incoming.js';

/** What is entered in Zalo's console, behind PUBLIC_URL. */
export const ZALO_WEBHOOK_PATH = '/webhooks/zalo';

export interface ZaloWebhookOptions {
  /** Path on the service's HTTP port. */
  path: string;
  appId: string;
  oaId: string;
  /** Of the app's Webhook page. */
  oaSecretKey: string;
  /** What a wrong signature is answered. Zalo's console saves an address only that says 200 to anything. */
  badSignature: 200 | 401;
  intake: Pick<Intake, 'store'>;
  clock: Clock;
  log: Log;
}

/** What has come in since this process began, by what became of it. */
export const WEBHOOK_COUNTS = [
  'stored',
  'repeated',
  'ignored',
  'bad_signature',
  'too_old',
  'not_ours',
  'too_large',
  'not_stored',
] as const;
export type WebhookCounts = Record<(typeof WEBHOOK_COUNTS)[number], number>;

/** An event with a text of Zalo's longest and its attachments stays far below. */
const MAX_BODY_BYTES = 256 << 10;

/**
 * Receives Zalo's webhook on the service's own HTTP port. 200 is said only after the event is stored, and nothing but
 * that lies before it: Zalo waits two seconds. The signature is checked over the bytes as they came, in constant time;
 * what is forged, a day old, somebody else's or nothing that we answer is counted and never looked at again.
 */
export function zaloWebhook(app: Hono, options: ZaloWebhookOptions): WebhookCounts {
  const { path, appId, oaId, oaSecretKey, badSignature, intake, clock, log } = options;
  const keys = { appId, secretKeys: [oaSecretKey] };
  const counts: WebhookCounts = {
    stored: 0,
    repeated: 0,
    ignored: 0,
    bad_signature: 0,
    too_old: 0,
    not_ours: 0,
    too_large: 0,
    not_stored: 0,
  };
  app.post(
    path,
    boundedBody(MAX_BODY_BYTES, () => {
      counts.too_large += 1;
    }),
    async (c) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      // What is cut off or no JSON has no signature that fits either.
      const verdict = verifySignature(bytes, c.req.header(SIGNATURE_HEADER), keys);
      if (!verdict.valid) {
        counts.bad_signature += 1;
        return c.body(null, badSignature);
      }
      const event = parseEvent(verdict.body, { server: c.req.header(SERVER_HEADER) });
      if (event.appId !== appId || (event.oaId !== null && event.oaId !== oaId)) {
        counts.not_ours += 1;
        return c.body(null, 200);
      }
      if (event.at === null || !isFresh(event.at, clock.now())) {
        counts.too_old += 1;
        return c.body(null, 200);
      }
      const update = storedOf(oaId, event);
      if (update === null) {
        counts.ignored += 1;
        return c.body(null, 200);
      }
      try {
        counts[(await intake.store(update)) === 'new' ? 'stored' : 'repeated'] += 1;
      } catch (error) {
        counts.not_stored += 1;
        log.warn({ reason: messageOf(error) }, 'an event of Zalo could not be stored');
        return c.body(null, 503);
      }
      return c.body(null, 200);
    },
  );
  return counts;
}

function storedOf(oaId: string, event: ZaloEvent): StoredUpdate | null {
  try {
    return toStored(oaId, event);
  } catch (error) {
    // Nested so deep that nobody can walk through it: signed, and nothing that we could answer.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
