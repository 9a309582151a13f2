/** Vietnamese text as it arrives from people and files: one normal form to store, one folded key to compare. */

/** Unicode NFC, the only form that is stored. */
export function nfc(text: string): string {
  return text.normalize('NFC');
}

/**
 * Key for comparing what people type: without diacritics, tone placement or case, `đ` (and the `ð` of bad keyboards)
 * as `d`, white space folded. "Hoà Bình", "Hòa bình" and "hoa  binh" have one key.
 */
export function foldKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đðĐÐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** With a small letter at its beginning, for the middle of a sentence. */
export const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
