import { type Syllable, syllable, type Word } from './read.js';

/**
 * Finds phrases in words that were typed in a hurry. A phrase is words with their diacritics, side by side. `a/b` is either word, `..` up to
 * three words of whatever kind, `=tự` must be typed with its signs, because without them it is mostly another word. A typed word without signs stands
 * for every word of its letters, one with signs only for what those signs leave open: "tho" is thở, "thơ" may be, "thờ" is not. A word
 * that is no Vietnamese syllable at all is also read as one with a letter too many, too few, wrong or in the wrong place.
 */
export interface Found<Label> {
  label: Label;
  from: number;
  /** Behind its last word. */
  to: number;
}

interface Choice extends Syllable {
  exact: boolean;
}
type Step = 'gap' | readonly Choice[];
interface Phrase<Label> {
  label: Label;
  steps: readonly Step[];
}

const GAP_MOST = 3;
/** Shorter words have too many neighbours. */
const SLIP_LETTERS = 4;
const SYLLABLE = /^(?:b|ch?|d|g[hi]?|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr?|v|x)?[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?$/;

export function phraseFinder<Label>(lists: readonly (readonly [Label, readonly string[]])[]) {
  const byFirst = new Map<string, Phrase<Label>[]>();
  const known = new Set<string>();
  const slips = new Map<string, Set<string>>();
  for (const [label, phrases] of lists)
    for (const written of phrases) {
      const steps = written.split(' ').map(stepOf);
      const [first = 'gap'] = steps;
      if (first === 'gap') throw new Error(`A phrase begins with a word: ${written}`);
      for (const folded of new Set(first.map((choice) => choice.folded)))
        byFirst.set(folded, [...(byFirst.get(folded) ?? []), { label, steps }]);
      for (const { folded } of steps.flatMap((step) => (step === 'gap' ? [] : step)))
        if (known.add(folded) && folded.length >= SLIP_LETTERS)
          for (const left of shortened(folded)) slips.set(left, (slips.get(left) ?? new Set()).add(folded));
    }

  /** What the word may be, with what it may be a slip of. */
  const widened = (word: Word): Word => {
    const [typed] = word;
    if (typed === undefined || typed.folded.length < SLIP_LETTERS || typed.folded !== typed.shape) return word;
    if (typed.tone !== '' || known.has(typed.folded) || SYLLABLE.test(typed.folded)) return word;
    const near = shortened(typed.folded).flatMap((left) => [...(slips.get(left) ?? [])]);
    const letters = inOrder(typed.folded);
    // Of four letters only the order may be wrong.
    const likely = near.filter(
      (folded) => folded[0] === typed.folded[0] && (typed.folded.length > SLIP_LETTERS || inOrder(folded) === letters),
    );
    return [...word, ...[...new Set(likely)].map((folded) => ({ shape: folded, tone: '', folded }))];
  };

  return (text: readonly Word[]): Found<Label>[] => {
    const words = text.map(widened);
    const found: Found<Label>[] = [];
    for (const [from, word] of words.entries())
      for (const phrase of new Set(word.flatMap(({ folded }) => byFirst.get(folded) ?? []))) {
        const to = end(phrase.steps, 0, words, from);
        if (to !== null) found.push({ label: phrase.label, from, to });
      }
    return found;
  };
}

function stepOf(written: string): Step {
  if (written === '..') return 'gap';
  return written.split('/').map((one) => ({ ...syllable(one.replace(/^=/, '')), exact: one.startsWith('=') }));
}

function end(steps: readonly Step[], at: number, words: readonly Word[], from: number): number | null {
  const step = steps[at];
  if (step === undefined) return from;
  if (step === 'gap') {
    for (let skipped = 0; skipped <= GAP_MOST && from + skipped <= words.length; skipped++) {
      const to = end(steps, at + 1, words, from + skipped);
      if (to !== null) return to;
    }
    return null;
  }
  const word = words[from];
  if (word === undefined || !step.some((choice) => word.some((typed) => isMeant(typed, choice)))) return null;
  return end(steps, at + 1, words, from + 1);
}

function isMeant(typed: Syllable, { shape, tone, folded, exact }: Choice): boolean {
  if (typed.folded !== folded) return false;
  if (typed.shape === shape && typed.tone === tone) return true;
  if (exact || (typed.tone !== '' && typed.tone !== tone)) return false;
  for (let i = 0; i < typed.shape.length; i++)
    if (typed.shape[i] !== shape[i] && typed.shape[i] !== folded[i]) return false;
  return true;
}

/** The word itself and what is left of it when one letter is taken away. */
function shortened(word: string): string[] {
  return [word, ...Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))];
}

const inOrder = (word: string): string => [...word].sort().join('');
