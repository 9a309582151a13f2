import { z } from 'zod';
import { count, id, inData, lenient, moment, text } from '../schema.js';

/**
 * What a message was charged to, as far as Zalo said. Every field may be missing since March 2026; no quota at all
 * means that the wallet paid.
 */
export interface MessageQuota {
  /** `reply` (within 48 hours), `welcome_msg`, `sub_quota` (of the package), `purchase_quota`, `reward_quota`. */
  readonly quotaType: string | null;
  readonly ownerType: string | null;
  readonly ownerId: string | null;
  readonly remain: number | null;
  readonly total: number | null;
}

/** Zalo took the message. */
export interface SentMessage {
  readonly messageId: string;
  readonly userId: string | null;
  readonly sentAt: Date | null;
  readonly quota: MessageQuota | null;
}

const QUOTA = z
  .object({
    quota_type: text,
    owner_type: text,
    owner_id: lenient(id),
    remain: lenient(count),
    total: lenient(count),
  })
  .transform(
    (quota): MessageQuota => ({
      quotaType: quota.quota_type,
      ownerType: quota.owner_type,
      ownerId: quota.owner_id,
      remain: quota.remain,
      total: quota.total,
    }),
  );

/** `sent_time` is inside `data` in one source and beside it in another. */
export const SENT_MESSAGE = z
  .object({
    data: z.object({ message_id: id, user_id: lenient(id), sent_time: lenient(moment), quota: lenient(QUOTA) }),
    sent_time: lenient(moment),
  })
  .transform(
    ({ data, sent_time }): SentMessage => ({
      messageId: data.message_id,
      userId: data.user_id,
      sentAt: data.sent_time ?? sent_time,
      quota: data.quota,
    }),
  );

/** Only the id, where nothing else is documented. */
export const MESSAGE_ID = inData(z.object({ message_id: id })).transform(({ message_id }) => ({
  messageId: message_id,
}));
