/** A word or a sign of a text, with its place. Symbols such as "LĐ-TB&XH" are one word. */
export interface Token {
  key: string;
  start: number;
  end: number;
  isWord: boolean;
  /** Begins with a capital letter or is a number. */
  capital: boolean;
  /** Written in capitals throughout ("TỔ", "UBND"). */
  shouted: boolean;
}

const TOKEN = /[\p{L}\p{N}]+(?:[&/.-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;

export function tokensOf(text: string, key: string): Token[] {
  const tokens: Token[] = [];
  for (const match of key.matchAll(TOKEN)) {
    const first = text.charAt(match.index);
    const written = text.slice(match.index, match.index + match[0].length);
    const isWord = /[\p{L}\p{N}]/u.test(first);
    tokens.push({
      key: match[0],
      start: match.index,
      end: match.index + match[0].length,
      isWord,
      capital: isWord && (/\p{N}/u.test(first) || first !== first.toLowerCase()),
      shouted: written.length > 1 && written === written.toUpperCase() && written !== written.toLowerCase(),
    });
  }
  return tokens;
}

/** Phrases found by their first word, the longest first. */
export type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

export function phrasesOf(list: Iterable<string>): Phrases {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of list) {
    const parts = tokensOf(phrase, phrase).map((token) => token.key);
    const first = parts[0];
    if (first === undefined) continue;
    const same = byFirst.get(first) ?? [];
    same.push(parts);
    byFirst.set(
      first,
      same.sort((a, b) => b.length - a.length),
    );
  }
  return byFirst;
}

/** How many tokens from `at` on are a phrase; 0 when none is. */
export function phraseAt(tokens: readonly Token[], at: number, phrases: Phrases): number {
  for (const phrase of phrases.get(tokens[at]?.key ?? '') ?? []) {
    if (phrase.every((part, index) => tokens[at + index]?.key === part)) return phrase.length;
  }
  return 0;
}

export function keyOf(tokens: readonly Token[], from: number, to: number): string {
  return tokens
    .slice(from, to)
    .map((token) => token.key)
    .join(' ');
}
