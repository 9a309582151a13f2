/** Telex keys for tones that were left standing behind a syllable ("bongs", "tuys"). */
const TONE_KEYS = /[sfrxj]$/;
/** Of shorter words every second one is a slip of another. */
const SHORTEST = 4;

/**
 * The known word that was most likely meant by one that nobody knows: a tone key left standing, or one slip of the finger (a letter too many, too
 * few, wrong, or two in the wrong order). The word itself where nothing or several are as near.
 *
 * @param known all words without diacritics
 */
export function nearestWord(word: string, known: ReadonlySet<string>): string {
  if (known.has(word) || /\d/.test(word)) return word;
  const bare = word.replace(TONE_KEYS, '');
  if (bare !== word && bare.length > 1 && known.has(bare)) return bare;
  if (word.length < SHORTEST) return word;
  const near = [...known].filter((one) => one.length >= SHORTEST - 1 && oneSlip(word, one));
  return near.length === 1 ? (near[0] ?? word) : word;
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
