import { Refused } from '../refuse.js';
import { evenCharacters } from '../text/characters.js';
import type { Block } from './block.js';
import { blocksOfLines, type PdfLine, type PdfWord } from './pdfLines.js';

const MAX_PAGES = 500;
const MAX_WORDS = 600_000;
/** A page of a plan holds about 2,500 letters; a scan holds none, or a stamp and a digital signature. */
const MIN_LETTERS_PER_PAGE = 40;

/** A PDF's text layer as printed lines with their indents. Columns of a table come out side by side in their lines. */
export async function readPdf(bytes: Uint8Array): Promise<Block[]> {
  const { getDocument, VerbosityLevel } = await loadPdf();
  const task = getDocument({
    // The reader takes the buffer away from whoever holds it, so it gets a copy; Node's own Buffer it refuses.
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: false,
  });
  try {
    const document = await task.promise;
    if (document.numPages > MAX_PAGES) throw new Refused('plan-too-big');
    const lines: PdfLine[] = [];
    let letters = 0;
    let count = 0;
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const content = await page.getTextContent();
      const words: PdfWord[] = [];
      for (const item of content.items) {
        if (!('str' in item) || item.str.trim() === '') continue;
        const x = Number(item.transform[4]);
        const y = Number(item.transform[5]);
        words.push({
          text: evenCharacters(item.str).replace(/\n/g, ' '),
          x,
          y,
          width: item.width,
          height: item.height,
        });
        letters += item.str.replace(/\s/g, '').length;
      }
      count += words.length;
      if (count > MAX_WORDS) throw new Refused('plan-bomb');
      lines.push(...linesOf(words, number));
      page.cleanup();
    }
    if (letters < MIN_LETTERS_PER_PAGE * document.numPages) throw new Refused('plan-scanned');
    return blocksOfLines(lines);
  } catch (error) {
    if (error instanceof Refused) throw error;
    if (error instanceof Error && error.name === 'PasswordException') throw new Refused('plan-encrypted');
    throw new Refused('plan-damaged');
  } finally {
    await task.destroy();
  }
}

/** Loaded when the first PDF comes: it is the heaviest part of the program. */
async function loadPdf(): Promise<typeof import('pdfjs-dist/legacy/build/pdf.mjs')> {
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

/** Words of one height are a line, from left to right. */
function linesOf(words: readonly PdfWord[], page: number): PdfLine[] {
  const lines: PdfLine[] = [];
  for (const word of [...words].sort((a, b) => b.y - a.y || a.x - b.x)) {
    const line = lines.at(-1);
    const same = line !== undefined && Math.abs(line.y - word.y) <= Math.max(2, word.height * 0.35);
    if (same) line.words.push(word);
    else lines.push({ page, y: word.y, words: [word] });
  }
  for (const line of lines) line.words.sort((a, b) => a.x - b.x);
  return lines;
}
