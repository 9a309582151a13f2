import type { Nodes, Parents, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Fault } from '../base/errors.js';
import { contentFault, type FaultCode } from './fault.js';
import type { Translate } from './i18n.js';
import type { Mark, RichText } from './message.js';

/** One part's text and the line of the file on which it begins. */
export interface Body {
  body: RichText;
  line: number;
}

/**
 * Markdown as far as a chat can show it, and nothing silently lost: what no chat can show (tables, HTML, pictures
 * inside the text) is a fault with its line. A line break in the file is a line break in the message, an empty line is
 * an empty line, an indented paragraph is a paragraph, a line `---` begins the next part. `text` is NFC.
 */
export function readMarkdown(
  text: string,
  where: { file: string; firstLine: number },
  t: Translate,
): { bodies: Body[]; faults: Fault[] } {
  const root = fromMarkdown(text, { extensions: [{ disable: { null: ['codeIndented', 'setextUnderline'] } }] });
  const faults: Fault[] = [];
  const said = new Set<string>();
  const fault: Report = (code, line, values) => {
    // An opening and a closing tag on one line are one thing to mend.
    if (said.has(`${code}:${line}`)) return;
    said.add(`${code}:${line}`);
    faults.push(contentFault(t, code, { file: where.file, line: line + where.firstLine - 1 }, values));
  };
  const groups: RootContent[][] = [[]];
  for (const node of root.children) {
    if (node.type === 'thematicBreak') groups.push([]);
    else groups.at(-1)?.push(node);
  }
  const bodies: Body[] = [];
  for (const group of groups) {
    const first = group[0];
    const writer = new Writer(text, fault);
    writer.blocks(group);
    const line = (first === undefined ? 1 : lineOf(first)) + where.firstLine - 1;
    bodies.push({ body: writer.finish(), line });
  }
  if (bodies.length > 1) {
    for (const node of root.children.filter((child, at) => emptyBefore(child, at, root.children)))
      fault('emptyPart', lineOf(node));
  }
  return { bodies, faults };
}

/** Is there nothing between this break and the one before, the beginning of the text or its end? */
function emptyBefore(node: RootContent, at: number, all: RootContent[]): boolean {
  if (node.type !== 'thematicBreak') return false;
  return at === 0 || at === all.length - 1 || all[at - 1]?.type === 'thematicBreak';
}

type Report = (code: FaultCode, line: number, values?: Record<string, string>) => void;

const lineOf = (node: Nodes): number => node.position?.start.line ?? 1;
const endLineOf = (node: Nodes): number => node.position?.end.line ?? 1;

/** A row of dashes and pipes below a heading row: a table, which CommonMark takes for a paragraph. */
const TABLE_ROW = /^[ \t]*\|?([ \t]*:?-+:?[ \t]*\|)+([ \t]*:?-+:?[ \t]*)?$/m;
/** Constructs with a remedy of their own. */
const REFUSED: Partial<Record<Nodes['type'], FaultCode>> = {
  html: 'html',
  image: 'image',
  definition: 'reference',
  linkReference: 'reference',
  imageReference: 'reference',
  thematicBreak: 'breakInside',
};
const STRUCK_OUT = /~~[^\s~][^~]*~~/;

/** Writes one part: text grows at the end, marks are taken from where their text began to where it ended. */
class Writer {
  #text = '';
  #marks: Mark[] = [];
  /** Kinds of mark that are open, so that bold inside a bold line is not marked twice. */
  #open = new Set<Mark['type']>();
  /** Depth of the list being written, 0 outside of any. */
  #depth = 0;
  readonly #source: string;
  readonly #fault: Report;

  constructor(source: string, fault: Report) {
    this.#source = source;
    this.#fault = fault;
  }

  /** The text without white space at its ends, its marks in order and none of them empty. */
  finish(): RichText {
    const text = this.#text.trimEnd();
    const marks = this.#marks
      .map((mark) => ({ ...mark, end: Math.min(mark.end, text.length) }))
      .filter((mark) => mark.end > mark.start)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    return { text, marks };
  }

  /** Blocks one below the other, with an empty line between them where the author left one. */
  blocks(nodes: Nodes[]): void {
    let before: Nodes | undefined;
    for (const node of nodes) {
      if (before !== undefined) this.#text += lineOf(node) - endLineOf(before) > 1 ? '\n\n' : '\n';
      this.#block(node);
      before = node;
    }
  }

  #block(node: Nodes): void {
    switch (node.type) {
      case 'paragraph':
        if (TABLE_ROW.test(this.#sourceOf(node))) this.#fault('table', lineOf(node));
        this.#inlines(node);
        break;
      case 'heading':
        this.#marked('bold', () => this.#inlines(node));
        break;
      case 'list':
        this.#depth += 1;
        this.blocks(node.children);
        this.#depth -= 1;
        break;
      case 'listItem': {
        // Numbers stay as the author typed them; every bullet becomes the same dot.
        const number = /^\d+[.)]/.exec(this.#sourceOf(node))?.[0];
        this.#text += `${'  '.repeat(this.#depth - 1)}${number ?? '•'} `;
        this.blocks(node.children);
        break;
      }
      case 'blockquote':
        if (this.#open.has('quote')) this.#fault('nestedQuote', lineOf(node));
        else this.#marked('quote', () => this.blocks(node.children));
        break;
      case 'code':
        this.#verbatim(node.value);
        break;
      default:
        this.#refuse(node);
    }
  }

  #inlines(node: Parents): void {
    for (const child of node.children) this.#inline(child);
  }

  #inline(node: Nodes): void {
    switch (node.type) {
      case 'text': {
        const struckOut = STRUCK_OUT.exec(node.value);
        if (struckOut)
          this.#fault('strike', lineOf(node) + node.value.slice(0, struckOut.index).split('\n').length - 1);
        this.#text += node.value;
        break;
      }
      case 'break':
        this.#text += '\n';
        break;
      case 'strong':
        this.#marked('bold', () => this.#inlines(node));
        break;
      case 'emphasis':
        this.#marked('italic', () => this.#inlines(node));
        break;
      case 'inlineCode':
        this.#verbatim(node.value);
        break;
      case 'link': {
        if (!isWebAddress(node.url)) this.#fault('linkUrl', lineOf(node), { value: node.url });
        const start = this.#text.length;
        this.#inlines(node);
        this.#marks.push({ type: 'link', start, end: this.#text.length, url: node.url });
        break;
      }
      default:
        this.#refuse(node);
    }
  }

  #verbatim(value: string): void {
    this.#marked('code', () => {
      this.#text += value;
    });
  }

  #marked(type: Exclude<Mark['type'], 'link'>, write: () => void): void {
    if (this.#open.has(type)) {
      write();
      return;
    }
    const start = this.#text.length;
    this.#open.add(type);
    write();
    this.#open.delete(type);
    this.#marks.push({ type, start, end: this.#text.length });
  }

  #refuse(node: Nodes): void {
    const code = REFUSED[node.type];
    this.#fault(code ?? 'markdown', lineOf(node), { kind: node.type });
  }

  #sourceOf(node: Nodes): string {
    return this.#source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
  }
}

/** An address that every channel opens: http or https, without white space, quotes or braces. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^\s<>"{}]+$/i.test(address) && URL.canParse(address);
}
