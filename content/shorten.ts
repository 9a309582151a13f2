/** One line of at most so many characters, cut where a word ends. */
export function shorten(text: string, most: number): string {
  const line = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/, '')}…`;
}
