import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR_MS, MINUTE_MS } from '../../../../base/clock.js';
import type { ChatAddress } from '../../../../people/suppressionKey.js';

/**
 * The button that erases. It is good for an hour and in the chat that was asked only: one of last year, or one that was
 * passed on to somebody else, erases nobody.
 */
const SIGN = 'x:';
const LIFE_MS = HOUR_MS;
const MAC_CHARS = 12;
export const KEEP = `${SIGN}no`;

export function eraseButton(secret: string, chat: ChatAddress, now: Date): string {
  const minute = Math.floor(now.getTime() / MINUTE_MS).toString(36);
  return `${SIGN}${minute}.${macOf(secret, chat, minute)}`;
}

/** Null where it is no such button. */
export function readEraseButton(
  data: string,
  secret: string,
  chat: ChatAddress,
  now: Date,
): 'keep' | 'erase' | 'over' | null {
  if (!data.startsWith(SIGN)) return null;
  if (data === KEEP) return 'keep';
  const [, minute = '', mac = ''] = /^x:([0-9a-z]{1,8})\.([\w-]{12})$/.exec(data) ?? [];
  if (mac === '' || !timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(secret, chat, minute)))) return 'over';
  return now.getTime() - Number.parseInt(minute, 36) * MINUTE_MS <= LIFE_MS ? 'erase' : 'over';
}

function macOf(secret: string, { channel, externalId }: ChatAddress, minute: string): string {
  const about = `erase button ${channel}:${externalId} ${minute}`;
  return createHmac('sha256', secret).update(about).digest('base64url').slice(0, MAC_CHARS);
}
