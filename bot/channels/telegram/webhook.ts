import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { StoreUpdates } from '../../incoming.js';
import { boundedBody } from '../boundedBody.js';
import { toStored } from './incoming.js';

export interface TelegramWebhookOptions {
  /** Path on the service's HTTP port. */
  path: string;
  /** As announced to Telegram. */
  secret: string;
  botId: string;
  store: StoreUpdates;
  log: Log;
}

/** One update with the message it answers to stays far below. */
const MAX_BODY_BYTES = 1 << 20;

/**
 * Receives Telegram's webhook on the service's own HTTP port. 200 is said only after the update is stored: whatever else
 * is answered, Telegram brings the update again. The secret is compared in constant time, before the body is read.
 */
export function telegramWebhook(app: Hono, { path, secret, botId, store, log }: TelegramWebhookOptions): void {
  const expected = digest(secret);
  app.post(
    path,
    async (c, next) => {
      if (!timingSafeEqual(digest(c.req.header('x-telegram-bot-api-secret-token') ?? ''), expected))
        return c.body(null, 401);
      return next();
    },
    boundedBody(MAX_BODY_BYTES, () => log.warn('an update longer than any of Telegram was turned away')),
    async (c) => {
      let body: unknown;
      try {
        body = await c.req.json();
      } catch {
        // Whoever knows the secret and sends no JSON is not Telegram; nothing is lost.
        return c.body(null, 400);
      }
      const update = toStored(botId, body);
      if (update === null) return c.body(null, 400);
      try {
        await store([update]);
      } catch (error) {
        log.warn({ reason: messageOf(error) }, 'an update could not be stored; Telegram will bring it again');
        return c.body(null, 503);
      }
      return c.body(null, 200);
    },
  );
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
