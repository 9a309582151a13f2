import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Refused } from '../refuse.js';

export interface XmlHandler {
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close(name: string): void;
}

/** Deepest nesting of elements; Word's own files stay under 60. */
const MAX_DEPTH = 400;
/** Letters of a part, and letters without an element between them; whole plans have a million and stay under it. */
const MAX_LETTERS = 4_000_000;
const MAX_BARE = 500_000;
const PIECE = 65_536;

/** Walks an XML part without building a tree. Entities of a DTD are never expanded; a part that is not well-formed is refused. */
export function walkXml(bytes: Uint8Array, handler: XmlHandler): void {
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('error', () => {
    throw new Refused('plan-damaged');
  });
  parser.on('doctype', () => {
    throw new Refused('plan-damaged');
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw new Refused('plan-bomb');
    handler.open(tag.name, tag.attributes);
  });
  let letters = 0;
  parser.on('text', (text) => {
    letters += text.length;
    if (letters > MAX_LETTERS) throw new Refused('plan-too-big');
    handler.text?.(text);
  });
  parser.on('closetag', (tag: SaxesTagPlain) => {
    depth -= 1;
    handler.close(tag.name);
  });
  // In pieces, so that neither a long part nor a text without end is held as a whole.
  const decoder = new TextDecoder('utf-8');
  let bare = 0;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    const mark = piece.lastIndexOf('<');
    bare = mark === -1 ? bare + piece.length : piece.length - mark;
    if (bare > MAX_BARE) throw new Refused('plan-bomb');
    parser.write(piece);
  }
  parser.write(decoder.decode()).close();
}
