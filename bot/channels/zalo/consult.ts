import type { Button as ZaloButton } from 'zalo-api-ts';
import type { Button, Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import type { ZaloApi } from './connection.js';
import type { ButtonPayloads } from './payload.js';

const DIAL = 'tel:';
const COUNTRY = '84';

/** One text to one person, with the buttons below it. `dials`: whether numbers are buttons as well. */
export async function consult(
  { oa }: ZaloApi,
  message: { userId: string; part: Part; payloads: ButtonPayloads; dials: boolean; timeoutMs: number },
): Promise<Outcome> {
  const { userId, part, payloads, dials, timeoutMs } = message;
  const { text } = part.body;
  const buttons = part.buttons
    .flat()
    .filter((button) => dials || !('url' in button && button.url.startsWith(DIAL)))
    .map((button) => toZalo(button, userId, payloads));
  const { data } =
    buttons.length === 0
      ? await oa.consultation.sendText({ userId, text }, { timeoutMs })
      : await oa.consultation.sendButtons({ userId, text, buttons }, { timeoutMs });
  return { kind: 'sent', messageIds: [data.messageId] };
}

/** What a button sends back stays hidden in the chat: it is nothing that a person would say. */
function toZalo(button: Button, userId: string, payloads: ButtonPayloads): ZaloButton {
  const { label: title } = button;
  if (!('url' in button)) return { type: 'oa.query.hide', title, payload: payloads.sign(userId, button.data) };
  if (!button.url.startsWith(DIAL)) return { type: 'oa.open.url', title, url: button.url };
  return { type: 'oa.open.phone', title, phone: abroad(button.url.slice(DIAL.length)) };
}

/** 0769.04.04.04 → 84769040404; short numbers such as 113 have no other form. */
function abroad(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.startsWith('0') ? `${COUNTRY}${digits.slice(1)}` : digits;
}
