import { isMinority, minorityName } from '../content/minorities.js';

/** "tiếng Anh", "English": a language as it stands inside a sentence of the reader's. A code that nobody named stays a code. */
export function languageName(code: string, locale: string): string {
  if (isMinority(code)) return minorityName(code, locale);
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code;
  return locale === 'vi' ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
