import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, HOUR_MS, MINUTE_MS } from '../base/clock.js';
import { FORMS_PATH } from './formLink.js';

/** From a Friday's package to the end of the week after it. */
const LIFE_MS = 10 * 24 * HOUR_MS;
const MAC_CHARS = 27;
const NAME = /^goi-(\d{1,9})-([0-9a-z]{1,8})-([\w-]{27})$/;

/**
 * Addresses of a relayer's files, beside those of forms and made like them: of one package, for a while, signed with the installation's secret, so that
 * nobody gets another's by counting.
 */
export interface RelayLinks {
  make(packageId: number): { docx: string; zip: string; until: Date };
  /** Whose files the end of an address means, without its ending; null where it was not made here or its time is over. */
  read(name: string): number | null;
}

export function relayLinks({
  secret,
  publicUrl,
  clock,
}: {
  secret: string;
  publicUrl: string;
  clock: Clock;
}): RelayLinks {
  const key = createHmac('sha256', secret).update('relay link').digest();
  const root = publicUrl.replace(/\/+$/, '');
  const macOf = (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url').slice(0, MAC_CHARS);
  return {
    make(packageId) {
      const minute = Math.ceil((clock.now().getTime() + LIFE_MS) / MINUTE_MS);
      const name = `${packageId}-${minute.toString(36)}`;
      const url = `${root}${FORMS_PATH}/goi-${name}-${macOf(name)}`;
      return { docx: `${url}.docx`, zip: `${url}.zip`, until: new Date(minute * MINUTE_MS) };
    },
    read(text) {
      const [, id = '', minute = '', mac = ''] = NAME.exec(text) ?? [];
      if (mac === '' || !timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(`${id}-${minute}`)))) return null;
      return Number.parseInt(minute, 36) * MINUTE_MS < clock.now().getTime() ? null : Number(id);
    },
  };
}
