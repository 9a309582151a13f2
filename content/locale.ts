import { languageFolders } from './i18n.js';

/** The code of a language that the program speaks: one that has its folder of catalogues. Made here and nowhere else. */
export type Locale = string & { readonly [spoken]: true };
declare const spoken: unique symbol;

/** Every text of the program is in these; a language more is a folder more in content/locales. */
export const REQUIRED_LOCALES = ['vi', 'en'] as const;
const FIRST = 'vi';

const isSpoken = (code: string): code is Locale => languageFolders().includes(code);

/** The languages that the program speaks, Vietnamese first: the folders of content/locales, read once. */
export function locales(): readonly Locale[] {
  const rank = (code: string): number => (REQUIRED_LOCALES as readonly string[]).indexOf(code) >>> 0;
  return languageFolders()
    .filter(isSpoken)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** The language that the program speaks and that an app or a setting means by `en-US`; Vietnamese where there is none. */
export function localeLike(language: string | null | undefined): Locale | typeof FIRST {
  const code = /^[a-z]{2,3}\b/i.exec(language ?? '')?.[0].toLowerCase() ?? FIRST;
  return isSpoken(code) ? code : FIRST;
}
