import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../base/root.js';
import { localesFolder, readCatalogues } from './i18n.js';
import { findForbiddenWords } from './words.js';

type Tree = { [key: string]: string | Tree };

/** Sentences by `namespace:path`, plural forms still apart (`progress_one`, `progress_other`). */
function flatten(namespaces: Record<string, Tree>): Map<string, string> {
  const sentences = new Map<string, string>();
  const walk = (prefix: string, tree: Tree): void => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === 'string') sentences.set(prefix + key, value);
      else walk(`${prefix}${key}.`, value);
    }
  };
  for (const [namespace, tree] of Object.entries(namespaces)) walk(`${namespace}:`, tree);
  return sentences;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const baseKey = (key: string): string => key.replace(PLURAL, '');
const baseKeys = (sentences: Map<string, string>): string[] => [...new Set([...sentences.keys()].map(baseKey))].sort();
const placeholders = (sentence: string): string[] =>
  [...new Set([...sentence.matchAll(/\{\{\s*([^},\s]+)[^}]*\}\}/g)].map((match) => match[1] ?? ''))].sort();

const catalogues = readCatalogues(localesFolder);
const vietnamese = flatten(catalogues['vi'] ?? {});
const languages = Object.keys(catalogues);
const others = languages.filter((language) => language !== 'vi');
const known = new Set(baseKeys(vietnamese));

/** Keys the sources name: whole ones, and beginnings of composed ones (`errors:reason.${code}`). */
function keysInSources(): { whole: Map<string, string>; beginnings: Map<string, string> } {
  const namespaces = Object.keys(catalogues['vi'] ?? {}).join('|');
  const whole = new Map<string, string>();
  const beginnings = new Map<string, string>();
  for (const file of sources(projectRoot)) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(new RegExp(`(['"\`])((?:${namespaces}):[\\w-]+(?:\\.[\\w-]+)*)\\1`, 'g'))) {
      whole.set(match[2] ?? '', file);
    }
    for (const match of text.matchAll(new RegExp(`\`((?:${namespaces}):[\\w.-]*)\\$\\{`, 'g'))) {
      beginnings.set(match[1] ?? '', file);
    }
  }
  return { whole, beginnings };
}

const NO_SOURCES = new Set(['node_modules', 'dist', 'data', 'generated', 'coverage', 'locales', 'campaigns']);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') || NO_SOURCES.has(entry.name) ? [] : sources(path);
    return /\.(ts|tsx|js|mjs|html)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
  });
}

describe('the catalogues', () => {
  it('exist in Vietnamese and in English', () => {
    expect(languages).toEqual(expect.arrayContaining(['vi', 'en']));
  });

  it.each(others)('have every Vietnamese key, and no other, in %s', (language) => {
    expect(baseKeys(flatten(catalogues[language] ?? {}))).toEqual([...known].sort());
  });

  it.each(others)('have the same namespace files in %s', (language) => {
    expect(Object.keys(catalogues[language] ?? {}).sort()).toEqual(Object.keys(catalogues['vi'] ?? {}).sort());
  });

  it('are all listed in catalogues.ts, so that a wrong key does not compile', () => {
    const text = readFileSync(join(projectRoot, 'content', 'catalogues.ts'), 'utf8');
    const listed = [...text.matchAll(/^ {2}(\w+): typeof import\('\.\/locales\/vi\/(\w+)\.json'\);$/gm)];
    for (const [, name, file] of listed) expect(name).toBe(file);
    expect(listed.map(([, name]) => name).sort()).toEqual(Object.keys(catalogues['vi'] ?? {}).sort());
  });

  it.each(others)('fill the same placeholders in %s as in Vietnamese', (language) => {
    const wanted = new Map([...vietnamese].map(([key, sentence]) => [baseKey(key), placeholders(sentence)]));
    const differing = [...flatten(catalogues[language] ?? {})]
      // "one person" need not repeat the number that picked the form.
      .filter(([key, sentence]) => {
        const given = placeholders(sentence);
        const want = (wanted.get(baseKey(key)) ?? []).filter(
          (name) => !(key.endsWith('_one') && name === 'count' && !given.includes('count')),
        );
        return given.join() !== want.join();
      })
      .map(([key]) => key);
    expect(differing).toEqual([]);
  });

  it.each(languages)('have the plural forms that %s needs', (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const sentences = flatten(catalogues[language] ?? {});
    const plural = new Set([...sentences.keys()].filter((key) => PLURAL.test(key)).map(baseKey));
    const lacking = [...plural].flatMap((key) =>
      forms.filter((form) => !sentences.has(`${key}_${form}`)).map((form) => `${key}_${form}`),
    );
    expect(lacking).toEqual([]);
  });

  it.each(languages)('hold only NFC text that says something, in %s', (language) => {
    const bad = [...flatten(catalogues[language] ?? {})]
      .filter(([, sentence]) => sentence !== sentence.normalize('NFC') || sentence.trim() === '')
      .map(([key]) => key);
    expect(bad).toEqual([]);
  });

  it.each(languages)('hold no word that is never said to the public, in %s', (language) => {
    const bad = [...flatten(catalogues[language] ?? {})].flatMap(([key, sentence]) =>
      findForbiddenWords(sentence).map(({ entry }) => `${key}: "${entry.word}", say "${entry.instead}"`),
    );
    expect(bad).toEqual([]);
  });

  it('have every key that the sources name', () => {
    const { whole, beginnings } = keysInSources();
    const missing = [...whole].filter(([key]) => !known.has(key)).map(([key, file]) => `${key} in ${file}`);
    const dangling = [...beginnings]
      .filter(([beginning]) => ![...known].some((key) => key.startsWith(beginning)))
      .map(([beginning, file]) => `${beginning}\${…} in ${file}`);
    expect([...missing, ...dangling]).toEqual([]);
  });

  it('have no key that no source names', () => {
    const { whole, beginnings } = keysInSources();
    const unused = [...known].filter(
      (key) => !whole.has(key) && ![...beginnings.keys()].some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });
});
