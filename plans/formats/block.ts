/**
 * What every format is turned into. A paragraph is whole; a line is a printed line whose paragraph is still to be
 * found; a table keeps its cells. Everything after this point is the same for all formats.
 */
export type Block =
  | { kind: 'paragraph'; text: string }
  | {
      kind: 'line';
      text: string;
      /** Empty lines before it. */
      gap: number;
      /** It begins further right than the lines around it, where the format knows; null where it does not. */
      indented: boolean | null;
    }
  | { kind: 'table'; rows: Row[] };

export type Row = Cell[];

export interface Cell {
  text: string;
  /** It continues the cell above (a merge across rows); its text is that cell's. */
  continues: boolean;
  /** Columns it covers. */
  span: number;
}

export function cell(text: string, span = 1, continues = false): Cell {
  return { text, continues, span };
}
