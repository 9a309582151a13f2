import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { refuseFaults } from '../errors.js';
import { id, inData, lenient, moment, nothing, text } from '../schema.js';
import { requiredFaults } from './limits.js';

/** A message of a conversation. To tell who wrote it, compare `fromId` with the id of the Official Account. */
export interface ConversationMessage {
  readonly messageId: string;
  readonly fromId: string | null;
  readonly toId: string | null;
  readonly sentAt: Date | null;
  /** `text`, `photo`, … */
  readonly type: string | null;
  readonly text: string | null;
}

export interface Page {
  readonly offset?: number;
  /** At most 10. */
  readonly count?: number;
}

/** The reactions that exist; `/-remove` takes all of them back. At most 50 on a message. */
export type ReactionIcon = '/-strong' | '/-heart' | ':>' | '--b' | ':-((' | ':-h' | ':o' | '/-remove';

const MESSAGES = inData(
  z.array(
    z
      .object({
        message_id: id,
        from_id: lenient(id),
        to_id: lenient(id),
        time: lenient(moment),
        type: text,
        message: text,
      })
      .transform(
        (one): ConversationMessage => ({
          messageId: one.message_id,
          fromId: one.from_id,
          toId: one.to_id,
          sentAt: one.time,
          type: one.type,
          text: one.message,
        }),
      ),
  ),
);
const MAX_COUNT = 10;

/** What was said, to find messages that the webhook missed. Source: developers.zalo.me; the official SDKs. */
export class Conversations {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** The newest message of each of the latest conversations. */
  recent(page: Page = {}, options?: CallOptions): Promise<Answer<readonly ConversationMessage[]>> {
    return this.#read('/v2.0/oa/listrecentchat', {}, page, options);
  }

  /** The latest messages with one user, the newest first. */
  withUser(userId: string, page: Page = {}, options?: CallOptions): Promise<Answer<readonly ConversationMessage[]>> {
    return this.#read('/v2.0/oa/conversation', { user_id: userId }, page, options);
  }

  /** Reacts to a message of the user's. The path is the one of version 2, which is current for this. */
  async react(
    { userId, messageId, icon }: { readonly userId: string; readonly messageId: string; readonly icon: ReactionIcon },
    options?: CallOptions,
  ): Promise<Answer<null>> {
    const path = '/v2.0/oa/message';
    refuseFaults(this.#caller.host, `POST ${path}`, requiredFaults({ userId, messageId }));
    const body = {
      recipient: { user_id: userId },
      sender_action: { react_icon: icon, react_message_id: messageId },
    };
    return this.#caller.post(path, body, nothing, options);
  }

  async #read(path: string, who: object, { offset = 0, count = MAX_COUNT }: Page, options: CallOptions | undefined) {
    const faults = count > MAX_COUNT ? [{ field: 'count', rule: 'too-large' as const, limit: MAX_COUNT }] : [];
    refuseFaults(this.#caller.host, `GET ${path}`, faults);
    return this.#caller.getData(path, { ...who, offset, count }, MESSAGES, options);
  }
}
