/**
 * Says a sentence of the catalogue `setup` before anything is installed: the same files as all other sentences, read
 * without i18next. Vietnamese unless `LOA_LANG` or the caller says `en`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 */

/**
 * @param {string | undefined} language
 * @returns {Say}
 */
export function speaker(language) {
  const folder = language === 'en' ? 'en' : 'vi';
  const catalogue = JSON.parse(
    readFileSync(new URL(`../content/locales/${folder}/setup.json`, import.meta.url), 'utf8'),
  );
  return (key, values = {}) => {
    const path = key.replace(/^setup:/, '').split('.');
    const sentence = path.reduce((tree, name) => (tree === undefined ? undefined : tree[name]), catalogue);
    if (typeof sentence !== 'string') throw new Error(`No sentence ${key} in content/locales/${folder}/setup.json`);
    return sentence.replace(/\{\{(\w+)\}\}/g, (whole, name) =>
      String(values[name] === undefined ? whole : values[name]),
    );
  };
}
