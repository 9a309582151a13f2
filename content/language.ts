import { languageFolders } from './i18n.js';
import { isMinority } from './minorities.js';

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** Is this the code of a language that exists? `vi`, `en`, `km`, `hmn`; not `vn`, which many type for Vietnamese. */
export function isLanguage(code: string): boolean {
  try {
    return /^[a-z]{2,3}$/.test(code) && (isMinority(code) || names.of(code) !== undefined);
  } catch {
    // RangeError: not even the form of a code.
    return false;
  }
}

/**
 * The language a file's name gives it: `loi-chao.en.md` is English. Only the program's own languages and those of minorities that have their place count, so that
 * `ban-so.no.md` is not Norwegian. Null when the name says nothing.
 */
export function languageOfName(file: string): string | null {
  const code = /\.([a-z]{2,3})\.[a-z]+$/.exec(file)?.[1];
  return code !== undefined && (languageFolders().includes(code) || isMinority(code)) ? code : null;
}
