import { isRecord } from '../../http/json.js';
import { toRecipient, toUser, type Values, type ZaloEndpoint } from '../call.js';
import type { ZaloCore } from '../core.js';
import { readDraft } from '../draft.js';
import type { ZaloMessage } from '../message.js';
import { oaRefusal } from '../refusal.js';
import type { ZaloUser } from '../user.js';
import { costOfConsultation, takeCost } from '../window.js';

/** Consultation messages to one person, and what was withdrawn. */
export const messageEndpoints: ZaloEndpoint[] = [
  {
    api: 'openapi',
    verb: 'POST',
    path: '/v3.0/oa/message/cs',
    bucket: 'oa',
    delivers: true,
    to: toRecipient,
    run({ core, values, nowMs }) {
      const { world, assume } = core;
      const user = world.user(toRecipient(values));
      const draft = readDraft(values['message'], core.uploads, assume, nowMs);
      const cost = costOfConsultation(user, world.oa, assume, nowMs);
      const message = world.deliver(user, draft);
      const quota = takeCost(cost, world.oa);
      announce(core, user, message);
      const data = { message_id: message.id, user_id: user.id, sent_time: String(nowMs) };
      return { data: quota === undefined ? data : { ...data, quota } };
    },
  },
  ...['/v3.0/oa/message/transaction', '/v3.0/oa/message/promotion'].map(
    (path): ZaloEndpoint => ({
      api: 'openapi',
      verb: 'POST',
      path,
      bucket: 'oa',
      delivers: true,
      to: toRecipient,
      run({ core }) {
        throw oaRefusal(core.assume.withdrawnError);
      },
    }),
  ),
];

/** Tells the app what the OA said, and a little later that the phone has it. */
export function announce(core: ZaloCore, user: ZaloUser, message: ZaloMessage): void {
  const { events, agenda, world } = core;
  if (!core.webhook.wants) return;
  events.oaSent(user, message);
  const delayMs = world.options.receiptDelayMs;
  if (delayMs !== null) agenda.after(delayMs, () => events.received(user, message.id));
}

/** The user of a call that names one in `data` or in its body. */
export function userOf(core: ZaloCore, values: Values): ZaloUser {
  return core.world.user(toUser(values));
}

/** What a message's `recipient` says, or -201. */
export function recipientOf(values: Values): Values {
  const recipient = values['recipient'];
  if (!isRecord(recipient)) throw oaRefusal(-201, 'recipient is invalid');
  return recipient;
}
