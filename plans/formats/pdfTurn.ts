import type { PdfWord } from './pdfLines.js';
import type { Rule } from './pdfRules.js';

/** By how many quarters of a turn, against the clock, most of a page's text is set: 1 for a wide table laid on its side. */
export type Quarters = 0 | 1 | 2 | 3;

/** Of one piece of text, by its matrix (a and b: where its line runs to). */
export function quartersOf(a: number, b: number): Quarters {
  if (Math.abs(b) > Math.abs(a)) return b > 0 ? 1 : 3;
  return a < 0 ? 2 : 0;
}

/** A page's text and rules turned so that its lines run from left to right, whatever the page says of itself. */
export function upright(words: readonly PdfWord[], quarters: Quarters): PdfWord[] {
  return words.map((word) => {
    const { x, y } = word;
    if (quarters === 1) return { ...word, x: y, y: -x };
    if (quarters === 2) return { ...word, x: -x, y: -y };
    return quarters === 3 ? { ...word, x: -y, y: x } : word;
  });
}

export function uprightRules(rules: readonly Rule[], quarters: Quarters): Rule[] {
  return rules.map(({ across, at, from, to }) => {
    const turned = quarters % 2 === 1 ? !across : across;
    // Of (x, y), one quarter makes (y, -x), three make (-y, x), two make (-x, -y).
    const atFlips = quarters === 2 || (quarters === 1 ? !across : quarters === 3 && across);
    const alongFlips = quarters === 2 || (quarters === 1 ? across : quarters === 3 && !across);
    return { across: turned, at: atFlips ? -at : at, from: alongFlips ? -to : from, to: alongFlips ? -from : to };
  });
}
