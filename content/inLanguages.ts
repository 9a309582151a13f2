import { z } from 'zod';
import { isLanguage } from './language.js';
import { REQUIRED_LOCALES } from './locale.js';

/** Words by language: Vietnamese and English always, and any other language that somebody adds to the file. A key that is no language is a fault. */
export function inLanguages(words: z.ZodType<string>): z.ZodType<Record<string, string>> {
  const required = Object.fromEntries(REQUIRED_LOCALES.map((locale) => [locale, words]));
  return z.object(required).catchall(words).superRefine(onlyLanguages([]));
}

/** A check that every key of an object is a language, or one of `fields`. */
export function onlyLanguages(
  fields: readonly string[],
): (value: Record<string, unknown>, context: z.RefinementCtx<Record<string, unknown>>) => void {
  return (value, context) => {
    const keys = Object.keys(value).filter((key) => !fields.includes(key) && !isLanguage(key));
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: value });
  };
}
