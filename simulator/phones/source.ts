/** A line of the list of phones. */
export interface PhoneRow {
  /** A Telegram chat's number; a Zalo user's id with a `z` in front. */
  id: number | string;
  channel: 'telegram' | 'zalo';
  name: string;
  place: string;
  tags: string[];
  unread: number;
  delivered: number;
  /** Beginning of the last message, and when it came (seconds since 1970); empty and 0 when there is none. */
  preview: string;
  at: number;
  blocked: boolean;
  /** Grows with every change of the chat. */
  revision: number;
}

export interface SourceTotals {
  delivered: number;
  refused: number;
  unanswered: number;
  people: number;
}

/** A picture or document that lies on a phone. */
export interface PhoneFile {
  bytes: Buffer;
  fileName: string;
}

/** The phones of one simulated platform, for the page that shows those of all. */
export interface PhoneSource {
  readonly channel: PhoneRow['channel'];
  /** Whom these people talk with. */
  bot(): { name: string; username: string };
  rows(limit: number): PhoneRow[];
  /** One phone, opened, for the page; null when there is none. `id` as it stands in the row. */
  view(id: string): unknown;
  file(id: string): PhoneFile | undefined;
  totals(): SourceTotals;
  /** Begins and ends to remember which phones change; costs nothing while nobody looks. */
  watch(): void;
  unwatch(): void;
  /** What has changed since the last time. */
  takeChanged(): PhoneRow[];
}
