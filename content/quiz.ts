import type { Localised } from './campaign.js';

/** A quiz: questions about what protects and what the law says, never about what anybody does. */
export interface Quiz {
  /** The file's name without its ending. */
  name: string;
  file: string;
  title: Localised;
  /** It is offered first to people of these groups. */
  groups: string[];
  /** What may be typed behind "câu đố" to begin it. */
  words: string[];
  /** Read by children: nothing that frightens, no penalties. */
  children: boolean;
  questions: Question[];
}

export interface Question {
  /** Stays the same for ever; a question that means something else gets another. */
  id: string;
  ask: Localised;
  answers: { text: Localised; right: boolean }[];
  /** Said after each answer. */
  because: Localised;
  /** Where its facts are from, written out. */
  sources: string[];
}

/** Questions in one sitting. */
export const SITTING = 3;

/** The words for a reader: their own language, else Vietnamese. */
export function wordsFor(words: Localised, locale: string): string {
  return words[locale] ?? words['vi'] ?? '';
}
