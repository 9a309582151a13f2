/** A piece of a rule and the column (from 1) at which it stands. */
export type Token =
  | { type: 'open' | 'close' | 'and' | 'or' | 'not' | 'all' | 'end'; column: number }
  | { type: 'term'; field: string; value: string; quoted: boolean; column: number }
  | { type: 'unknown'; text: string; column: number };

const KEYWORDS: Readonly<Record<string, 'and' | 'or' | 'not' | 'all'>> = {
  and: 'and',
  or: 'or',
  not: 'not',
  all: 'all',
};
const PIECE = /\s*(?:([()])|([A-Za-z]+):\s*(?:["“”]([^"“”]*)["“”]|([^\s()"“”]+))|([^\s()]+))/uy;

/** Cuts a rule into its pieces; what is no piece comes as `unknown`. The last one is `end`. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < end) {
    const match = PIECE.exec(text);
    if (match === null) break;
    const column = match.index + match[0].length - match[0].trimStart().length + 1;
    found.push(toToken(match, column));
  }
  found.push({ type: 'end', column: end + 1 });
  return found;
}

function toToken(match: RegExpExecArray, column: number): Token {
  const [, parenthesis, field, quoted, plain, word = ''] = match;
  if (parenthesis !== undefined) return { type: parenthesis === '(' ? 'open' : 'close', column };
  if (field !== undefined) {
    return {
      type: 'term',
      field: field.toLowerCase(),
      value: (quoted ?? plain ?? '').trim(),
      quoted: quoted !== undefined,
      column,
    };
  }
  const keyword = KEYWORDS[word.toLowerCase()];
  return keyword === undefined ? { type: 'unknown', text: word, column } : { type: keyword, column };
}
