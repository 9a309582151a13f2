import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../base/root.js';

/** A language of an ethnic minority that campaigns have room for. */
export interface MinorityLanguage {
  code: string;
  vi: string;
  en: string;
}

const line = z.string().trim().min(1);
const file = z.array(z.strictObject({ code: z.string().regex(/^[a-z]{2,3}$/), vi: line, en: line }));

let opened: readonly MinorityLanguage[] | undefined;

/** The languages of content/minorities.yaml. Read once; a broken file is a fault of the program's own and throws. */
export function minorityLanguages(): readonly MinorityLanguage[] {
  opened ??= file.parse(parse(readFileSync(join(projectRoot, 'content', 'minorities.yaml'), 'utf8')));
  return opened;
}

export const isMinority = (code: string): boolean => minorityLanguages().some((language) => language.code === code);

/** "tiếng Mông"; a code that is not named stays a code. */
export function minorityName(code: string, locale: string): string {
  const found = minorityLanguages().find((language) => language.code === code);
  return found === undefined ? code : locale === 'en' ? found.en : found.vi;
}
