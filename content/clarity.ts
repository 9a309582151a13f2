/**
 * What makes a message one that is understood at the first hearing: how long it takes to read aloud, how long its sentences are, and
 * whether it asks for one thing. Rules of thumb of ours, set so that what was written and read aloud for the action month keeps to them.
 */

/** Syllables a minute at which a loudspeaker's announcer is understood; Vietnamese is written a syllable a word. */
const SYLLABLES_PER_MINUTE = 150;
/** An English word has about one and a half. */
const SYLLABLES_PER_WORD: Readonly<Record<string, number>> = { en: 1.5 };
export const MAX_SPOKEN_SECONDS = 60;
/** The most words between two places to breathe: ends of sentences, lines, colons and semicolons. */
export const MAX_SENTENCE_WORDS = 30;

/** Words as they are written: what stands between spaces and holds a letter or a digit. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** How long a text takes to be read aloud, in seconds. Digits are said one by one, as telephone numbers and days are. */
export function spokenSeconds(text: string, locale: string): number {
  const perWord = SYLLABLES_PER_WORD[locale] ?? 1;
  const syllables = text
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .reduce((sum, word) => {
      const digits = word.replace(/\P{N}/gu, '').length;
      return sum + digits + (/\p{L}/u.test(word) ? perWord : 0);
    }, 0);
  return Math.ceil((syllables / SYLLABLES_PER_MINUTE) * 60);
}

/** A stretch of a text that is said in one breath. */
export interface Sentence {
  words: number;
  /** Offset into the text. */
  at: number;
}

const BREATH = /[^.!?…:;\n]+(?:[.!?…:;](?!\s|$|["”’)»])[^.!?…:;\n]*)*/gu;

export function sentencesOf(text: string): Sentence[] {
  return [...text.matchAll(BREATH)].map((match) => ({
    words: countWords(match[0]),
    at: match.index + (match[0].length - match[0].trimStart().length),
  }));
}

/** The words that lead in what is to be done, and those that ask; a language that is not here is left to its readers. */
const ASKING: Readonly<Record<string, { lead: RegExp; asks: RegExp }>> = {
  vi: {
    lead: /việc cần làm\s*:/giu,
    asks: /(?<!\p{L})(?:hãy|mời|xin|đề nghị|hẹn|gọi|lưu|nhớ|cùng|báo|hỏi|kể|nói|giữ|đăng ký|đừng|không)(?!\p{L})/iu,
  },
  en: {
    lead: /what to do\s*:/giu,
    asks: /\b(?:please|let us|let’s|call|save|ask|tell|keep|say|do not|don’t|talk|register|report|try|take|join|write)\b/iu,
  },
};

/** How many things a message asks for by leading them in; `none` when nothing in it asks for anything. Null in a language without rules. */
export function thingsToDo(text: string, locale: string): { leads: readonly number[]; none: boolean } | null {
  const rules = ASKING[locale];
  if (rules === undefined) return null;
  const leads = [...text.matchAll(rules.lead)].map(({ index }) => index);
  return { leads, none: leads.length === 0 && !rules.asks.test(text) };
}
