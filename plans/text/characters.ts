/** Characters made even: NFC, one kind of space, no invisible characters, no hard-to-see variants. Lines stay lines. */
export function evenCharacters(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/\r\n?|\u2028|\u2029|\v|\f/g, '\n')
      // Zero-width characters, byte order marks and direction marks carry nothing and break matching.
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '')
      .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
      .replace(/(?!\n)\p{Cc}/gu, '')
      .replace(/\uf0b7|\uf0a7|\uf0d8|\uf02d/g, '-')
  );
}

/** One paragraph's text: white space folded to single spaces. */
export function evenParagraph(text: string): string {
  return evenCharacters(text).replace(/\s+/g, ' ').trim();
}
