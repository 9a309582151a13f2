import type { IncomingFile } from './incoming.js';

/** A document of ours as it goes out, made for one person and kept nowhere. */
export interface OutgoingDocument {
  fileName: string;
  mime: string;
  bytes: Uint8Array;
}

/** What came of fetching a file that a person sent. */
export type FetchedFile =
  | { kind: 'fetched'; bytes: Uint8Array }
  /** More than was asked for, or than the platform gives out. */
  | { kind: 'too-big' }
  /** The platform does not have it any more, or its address is none that we go to: it has to be sent again. */
  | { kind: 'gone'; reason: string }
  /** The platform is out of reach just now. */
  | { kind: 'away'; reason: string };

/** Which body's form of which period. */
export interface FormOf {
  period: number;
  agency: number;
}

/** What a conversation can do with files in the chat that it is in. */
export interface ChatFiles {
  /** Documents can be sent into this chat. */
  sends: boolean;
  /** Null where the channel gives no bytes out. */
  fetch: ((file: IncomingFile, mostBytes: number) => Promise<FetchedFile>) | null;
  /** An address at which a form can be got for a while; null where the service is not reached from outside. */
  link: ((of: FormOf) => { url: string; until: Date }) | null;
  /** The same of a relayer's package: its paper and its ZIP. */
  relayLink: ((packageId: number) => { docx: string; zip: string; until: Date }) | null;
}
