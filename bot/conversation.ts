import type { Part } from '../content/message.js';
import type { Outcome } from '../scheduler/channel.js';
import type { FetchedFile, OutgoingDocument } from './chatFiles.js';
import type { Incoming, IncomingFile, StoredUpdate } from './incoming.js';

/** What a channel lends to conversations: its updates in the common form, and the way back to the person. */
export interface ConversationChannel {
  readonly name: string;
  /** Where staff may answer in the same chat by hand: for how long the conversation then keeps out of it. */
  readonly attendedMs?: number;
  /** Null when there is nothing that anybody would answer. */
  toIncoming(stored: StoredUpdate): Incoming | null;
  /** One message to one chat, before all broadcasts. What the other side does is an Outcome, never an error. */
  reply(chat: string, part: Part): Promise<Outcome>;
  /** One document to one chat, before all broadcasts; absent where the platform takes none of its kind (Zalo: no workbooks). */
  sendDocument?(chat: string, document: OutgoingDocument): Promise<Outcome>;
  /** The bytes of a file that a person sent, never more than so many. What the other side does is no error. */
  fetchFile?(file: IncomingFile, mostBytes: number): Promise<FetchedFile>;
  /** Tells the person's app that a pressed button was heard, once however often it is asked for. Never fails. */
  acknowledge(incoming: Incoming): Promise<void>;
}
