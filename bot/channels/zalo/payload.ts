import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, HOUR_MS, MINUTE_MS } from '../../../base/clock.js';

/**
 * Buttons on Zalo come back as a text that the person sends, and that anybody could type. What a button of ours carries
 * is therefore signed for the one person it was shown to, and ends: nobody presses a button that was somebody else's, that
 * was never there, or that is long forgotten. The signature is an HMAC with the installation's secret, cut to 80 bits.
 */
export interface ButtonPayloads {
  /** The text that a button makes the person send. */
  sign(userId: string, data: string): string;
  /** What a text of theirs carries: the data of a button, which may be over; null where it is no button of theirs. */
  read(userId: string, text: string): { data: string; isOver: boolean } | null;
}

/** As long as the platform lets us write to somebody who pressed nothing. */
const LIFE_MS = 7 * 24 * HOUR_MS;
const MAC_CHARS = 14;
/** Begins with the sign that gets past the account's syntax filter, should somebody have left it on. */
const FORM = /^#([\w-]{1,900})\.([0-9a-z]{1,8})\.([\w-]{14})$/;

export function buttonPayloads({
  secret,
  oaId,
  clock,
}: {
  secret: string;
  oaId: string;
  clock: Clock;
}): ButtonPayloads {
  const key = createHmac('sha256', secret).update('zalo button').digest();
  const macOf = (userId: string, body: string): Buffer =>
    Buffer.from(createHmac('sha256', key).update(`${oaId} ${userId} ${body}`).digest('base64url').slice(0, MAC_CHARS));

  return {
    sign(userId, data) {
      const endsMinute = Math.ceil((clock.now().getTime() + LIFE_MS) / MINUTE_MS).toString(36);
      const body = `${Buffer.from(data).toString('base64url')}.${endsMinute}`;
      return `#${body}.${macOf(userId, body).toString()}`;
    },
    read(userId, text) {
      const [, data = '', endsMinute = '', mac = ''] = FORM.exec(text.trim()) ?? [];
      if (mac === '' || !timingSafeEqual(Buffer.from(mac), macOf(userId, `${data}.${endsMinute}`))) return null;
      const isOver = Number.parseInt(endsMinute, 36) * MINUTE_MS < clock.now().getTime();
      return { data: Buffer.from(data, 'base64url').toString(), isOver };
    },
  };
}
