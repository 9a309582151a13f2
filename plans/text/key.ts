/**
 * Matching key of a Vietnamese text. It has exactly the length of the text, so that what is found in the key is cut
 * out of the text at the same offsets: lower case, one tone-mark placement ("tuý" as "túy", "uỷ" as "ủy"), one hyphen,
 * one quotation mark, `đ` for the `ð` of bad keyboards. Diacritics stay: "bàn" is not "bản".
 */
export function matchKey(nfcText: string): string {
  return lowerSameLength(nfcText)
    .replace(/ð/g, 'đ')
    .replace(/[–—−‐‑‒]/g, '-')
    .replace(/[“”„«»‟″]/g, '"')
    .replace(/[‘’`´]/g, "'")
    .replace(/o([àáảãạ])(?!\p{L})/gu, (_, vowel: string) => `${TONED_O['àáảãạ'.indexOf(vowel)] ?? 'o'}a`)
    .replace(/o([èéẻẽẹ])(?!\p{L})/gu, (_, vowel: string) => `${TONED_O['èéẻẽẹ'.indexOf(vowel)] ?? 'o'}e`)
    .replace(/(?<!q)u([ỳýỷỹỵ])(?!\p{L})/gu, (_, vowel: string) => `${TONED_U['ỳýỷỹỵ'.indexOf(vowel)] ?? 'u'}y`);
}

const TONED_O = 'òóỏõọ';
const TONED_U = 'ùúủũụ';

function lowerSameLength(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  // A few letters of other scripts grow when lowered; they stay as they are.
  return Array.from(text, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  ).join('');
}

/** A global expression that matches `source` as whole words; \b knows only ASCII letters. Built once for each source. */
export function words(source: string): RegExp {
  let form = built.get(source);
  if (form === undefined) {
    form = new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'gu');
    built.set(source, form);
  }
  // A global expression remembers where its last test ended.
  form.lastIndex = 0;
  return form;
}

/** The sources are constants of the program, so this does not grow. */
const built = new Map<string, RegExp>();

/** Whether `source` occurs as whole words. */
export function has(key: string, source: string): boolean {
  return words(source).test(key);
}
