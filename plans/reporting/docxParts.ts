import {
  AlignmentType,
  BorderStyle,
  Document,
  Header,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';

/**
 * The parts of an official paper as Nghị định 30/2020/NĐ-CP, Phụ lục I, lays it out: A4, margins 20/20/30/15 mm, Times New Roman 14, the page
 * number centred in the top margin and not on the first page. Rules are lines of the paragraph, tables of the heading have no borders.
 */
export type Block = Paragraph | Table;

/** Sizes in half points, lengths in twentieths of a point. */
const SIZE = { large: 36, body: 28, small: 26, note: 24, list: 22 } as const;
/** One and a half lines, in 240ths of one: who reads aloud finds their line again. */
const READ_ALOUD_LINE = 360;
const MARGIN = { top: 1134, bottom: 1134, left: 1701, right: 850 } as const;
const TEXT_WIDTH = 11906 - MARGIN.left - MARGIN.right;
const FIRST_LINE = 720;
const AFTER = 120;

export interface Style {
  bold?: boolean;
  italic?: boolean;
  size?: keyof typeof SIZE;
  align?: 'left' | 'center' | 'right' | 'both';
  /** The first line stands in by 1.27 cm, as in the body. */
  indent?: boolean;
  after?: number;
  keepNext?: boolean;
  pageBreakBefore?: boolean;
}

export function text(words: string, style: Style = {}): Paragraph {
  const runs = words.split('\n').map(
    (line, at) =>
      new TextRun({
        text: line,
        bold: style.bold ?? false,
        italics: style.italic ?? false,
        size: SIZE[style.size ?? 'body'],
        ...(at > 0 ? { break: 1 } : {}),
      }),
  );
  return new Paragraph({
    children: runs,
    alignment: ALIGN[style.align ?? 'left'],
    spacing: { after: style.after ?? 0, ...(style.size === 'large' ? { line: READ_ALOUD_LINE } : {}) },
    keepNext: style.keepNext ?? false,
    pageBreakBefore: style.pageBreakBefore ?? false,
    ...(style.indent === true ? { indent: { firstLine: FIRST_LINE } } : {}),
  });
}

/** A paragraph of the body. */
export function body(words: string, style: Style = {}): Paragraph {
  return text(words, { align: 'both', indent: true, after: AFTER, ...style });
}

const ALIGN = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  both: AlignmentType.JUSTIFIED,
} as const;

/** A line in the middle of so much room, as long as that leaves after the indents. */
export function rule(room: number, width: number): Paragraph {
  const side = Math.round((room - width) / 2);
  return new Paragraph({
    children: [new TextRun({ text: '', size: 4 })],
    indent: { left: side, right: side },
    border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: '000000' } },
    spacing: { after: AFTER },
  });
}

export const wholeWidth = TEXT_WIDTH;

const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;

/** Two columns without borders, as heading and foot have them. */
export function columns(left: readonly Block[], right: readonly Block[], leftShare: number): Table {
  const widths = [Math.round(TEXT_WIDTH * leftShare), TEXT_WIDTH - Math.round(TEXT_WIDTH * leftShare)];
  const none = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER };
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    borders: { ...none, insideHorizontal: NO_BORDER, insideVertical: NO_BORDER },
    rows: [
      new TableRow({
        children: [left, right].map(
          (children, at) =>
            new TableCell({
              children: [...children],
              borders: none,
              width: { size: widths[at] ?? 0, type: WidthType.DXA },
              margins: { left: 0, right: 0 },
            }),
        ),
      }),
    ],
  });
}

export interface Column {
  head: string;
  /** Share of the width. */
  share: number;
  align: 'left' | 'center' | 'right';
}

/** A table with borders; its heads are repeated on every page. A row of one cell goes across. */
export function grid(heads: readonly Column[], rows: readonly (readonly string[])[]): Table {
  const total = heads.reduce((sum, { share }) => sum + share, 0);
  const widths = heads.map(({ share }) => Math.round((TEXT_WIDTH * share) / total));
  const cell = (words: string, at: number, style: Style, span = 1): TableCell =>
    new TableCell({
      children: [text(words, { size: 'note', ...style })],
      columnSpan: span,
      width: { size: span > 1 ? TEXT_WIDTH : (widths[at] ?? 0), type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { left: 60, right: 60, top: 30, bottom: 30 },
    });
  const header = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: heads.map(({ head }, at) => cell(head, at, { bold: true, align: 'center' })),
  });
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      header,
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: row.length > 1,
            children:
              row.length === 1
                ? [cell(row[0] ?? '', 0, { bold: true }, heads.length)]
                : row.map((words, at) => cell(words, at, { align: heads[at]?.align ?? 'left' })),
          }),
      ),
    ],
  });
}

/** The bytes of the paper. */
export async function paper(children: readonly Block[]): Promise<Uint8Array> {
  const number = new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT], size: SIZE.body })],
  });
  const document = new Document({
    creator: 'Loa',
    styles: {
      default: { document: { run: { font: 'Times New Roman', size: SIZE.body, language: { value: 'vi-VN' } } } },
    },
    sections: [
      {
        properties: {
          titlePage: true,
          page: { size: { width: 11906, height: 16838 }, margin: { ...MARGIN, header: 567 } },
        },
        headers: { default: new Header({ children: [number] }), first: new Header({ children: [new Paragraph('')] }) },
        children: [...children],
      },
    ],
  });
  return Packer.toBuffer(document);
}
