import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInstance, type Resource } from 'i18next';
import { z } from 'zod';
import { projectRoot } from '../base/root.js';
import type { MessageKey } from './catalogues.js';

export type { MessageKey } from './catalogues.js';

/**
 * Says a sentence of the catalogues in one language. `values` fill the placeholders `{{name}}`; the number `count`
 * picks the plural form. What stands in a value is printed as it is: it is never escaped and never read as a
 * placeholder or a key, so a resident's name cannot make the program say anything else.
 */
export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

/** The folder of the program's sentences: one folder for each language, one JSON file for each namespace. */
export const localesFolder: string = join(projectRoot, 'content', 'locales');

let folder = localesFolder;
let folders: readonly string[] | undefined;

/** The languages that have a folder of catalogues, read once. */
export function languageFolders(): readonly string[] {
  folders ??= readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return folders;
}

/** Speaks from the catalogues of another folder from now on: that a language more is files and nothing else can then be tried. */
export function speakFrom(other: string): void {
  folder = other;
  folders = undefined;
  opened = undefined;
}

const FALLBACK = 'vi';

interface Tree {
  [key: string]: string | Tree;
}
const tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), tree])));

/** The catalogues of a folder by language and namespace, as they are on disk. */
export function readCatalogues(of: string): Record<string, Record<string, Tree>> {
  const languages = readdirSync(of, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(languages.map(({ name }) => [name, readLanguage(join(of, name))]));
}

function readLanguage(of: string): Record<string, Tree> {
  const files = readdirSync(of).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(files.map((name) => [basename(name, '.json'), readTree(join(of, name))]));
}

function readTree(file: string): Tree {
  try {
    return tree.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} is no catalogue of sentences`, { cause: error });
  }
}

/** Translators over the catalogues of one folder; Vietnamese says what another language lacks. */
export function openCatalogues(of: string): (locale: string) => Translate {
  const resources: Resource = readCatalogues(of);
  const i18n = createInstance();
  // With the resources at hand the start is synchronous; what the promise says has happened when init returns.
  void i18n.init({
    resources,
    initAsync: false,
    fallbackLng: FALLBACK,
    ns: Object.keys(resources[FALLBACK] ?? {}),
    interpolation: { escapeValue: false },
    missingInterpolationHandler: (_text: string, match: string[]) => match[0],
  });
  const made = new Map<string, Translate>();
  return (locale) => {
    const known = made.get(locale);
    if (known !== undefined) return known;
    const say = i18n.getFixedT(locale);
    // A sentence without values is the same each time, and most of an answer consists of such.
    const fixed = new Map<MessageKey, string>();
    const translate: Translate = (key, values) => {
      if (values !== undefined) {
        const count = values['count'];
        return say(key, { replace: values, nest: false, ...(typeof count === 'number' ? { count } : {}) });
      }
      const said = fixed.get(key) ?? say(key, { replace: {}, nest: false });
      fixed.set(key, said);
      return said;
    };
    // Whatever people's phones call their languages, only those that are there are kept.
    if (locale in resources) made.set(locale, translate);
    return translate;
  };
}

let opened: ((locale: string) => Translate) | undefined;

/**
 * The program's sentences in a language: `vi`, `en`, also `en-US`. A language without catalogues gets Vietnamese.
 * The files are read once, with the first call.
 */
export function translator(locale: string): Translate {
  opened ??= openCatalogues(folder);
  return opened(locale);
}
