import type { ArgumentFault } from '../errors.js';

/**
 * Characters, in UTF-16 units of the NFC form. Whether Zalo counts units, code points or bytes is not documented: stay
 * well below.
 */
export const MAX_TEXT = 2_000;
export const MAX_BUTTONS = 5;
export const MAX_BUTTON_TITLE = 100;
export const MAX_BUTTON_PAYLOAD = 1_000;
export const MAX_SMS = 160;
export const MAX_INFO_TITLE = 100;

/** Vietnamese is typed in two forms of Unicode that look alike; Zalo gets the composed one. */
export function nfc(text: string): string {
  return text.normalize('NFC');
}

/** One fault at most: an empty or an overlong text. */
export function lengthFaults(field: string, text: string, limit: number): ArgumentFault[] {
  if (text.trim() === '') return [{ field, rule: 'required' }];
  return nfc(text).length > limit ? [{ field, rule: 'too-long', limit }] : [];
}

export function requiredFaults(fields: Readonly<Record<string, string | undefined>>): ArgumentFault[] {
  return Object.entries(fields).flatMap(([field, value]) =>
    value === undefined || value.trim() === '' ? [{ field, rule: 'required' as const }] : [],
  );
}

/** Zalo fetches images itself, and its apps open no link without a scheme. */
export function urlFaults(field: string, url: string): ArgumentFault[] {
  return URL.canParse(url) && /^https?:/i.test(url) ? [] : [{ field, rule: 'wrong-format' }];
}
