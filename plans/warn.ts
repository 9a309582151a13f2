import { type MessageKey, translator } from '../content/i18n.js';

/** What a person has to look at, kept as a key until the reading is done, said once in the reader's language. */
export interface Warnings {
  add(key: WarningKey, values?: Record<string, string>): void;
  say(locale: string): string[];
}

export type WarningKey = Extract<MessageKey, `plans:warning.${string}`>;

/** The same warning is given once; the order is the order of the document. */
export function warnings(): Warnings {
  const list = new Map<string, { key: WarningKey; values: Record<string, string> }>();
  return {
    add: (key, values = {}) => void list.set(JSON.stringify([key, values]), { key, values }),
    say: (locale) => {
      const t = translator(locale);
      return [...list.values()].map(({ key, values }) => t(key, values));
    },
  };
}
