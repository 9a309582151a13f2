import { matchKey } from '../text/key.js';

/**
 * A heading in capitals in ordinary letters. Which words are names is learnt from the document itself: the longest
 * run of words that also stands in its running text is written as there; other words go to lower case.
 */
export function recase(capitals: string, body: string): string {
  const bodyKey = matchKey(body);
  const parts = capitals.split(/(\s+)/);
  const out: string[] = [];
  for (let at = 0; at < parts.length; ) {
    let taken = 0;
    for (let size = Math.min(21, parts.length - at); size > 0 && taken === 0; size -= 2) {
      const phrase = parts.slice(at, at + size).join('');
      const known = writtenAs(matchKey(phrase), body, bodyKey);
      if (known === null) continue;
      out.push(known);
      taken = size;
    }
    if (taken === 0) {
      const word = parts[at] ?? '';
      // Symbols of documents stay ("7619/QĐ-BCA").
      out.push(/[\d/]|^(?:UBND|HĐND|MTTQ|BCH|TP|TNCS|HIV|AIDS|PCCC|CNCH)$/u.test(word) ? word : word.toLowerCase());
      taken = 1;
    }
    if (at + taken < parts.length) out.push(' ');
    at += taken + 1;
  }
  const text = out.join('').replace(/\s+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How a phrase is written in the middle of a sentence; null when it never is. */
function writtenAs(phraseKey: string, body: string, bodyKey: string): string | null {
  for (let at = bodyKey.indexOf(phraseKey); at !== -1; at = bodyKey.indexOf(phraseKey, at + 1)) {
    const before = bodyKey.slice(Math.max(0, at - 2), at);
    const after = bodyKey.charAt(at + phraseKey.length);
    if (!/[\p{L}\p{N},;]\s$/u.test(before) || /[\p{L}\p{N}]/u.test(after)) continue;
    const written = body.slice(at, at + phraseKey.length);
    if (written !== written.toUpperCase()) return written;
  }
  return null;
}

export function isCapitals(text: string): boolean {
  return /\p{Lu}{2}/u.test(text) && text === text.toUpperCase();
}
