import type { Article as ZaloArticle, ArticleBlock as ZaloBlock } from 'zalo-api-ts';
import type { Article, ArticlePicture } from '../../../content/article.js';
import { translator } from '../../../content/i18n.js';

/** Where a picture can be fetched by anybody: `<PUBLIC_URL>/pictures/<sha256>.png`. */
export type PictureAddress = (picture: ArticlePicture) => string;

/** Articles go to readers in Vietnam, whatever language staff has set. */
const say = translator('vi');

/**
 * An article in Zalo's form. Of HTML only `<p>` is used, the one element that a source shows; what an author wrote stands
 * in it escaped. A line break inside a paragraph becomes a paragraph. The sources come last.
 */
export function toZaloArticle(article: Article, status: 'show' | 'hide', addressOf: PictureAddress): ZaloArticle {
  const { title, author, description, cover, body, sources, comments } = article;
  return {
    ...{ title, author, description, status },
    comment: comments ? 'show' : 'hide',
    coverUrl: addressOf(cover),
    body: [
      ...body.map(
        (block): ZaloBlock =>
          block.type === 'text'
            ? { type: 'text', content: paragraphs(block.paragraphs) }
            : {
                type: 'image',
                url: addressOf(block.picture),
                ...(block.caption === '' ? {} : { caption: block.caption }),
              },
      ),
      { type: 'text', content: paragraphs([say('article:sources', { sources: sources.join('; ') })]) },
    ],
  };
}

function paragraphs(texts: readonly string[]): string {
  return texts
    .flatMap((text) => text.split('\n'))
    .map((line) => `<p>${escaped(line)}</p>`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
