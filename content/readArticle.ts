import { readFile as readFromDisk } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type Fault, InputError } from '../base/errors.js';
import { ARTICLE_LIMITS, type Article, type ArticleBlock, type ArticlePicture } from './article.js';
import { contentFault, type Where } from './fault.js';
import { type Translate, translator } from './i18n.js';
import { readMarkdown } from './markdown.js';
import { checkMedia, type MediaFile } from './media.js';
import { openPlaceholders, placeholderFaults } from './placeholders.js';
import { readYaml, type Yaml } from './readYaml.js';
import { type ReadFile, readTextFile } from './textFile.js';
import { lawFaults, wordFaults } from './wordFaults.js';

const line = z.string().trim().min(1);

const head = z.strictObject({
  title: line,
  description: line,
  author: line,
  cover: line,
  sources: z.array(line).min(1),
  comments: z.boolean().default(false),
  locale: line.optional(),
});
type Head = z.infer<typeof head>;

export interface ReadArticleOptions {
  /** The language in which faults are said. */
  locale: string;
  /** Reads a file's bytes; from the disk if not given. */
  readFile?: ReadFile;
}

/** An article, with the files that it shows by their SHA-256. */
export interface ReadArticle {
  article: Article;
  media: Map<string, MediaFile>;
}

/** A picture that stands alone on its line. */
const PICTURE_LINE = /^!\[([^\]]*)\]\(\s*([^()\s]+)\s*\)\s*$/;
const TYPES: readonly string[] = ['image/jpeg', 'image/png'];

/**
 * Reads an article from a Markdown file: a head with title, description, author, cover and sources, then paragraphs, and
 * pictures on lines of their own. It is held to what messages are held to (words, law in force, NFC) and to the limits of
 * the platform. Throws an InputError with every fault of the file; nothing unchecked comes out.
 */
export async function readArticleFile(file: string, options: ReadArticleOptions): Promise<ReadArticle> {
  const t = translator(options.locale);
  const readFile = options.readFile ?? readFromDisk;
  const source = await readTextFile(file, readFile, t);
  if ('what' in source) throw new InputError('bad-article', [source]);
  const faults: Fault[] = source.notNfcLines.map((at) => contentFault(t, 'notNfc', { file, line: at }));
  const yaml = readYaml({ text: source.head ?? '', file, firstLine: source.headLine }, head, t);
  faults.push(...yaml.faults, ...headFaults(yaml, file, t));
  for (const [text, firstLine] of [
    [source.head ?? '', source.headLine],
    [source.body, source.bodyLine],
  ] as const) {
    const where = { file, firstLine };
    faults.push(...placeholderFaults(text, where, t), ...wordFaults(text, firstLine, file, t));
    faults.push(...lawFaults(text, firstLine, file, t));
    // One text goes to everybody at once: there is no reader whose place or language could fill a gap.
    for (const open of openPlaceholders(text, firstLine, {}))
      faults.push(contentFault(t, 'articlePlaceholder', { file, line: open.line }, { name: open.name }));
  }
  const media = new Map<string, MediaFile>();
  const picture = async (path: string, at: number): Promise<ArticlePicture | null> => {
    const found = await readPicture(path, { file, line: at }, readFile, t);
    if ('what' in found) {
      faults.push(found);
      return null;
    }
    media.set(found.picture.sha256, found.media);
    return found.picture;
  };
  const cover = yaml.value === null ? null : await picture(yaml.value.cover, yaml.line(['cover']));
  const body = await readBody(source.body, { file, firstLine: source.bodyLine }, t, faults, picture);
  if (faults.length > 0 || yaml.value === null || cover === null)
    throw new InputError(
      'bad-article',
      faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    );
  const { title, author, description, sources, comments } = yaml.value;
  return { article: { title, author, description, cover, body, sources, comments }, media };
}

function headFaults(yaml: Yaml<Head>, file: string, t: Translate): Fault[] {
  const { value } = yaml;
  if (value === null) return [];
  const faults: Fault[] = [];
  const lengths = { title: 'titleChars', author: 'authorChars', description: 'descriptionChars' } as const;
  for (const field of ['title', 'author', 'description'] as const) {
    const where = { file, line: yaml.line([field]) };
    const limit = ARTICLE_LIMITS[lengths[field]];
    const actual = value[field].length;
    if (actual > limit) faults.push(contentFault(t, 'articleLength', where, { field, actual, limit }));
    if (value[field].includes('\n')) faults.push(contentFault(t, 'articleOneLine', where, { field }));
  }
  if (value.locale !== undefined && value.locale !== 'vi')
    faults.push(contentFault(t, 'articleLanguage', { file, line: yaml.line(['locale']) }, { locale: value.locale }));
  return faults;
}

/** Text and pictures in the order of the file. Pictures part the text; each piece is read as Markdown by itself. */
async function readBody(
  text: string,
  where: { file: string; firstLine: number },
  t: Translate,
  faults: Fault[],
  picture: (path: string, at: number) => Promise<ArticlePicture | null>,
): Promise<ArticleBlock[]> {
  const { file } = where;
  const body: ArticleBlock[] = [];
  let piece: string[] = [];
  let pieceLine = where.firstLine;
  const endPiece = (): void => {
    const paragraphs = readParagraphs(piece.join('\n'), { file, firstLine: pieceLine }, t, faults);
    if (paragraphs.length > 0) body.push({ type: 'text', paragraphs });
    piece = [];
  };
  for (const [index, written] of text.split('\n').entries()) {
    const at = where.firstLine + index;
    const [, caption = '', path = ''] = PICTURE_LINE.exec(written) ?? [];
    if (path === '') {
      if (piece.length === 0) pieceLine = at;
      piece.push(written);
      continue;
    }
    endPiece();
    const found = await picture(path, at);
    if (found !== null) body.push({ type: 'image', picture: found, caption: caption.trim() });
  }
  endPiece();
  if (!body.some(({ type }) => type === 'text')) faults.push(contentFault(t, 'empty', { file, line: where.firstLine }));
  return body;
}

/** Plain paragraphs. What is more than that (bold, links, headings) is a fault: no source says that Zalo shows it. */
function readParagraphs(
  text: string,
  where: { file: string; firstLine: number },
  t: Translate,
  faults: Fault[],
): string[] {
  const read = readMarkdown(text, where, t);
  faults.push(...read.faults);
  if (read.bodies.length > 1)
    faults.push(contentFault(t, 'articleBreak', { file: where.file, line: read.bodies[1]?.line ?? where.firstLine }));
  return read.bodies.flatMap(({ body, line: first }) => {
    for (const { start, end } of body.marks) {
      const words = body.text.slice(start, end).replace(/\s+/g, ' ').slice(0, 40);
      faults.push(
        contentFault(t, 'articleMarked', { file: where.file, line: lineOf(text, words, first, where) }, { words }),
      );
    }
    return body.text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  });
}

/** The line on which marked words stand; where they cannot be found as written, that of their part. */
function lineOf(text: string, words: string, first: number, where: { firstLine: number }): number {
  const begins = words.split(' ').slice(0, 3).join(' ');
  const at = text.split('\n').findIndex((written) => written.includes(begins));
  return at === -1 ? first : where.firstLine + at;
}

async function readPicture(
  path: string,
  where: Where,
  readFile: ReadFile,
  t: Translate,
): Promise<{ picture: ArticlePicture; media: MediaFile } | Fault> {
  if (/^https?:/i.test(path)) return contentFault(t, 'articlePictureAddress', where, { path });
  let bytes: Uint8Array;
  try {
    bytes = await readFile(resolve(dirname(where.file), path));
  } catch {
    // Not there, no right, a folder: the remedy is the same, and the fault belongs to the line that names the file.
    return contentFault(t, 'mediaUnreadable', where, { path });
  }
  const checked = checkMedia('photo', path, bytes, where, t);
  if ('what' in checked) return checked;
  const { sha256, fileName, mime, sizeBytes } = checked.ref;
  if (!TYPES.includes(mime)) return contentFault(t, 'articlePictureType', where, { path });
  if (sizeBytes > ARTICLE_LIMITS.pictureBytes) {
    const kilobytes = { actual: Math.ceil(sizeBytes / 1024), limit: ARTICLE_LIMITS.pictureBytes / 1024 };
    return contentFault(t, 'articlePictureSize', where, { path, ...kilobytes });
  }
  return { picture: { sha256, fileName, mime, sizeBytes }, media: checked.media };
}
