/** What every channel takes in one message, with air for one that counts otherwise. */
const PAGE_CHARS = 1_800;

/** Paragraphs as few messages as they fit in, in order and whole; one that is longer than a message goes on in the next. */
export function paginate(paragraphs: readonly string[], most = PAGE_CHARS): string[] {
  const pages: string[] = [];
  for (const piece of paragraphs.flatMap((paragraph) => cut(paragraph, most))) {
    const last = pages.at(-1);
    if (last !== undefined && last.length + 2 + piece.length <= most) pages[pages.length - 1] = `${last}\n\n${piece}`;
    else pages.push(piece);
  }
  return pages;
}

function cut(paragraph: string, most: number): string[] {
  const letters = Array.from(paragraph);
  if (paragraph.length <= most) return [paragraph];
  const pieces: string[] = [];
  let piece = '';
  for (const letter of letters) {
    if (piece.length + letter.length > most) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}
