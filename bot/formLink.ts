import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, HOUR_MS, MINUTE_MS } from '../base/clock.js';
import type { FormOf } from './chatFiles.js';

/** Where forms are fetched, below PUBLIC_URL. */
export const FORMS_PATH = '/forms';

/** Two days: an office opens the chat on the telephone and the address on its computer, perhaps after a weekend's first day. */
const LIFE_MS = 48 * HOUR_MS;
const MAC_CHARS = 27;
const FORM = /^(\d{1,9})-(\d{1,9})-([0-9a-z]{1,8})-([\w-]{27})$/;

/**
 * Addresses of forms, for channels that take no such document of ours. An address says whose form it is and until when, and is signed with the
 * installation's secret: nobody gets another body's by counting, and it ends by itself. Nothing is stored; the form is
 * made when it is fetched. The signature is an HMAC cut to 160 bits.
 */
export interface FormLinks {
  make(of: FormOf): { url: string; until: Date };
  /** Whose form the end of an address means; null where it was not made here or its time is over. */
  read(name: string): FormOf | null;
}

export function formLinks({
  secret,
  publicUrl,
  clock,
}: {
  secret: string;
  publicUrl: string;
  clock: Clock;
}): FormLinks {
  const key = createHmac('sha256', secret).update('form link').digest();
  const root = publicUrl.replace(/\/+$/, '');
  const macOf = (body: string): string =>
    createHmac('sha256', key).update(body).digest('base64url').slice(0, MAC_CHARS);
  return {
    make({ period, agency }) {
      const minute = Math.ceil((clock.now().getTime() + LIFE_MS) / MINUTE_MS);
      const body = `${period}-${agency}-${minute.toString(36)}`;
      return { url: `${root}${FORMS_PATH}/${body}-${macOf(body)}.xlsx`, until: new Date(minute * MINUTE_MS) };
    },
    read(name) {
      const [, period = '', agency = '', minute = '', mac = ''] = FORM.exec(name) ?? [];
      if (mac === '') return null;
      const right = macOf(`${period}-${agency}-${minute}`);
      if (!timingSafeEqual(Buffer.from(mac), Buffer.from(right))) return null;
      if (Number.parseInt(minute, 36) * MINUTE_MS < clock.now().getTime()) return null;
      return { period: Number(period), agency: Number(agency) };
    },
  };
}
