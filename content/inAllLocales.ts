import { type Translate, translator } from './i18n.js';
import { locales } from './locale.js';
import { type LocalisedMessage, plainPart } from './message.js';

/** One plain text as a message in every language that the program speaks. */
export const inAllLocales = (text: (say: Translate) => string): LocalisedMessage =>
  Object.fromEntries(locales().map((locale) => [locale, [plainPart(text(translator(locale)))]]));
