import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Refused } from '../refuse.js';

export interface XmlHandler {
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close(name: string): void;
}

/** Deepest nesting of elements; Word's own files stay under 60. */
const MAX_DEPTH = 400;

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
  parser.on('text', (text) => handler.text?.(text));
  parser.on('closetag', (tag: SaxesTagPlain) => {
    depth -= 1;
    handler.close(tag.name);
  });
  parser.write(new TextDecoder('utf-8').decode(bytes)).close();
}
