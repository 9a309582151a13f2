/** Telex keys for tones that were left standing behind a syllable ("bongs", "tuys"). */
const TONE_KEYS = /[sfrxj]$/;
/** Of shorter words every second one is a slip of another. */
const SHORTEST = 4;

/**
 * Finds the known word that was most likely meant by one that nobody knows: a tone key left standing, or one slip of the finger (a letter too many,
 * too few, wrong, or two in the wrong order). It gives the word itself where nothing or several are as near. Known words are looked up by what is
 * left of them without one letter, which two words that are one slip apart share: the time does not grow with the words.
 *
 * @param known all words without diacritics
 */
export function createNearestWord(known: ReadonlySet<string>): (word: string) => string {
  const byRest = new Map<string, string[]>();
  for (const word of known) {
    if (word.length < SHORTEST - 1) continue;
    for (const rest of restsOf(word)) {
      const list = byRest.get(rest);
      if (list === undefined) byRest.set(rest, [word]);
      else list.push(word);
    }
  }
  return (word) => {
    if (known.has(word) || /\d/.test(word)) return word;
    const bare = word.replace(TONE_KEYS, '');
    if (bare !== word && bare.length > 1 && known.has(bare)) return bare;
    if (word.length < SHORTEST || word.length > LONGEST) return word;
    const near = new Set<string>();
    for (const rest of restsOf(word)) for (const one of byRest.get(rest) ?? []) if (oneSlip(word, one)) near.add(one);
    const [only = word] = near;
    return near.size === 1 ? only : word;
  };
}

/** No word of any language here; what somebody holds a key down for need not be taken apart. */
const LONGEST = 40;

/** The word, and each way to leave one letter of it out. */
function restsOf(word: string): Set<string> {
  const rests = new Set([word]);
  for (let at = 0; at < word.length; at += 1) rests.add(word.slice(0, at) + word.slice(at + 1));
  return rests;
}

function oneSlip(a: string, b: string): boolean {
  const by = a.length - b.length;
  if (by > 1 || by < -1) return false;
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let until = 0;
  while (until < a.length - from && until < b.length - from && a[a.length - 1 - until] === b[b.length - 1 - until])
    until += 1;
  const [left, right] = [a.slice(from, a.length - until), b.slice(from, b.length - until)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
