/** Nobody who is asked whether they agree has to read more than this. */
const SCREEN_WORDS = 40;

/** Words as a person counts them: syllables between blanks. Signs alone are none. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** The first of several ways to say it that is short enough, else the last, which is the shortest. */
export function shortEnough(names: readonly [string, ...string[]], say: (name: string) => string): string {
  let said = '';
  for (const name of names) {
    said = say(name);
    if (countWords(said) <= SCREEN_WORDS) break;
  }
  return said;
}
