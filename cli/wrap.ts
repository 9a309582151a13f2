/** How wide a page is printed: the terminal's width within what reads well, and 100 where there is none. */
export function pageWidth(): number {
  return Math.max(60, Math.min(120, process.stdout.columns ?? 100));
}

/** Breaks a text into lines of at most `width` letters, between words; a longer word has a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.normalize('NFC').split(/\s+/)) {
    if (word === '') continue;
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** The first lines of a text; an ellipsis where there was more. */
export function clipLines(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? '').replace(/[\s,;.:]+$/, '')} …`];
}

/** Cells side by side, each wrapped to its width; two spaces between them. The last cell of a line is not padded. */
export function besideEachOther(cells: readonly { text: string; width: number }[]): string[] {
  const columns = cells.map(({ text, width }) => wrapWords(text, width));
  const height = Math.max(1, ...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) =>
    cells
      .map(({ width }, at) => (columns[at]?.[row] ?? '').padEnd(width))
      .join('  ')
      .trimEnd(),
  );
}
