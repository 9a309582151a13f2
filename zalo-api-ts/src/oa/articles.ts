import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { type ArgumentFault, refuseFaults, ZaloError } from '../errors.js';
import { count, id, inData, lenient, nothing, text } from '../schema.js';
import { ArticleVideos } from './articleVideos.js';
import { lengthFaults, nfc, urlFaults } from './limits.js';

export type ArticleBlock =
  /** HTML of Zalo's small subset (`<p>…</p>`). */
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image'; readonly url: string; readonly caption?: string }
  | { readonly type: 'video'; readonly url: string; readonly thumb: string };

/**
 * An article with a text. A third party saw titles and descriptions of exactly the greatest length refused: stay below.
 */
export interface Article {
  /** At most 150 characters. */
  readonly title: string;
  /** At most 50 characters. */
  readonly author: string;
  /** At most 300 characters. */
  readonly description: string;
  /** Address of the picture above the article: at most 1 MB. */
  readonly coverUrl: string;
  readonly body: readonly ArticleBlock[];
  /** `show` publishes it; Zalo's default is `hide`. A broadcast needs `show`. */
  readonly status?: 'show' | 'hide';
  readonly comment?: 'show' | 'hide';
  readonly relatedArticleIds?: readonly string[];
  readonly trackingLink?: string;
}

/** An article that is one video. */
export interface VideoArticle {
  readonly title: string;
  readonly description: string;
  /** From `videos.verify`. */
  readonly videoId: string;
  /** Address of the still picture. */
  readonly avatarUrl: string;
  readonly status?: 'show' | 'hide';
  readonly comment?: 'show' | 'hide';
}

/** Whether Zalo has finished with an article; it takes seconds. */
export type ArticleProgress =
  | { readonly state: 'processing' }
  | { readonly state: 'ready'; readonly articleId: string };

export interface ArticleSummary {
  readonly articleId: string;
  readonly title: string | null;
  readonly status: string | null;
}

export interface ArticleList {
  readonly total: number | null;
  readonly articles: readonly ArticleSummary[];
}

const TOKEN = inData(z.object({ token: z.string().min(1) }));
const ARTICLE_ID = inData(z.object({ id }));
const SUMMARY = z
  .object({ id, title: text, status: text })
  .transform((article): ArticleSummary => ({ articleId: article.id, title: article.title, status: article.status }));
const LIST = inData(
  z
    .object({ total: lenient(count), medias: z.array(SUMMARY).optional(), articles: z.array(SUMMARY).optional() })
    // `medias` in code that ran against Zalo, `articles` in one that may not have.
    .transform(({ total, medias, articles }): ArticleList => ({ total, articles: medias ?? articles ?? [] })),
);
const DETAIL = inData(z.looseObject({ id }));

const MAX_TITLE = 150;
const MAX_AUTHOR = 50;
const MAX_DESCRIPTION = 300;
const MAX_SLICE = 10;

/**
 * Articles of the Official Account, which a broadcast is made of. Writing one is asynchronous: `create` gives a token,
 * `verify` asks with it until the article is there. They have a rate limit of their own (4,000 a minute per app).
 *
 * Source: the official SDKs.
 */
export class Articles {
  readonly videos: ArticleVideos;
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.videos = new ArticleVideos(caller);
  }

  create(article: Article | VideoArticle, options?: CallOptions): Promise<Answer<{ readonly token: string }>> {
    return this.#write('/v2.0/article/create', {}, article, options);
  }

  /** Replaces an article as a whole; then `verify` as after `create`. */
  update(
    articleId: string,
    article: Article | VideoArticle,
    options?: CallOptions,
  ): Promise<Answer<{ readonly token: string }>> {
    return this.#write('/v2.0/article/update', { id: articleId }, article, options);
  }

  /** Ask again while it is processing: after five seconds, then less often. */
  async verify(token: string, options?: CallOptions): Promise<Answer<ArticleProgress>> {
    try {
      const { data, rate } = await this.#caller.post('/v2.0/article/verify', { token }, ARTICLE_ID, options);
      return { data: { state: 'ready', articleId: data.id }, rate };
    } catch (error) {
      if (!(error instanceof ZaloError) || error.class !== 'poll') throw error;
      return { data: { state: 'processing' }, rate: error.rate };
    }
  }

  remove(articleId: string, options?: CallOptions): Promise<Answer<null>> {
    return this.#caller.post('/v2.0/article/remove', { id: articleId }, nothing, options);
  }

  /** One page of the articles, at most ten. */
  async list(
    {
      offset = 0,
      limit = MAX_SLICE,
      type = 'normal',
    }: { offset?: number; limit?: number; type?: 'normal' | 'video' } = {},
    options?: CallOptions,
  ): Promise<Answer<ArticleList>> {
    const faults = limit > MAX_SLICE ? [{ field: 'limit', rule: 'too-large' as const, limit: MAX_SLICE }] : [];
    refuseFaults(this.#caller.host, 'GET /v2.0/article/getslice', faults);
    return this.#caller.get('/v2.0/article/getslice', { offset, limit, type }, LIST, options);
  }

  /** An article as Zalo writes it; its fields beside the id are not described by any source. */
  detail(articleId: string, options?: CallOptions): Promise<Answer<Record<string, unknown> & { readonly id: string }>> {
    return this.#caller.get('/v2.0/article/getdetail', { id: articleId }, DETAIL, options);
  }

  async #write(path: string, identity: object, article: Article | VideoArticle, options: CallOptions | undefined) {
    refuseFaults(this.#caller.host, `POST ${path}`, faultsOf(article));
    return this.#caller.post(path, { ...identity, ...onWire(article) }, TOKEN, options);
  }
}

function faultsOf(article: Article | VideoArticle): ArgumentFault[] {
  const faults = [
    ...lengthFaults('title', article.title, MAX_TITLE),
    ...lengthFaults('description', article.description, MAX_DESCRIPTION),
  ];
  if ('videoId' in article) return [...faults, ...urlFaults('avatarUrl', article.avatarUrl)];
  faults.push(...lengthFaults('author', article.author, MAX_AUTHOR), ...urlFaults('coverUrl', article.coverUrl));
  if (article.body.length === 0) faults.push({ field: 'body', rule: 'required' });
  for (const [index, block] of article.body.entries()) {
    const at = `body.${index}`;
    if (block.type === 'text') faults.push(...lengthFaults(`${at}.content`, block.content, Number.POSITIVE_INFINITY));
    else faults.push(...urlFaults(`${at}.url`, block.url));
    if (block.type === 'video') faults.push(...urlFaults(`${at}.thumb`, block.thumb));
  }
  return faults;
}

function onWire(article: Article | VideoArticle): object {
  const common = {
    title: nfc(article.title),
    description: nfc(article.description),
    ...(article.status === undefined ? {} : { status: article.status }),
    ...(article.comment === undefined ? {} : { comment: article.comment }),
  };
  if ('videoId' in article) {
    return { type: 'video', ...common, video_id: article.videoId, avatar: article.avatarUrl };
  }
  return {
    type: 'normal',
    ...common,
    author: nfc(article.author),
    cover: { cover_type: 'photo', photo_url: article.coverUrl, status: 'show' },
    body: article.body.map((block) => (block.type === 'text' ? { ...block, content: nfc(block.content) } : block)),
    ...(article.relatedArticleIds === undefined ? {} : { related_medias: article.relatedArticleIds }),
    ...(article.trackingLink === undefined ? {} : { tracking_link: article.trackingLink }),
  };
}
