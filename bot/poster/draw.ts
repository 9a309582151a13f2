import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { projectRoot } from '../../base/root.js';
import type { Sheet } from './sheet.js';

type Pdf = PDFKit.PDFDocument;

/** A4 in points, and what stays free for printers and drawing pins. */
const PAGE = { width: 595.28, height: 841.89, margin: 40 } as const;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const FONTS = join(projectRoot, 'bot', 'data', 'fonts');
const BOLD = join(FONTS, 'BeVietnamPro-Bold.ttf');
const MEDIUM = join(FONTS, 'BeVietnamPro-Medium.ttf');
const INK = '#111111';
const ACCENT = '#0b4f8a';
/** 113 mm: a phone reads it from more than a metre. */
const QR_SIDE = 320;
/** What the standard asks to stay white around a code. */
const QUIET_MODULES = 4;
/** Capitals of 7 mm, which are read from two metres; nothing but the line at the foot is smaller. */
const SMALLEST = 28;
const FOOT = 22;

/**
 * Writes posters into one PDF, a page each, as they come: as many as a province has communes take no more memory than
 * one. The file appears whole or not at all; what was there is replaced at the end. Returns how many pages it has.
 */
export async function drawPosters(
  sheets: AsyncIterable<Sheet> | Iterable<Sheet>,
  file: string,
  about: { title: string; at: Date },
): Promise<number> {
  const unfinished = `${file}.${process.pid}.part`;
  const out = createWriteStream(unfinished, { flags: 'wx' });
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { Title: about.title, Creator: 'Loa', Producer: 'Loa', CreationDate: about.at },
  });
  const written = finished(out);
  written.catch(() => undefined); // awaited below
  let pages = 0;
  try {
    pdf.registerFont('bold', BOLD).registerFont('medium', MEDIUM);
    pdf.pipe(out);
    for await (const sheet of sheets) {
      pdf.addPage();
      drawSheet(pdf, sheet);
      pages += 1;
      // Lets what is drawn reach the disk before the next.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (pages === 0) pdf.addPage();
    pdf.end();
    await written;
    await rename(unfinished, file);
    return pages;
  } catch (error) {
    out.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

function drawSheet(pdf: Pdf, { title, place, link, steps, code, foot }: Sheet): void {
  pdf.rect(0, 0, PAGE.width, 118).fill(ACCENT);
  line(pdf, title, { y: 26, height: 66, font: 'bold', size: 40, color: '#ffffff' });
  line(pdf, place, { y: 132, height: 54, font: 'bold', size: 36, color: INK });
  drawQr(pdf, link, (PAGE.width - QR_SIDE) / 2, 190);
  let y = 190 + QR_SIDE + 12;
  for (const [at, step] of steps.entries()) {
    line(pdf, `${at + 1}. ${step}`, { y, height: 44, font: 'medium', size: 32, color: INK });
    y += 46;
  }
  if (code !== null) {
    pdf
      .roundedRect(PAGE.margin, y + 4, WIDTH, 74, 10)
      .lineWidth(3)
      .stroke(ACCENT);
    line(pdf, code, { y: y + 16, height: 52, font: 'bold', size: 44, color: ACCENT, inset: 14 });
    y += 90;
  }
  let footY = PAGE.height - PAGE.margin - foot.length * 32 + 10;
  for (const words of foot) {
    line(pdf, words, { y: footY, height: 30, font: 'medium', size: FOOT, color: INK, smallest: FOOT - 6 });
    footY += 32;
  }
}

interface Line {
  y: number;
  height: number;
  font: 'bold' | 'medium';
  /** As large as this where it fits into the width. */
  size: number;
  color: string;
  inset?: number;
  smallest?: number;
}

/** One line in the middle, as large as it may be; a name that is too long even in the smallest letters takes two lines. */
function line(pdf: Pdf, text: string, { y, height, font, size, color, inset = 0, smallest = SMALLEST }: Line): void {
  const width = WIDTH - 2 * inset;
  pdf.font(font);
  let fits = size;
  while (fits > smallest && pdf.fontSize(fits).widthOfString(text) > width) fits -= 1;
  if (pdf.fontSize(fits).widthOfString(text) > width) {
    fits = Math.min(fits, height / 2.3);
    while (fits > 10 && pdf.fontSize(fits).heightOfString(text, { width, lineGap: -2 }) > height) fits -= 1;
  }
  pdf.fontSize(fits).fillColor(color);
  const tall = pdf.heightOfString(text, { width, lineGap: -2 });
  pdf.text(text, PAGE.margin + inset, y + (height - tall) / 2, {
    width,
    align: 'center',
    lineGap: -2,
    height: height + 20,
  });
}

/** The code as squares, not as a picture, so that it is sharp at any size. */
function drawQr(pdf: Pdf, link: string, x: number, y: number): void {
  const { data } = encode(link, { ecc: 'M', border: QUIET_MODULES });
  const side = QR_SIDE / data.length;
  for (const [row, modules] of data.entries()) {
    let from = 0;
    while (from < modules.length) {
      let to = from;
      while (to < modules.length && modules[to] === modules[from]) to += 1;
      if (modules[from] === true) pdf.rect(x + from * side, y + row * side, (to - from) * side, side);
      from = to;
    }
  }
  pdf.fill('#000000');
}
