import type { StoredUpdate } from '../scheduler/inbound/store.js';

export type { StoredUpdate } from '../scheduler/inbound/store.js';

/**
 * What a person did in a chat, in a form that belongs to no channel. Channels parse their updates into this at the edge;
 * conversations know nothing else. Texts live only as long as the update is being answered.
 */
export interface IncomingFrame {
  channel: string;
  /** As stored, unique within the channel. */
  updateId: string;
  /** The chat's id: whom to answer, and the address of the person. */
  externalId: string;
  at: Date;
  /** IETF tag of the language that the person's app speaks, if the channel tells. */
  language: string | null;
  /** The channel counts this as a sign of life that lets us write for a while (Zalo). */
  opensWindow?: true;
  /** The words are an earlier message's, changed afterwards. */
  edited?: true;
  /** The words or the file are somebody else's, passed on. */
  forwarded?: true;
  /** It is a piece of an album, of which each piece comes as an update of its own. */
  album?: string;
  /** A picture or a document came with it. */
  file?: IncomingFile;
  /** Where somebody said they are, in degrees. */
  location?: { latitude: number; longitude: number };
}

/** A picture or a document as the channel names it; the bytes stay where they are. */
export interface IncomingFile {
  kind: 'photo' | 'document';
  /** What the platform gives the file out for: Telegram's file_id, Zalo's address. */
  reference: string;
  name: string | null;
  mime: string | null;
  sizeBytes: number | null;
}

export type Incoming = IncomingFrame &
  (
    | { kind: 'start'; payload: string }
    | { kind: 'command'; name: string; text: string }
    | { kind: 'text'; text: string }
    /** `callbackId` is to be answered soon, or the button keeps turning; `shown` is the text that the button stood under. */
    | { kind: 'button'; data: string; callbackId: string; messageId: string | null; shown: string | null }
    /** The person blocked the account, or lifted the block. */
    | { kind: 'blocked' }
    | { kind: 'unblocked' }
    /** The person left the account (Zalo): they may still write and be answered, and that is all. */
    | { kind: 'unfollowed' }
    /** The person told the platform that we are to forget them. */
    | { kind: 'withdrawn' }
    /** Somebody of the agency answered in this chat by hand. */
    | { kind: 'attended' }
    /** A group put us out, or has another id now. */
    | { kind: 'removed' }
    | { kind: 'moved'; to: string }
    /** A sticker, a voice, a picture …: nothing we read. */
    | { kind: 'other' }
  );

/** Stores updates, those already there left alone; resolves once they are committed. */
export type StoreUpdates = (updates: StoredUpdate[]) => Promise<void>;
