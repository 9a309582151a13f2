import type { Part } from '../content/message.js';
import type { Outcome } from '../scheduler/channel.js';
import type { Incoming, StoredUpdate } from './incoming.js';

/** What a channel lends to conversations: its updates in the common form, and the way back to the person. */
export interface ConversationChannel {
  readonly name: string;
  /** Where staff may answer in the same chat by hand: for how long the conversation then keeps out of it. */
  readonly attendedMs?: number;
  /** Null when there is nothing that anybody would answer. */
  toIncoming(stored: StoredUpdate): Incoming | null;
  /** One message to one chat, before all broadcasts. What the other side does is an Outcome, never an error. */
  reply(chat: string, part: Part): Promise<Outcome>;
  /** Tells the person's app that a pressed button was heard, once however often it is asked for. Never fails. */
  acknowledge(incoming: Incoming): Promise<void>;
}
