/**
 * What goes out, in a form that belongs to no channel: parts with marked-up text, at most one file each, and buttons.
 * A channel turns it into its own words (Telegram entities, Zalo plain text); the broadcast stores exactly this.
 */

/** A stretch of marked text; `start` and `end` are UTF-16 offsets into the text, `end` exclusive. */
export type Mark =
  | { type: 'bold' | 'italic' | 'strike' | 'code' | 'quote'; start: number; end: number }
  | { type: 'link'; start: number; end: number; url: string };

/** NFC text with its marks in order of `start`. */
export interface RichText {
  text: string;
  marks: Mark[];
}

/** A file by the hash of its bytes; the bytes themselves live in the media table (or the campaign's folder before that). */
export interface MediaRef {
  kind: 'photo' | 'video' | 'document';
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  sha256: string;
  fileName: string;
  mime: string;
  sizeBytes: number;
}

/** One button: opens an address (`tel:` where the channel can dial), or comes back to the bot as `data` (1 to 64 bytes, Telegram's limit). */
export type Button = { label: string; url: string } | { label: string; data: string };

/** One message of the channel: text, or a file whose caption the text is. `buttons` are rows from top to bottom. */
export interface Part {
  body: RichText;
  media: MediaRef | null;
  buttons: Button[][];
  /** What an approved template is filled with where the platform takes no text of ours (nudges on Zalo): value by parameter. */
  template?: Record<string, string> | undefined;
}

/** A message of text without marks or file, with buttons below it. */
export function plainPart(text: string, buttons: Button[][] = []): Part {
  return { body: { text, marks: [] }, media: null, buttons };
}

/** Parts by language. The first language listed is what a reader of a language that is missing gets. */
export type LocalisedMessage = Partial<Record<string, Part[]>>;

/** The parts for a reader: their own language, else Vietnamese, else whatever there is. */
export function partsFor(message: LocalisedMessage, locale: string): Part[] {
  return message[locale] ?? message['vi'] ?? Object.values(message)[0] ?? [];
}
