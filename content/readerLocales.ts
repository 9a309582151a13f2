import { locales } from './locale.js';
import { minorityLanguages } from './minorities.js';

/** The languages in which somebody may want what is sent: those the program speaks, and those of minorities, in which only what a speaker wrote reaches them. */
export const readerLocales = (): readonly string[] => [
  ...new Set([...locales(), ...minorityLanguages().map(({ code }) => code)]),
];
