import { localeLike } from '../locale.js';
import type { LocalFactKind } from '../localFactKinds.js';

/** The languages that every answer is written in; others have what their own folder holds. */
export const FAQ_LOCALES = ['vi', 'en'] as const;
export type ByLocale<T> = Record<(typeof FAQ_LOCALES)[number], T> & Record<string, T | undefined>;

/** One answer with everything that goes with it, in each language. */
export interface FaqEntry {
  /** Unique over all topics, lower-case letters, digits and hyphens: what a button carries and what is counted by. */
  id: string;
  topic: string;
  title: ByLocale<string>;
  /** Plain text; `{{police}}`, `{{stop}}` and the like are filled in when it is said. */
  answer: ByLocale<string>;
  /** How people ask for it; never shown. */
  asked: ByLocale<string[]>;
  /** Names as they are shown. */
  sources: ByLocale<string[]>;
  /** What a place may have told about itself that belongs to the answer. */
  local: LocalFactKind[];
}

export interface FaqTopic {
  /** The file's name without number and ending. */
  id: string;
  title: ByLocale<string>;
  entries: FaqEntry[];
}

export interface Faq {
  topics: FaqTopic[];
}

/** The gaps that an answer may have, each filled when it is said. */
export const FAQ_PLACEHOLDERS = ['police', 'medical', 'children', 'drugPolice', 'start', 'stop', 'help'] as const;

export const entriesOf = ({ topics }: Faq): FaqEntry[] => topics.flatMap(({ entries }) => entries);

/** In the reader's language (`en`, `en-US`), or in Vietnamese where that has none. */
export const faqIn = <T>(texts: ByLocale<T>, locale: string): T =>
  texts[locale] ?? texts[localeLike(locale)] ?? texts.vi;
