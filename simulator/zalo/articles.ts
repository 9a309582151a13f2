import { randomBytes } from 'node:crypto';
import { isRecord } from '../http/json.js';
import type { Values } from './call.js';
import { oaRefusal } from './refusal.js';

const LIMITS = { title: 150, author: 50, description: 300 } as const;

export interface ZaloArticle {
  id: string;
  type: 'normal' | 'video';
  title: string;
  author: string;
  description: string;
  status: 'show' | 'hide';
  comment: 'show' | 'hide';
  cover: Values;
  body: unknown[];
  trackingLink: string;
  createdMs: number;
  updatedMs: number;
}

/** How long an article is processed: so many questions are answered -214, and none earlier than this. */
export interface ArticleProcessing {
  polls: number;
  delayMs: number;
}

interface Pending {
  article: ZaloArticle;
  readyMs: number;
  pollsLeft: number;
}

/** Articles: what is made or changed becomes one only after it has been processed, under the token that was given for it. */
export class Articles {
  readonly byId = new Map<string, ZaloArticle>();
  processing: ArticleProcessing;
  readonly #pending = new Map<string, Pending>();

  constructor(processing: ArticleProcessing) {
    this.processing = processing;
  }

  /** Takes an article for processing; `id` when it changes one. Returns the token to ask with. */
  submit(values: Values, nowMs: number, id?: string): string {
    const before = id === undefined ? undefined : this.get(id);
    const article = readArticle(values, before, nowMs);
    const token = randomBytes(30).toString('base64url');
    const { polls, delayMs } = this.processing;
    this.#pending.set(token, { article, readyMs: nowMs + delayMs, pollsLeft: polls });
    return token;
  }

  /** The id, once the article is ready; -214 before. */
  verify(token: unknown, nowMs: number): string {
    const pending = typeof token === 'string' ? this.#pending.get(token) : undefined;
    if (pending === undefined) throw oaRefusal(-201, 'token is invalid');
    if (pending.pollsLeft > 0 || nowMs < pending.readyMs) {
      pending.pollsLeft -= 1;
      throw oaRefusal(-214);
    }
    this.byId.set(pending.article.id, pending.article);
    return pending.article.id;
  }

  get(id: unknown): ZaloArticle {
    const article = typeof id === 'string' ? this.byId.get(id) : undefined;
    if (article === undefined) throw oaRefusal(-201, 'article id is invalid');
    return article;
  }

  /** Newest first. */
  list(type: string): ZaloArticle[] {
    return [...this.byId.values()].filter((article) => article.type === type).reverse();
  }
}

function readArticle(values: Values, before: ZaloArticle | undefined, nowMs: number): ZaloArticle {
  const { type, body, cover } = values;
  if (type !== 'normal' && type !== 'video') throw oaRefusal(-201, 'type is invalid');
  if (type === 'normal') {
    if (!Array.isArray(body) || body.length === 0 || !body.every(isPart)) throw oaRefusal(-201, 'body is invalid');
    if (!isRecord(cover) || !isCover(cover)) throw oaRefusal(-201, 'cover is invalid');
  }
  return {
    id: before?.id ?? randomBytes(10).toString('hex'),
    type,
    title: limited(values, 'title', true),
    author: limited(values, 'author', type === 'normal'),
    description: limited(values, 'description', true),
    status: visibility(values, 'status', 'hide'),
    comment: visibility(values, 'comment', 'show'),
    cover: isRecord(cover) ? cover : {},
    body: Array.isArray(body) ? body : [],
    trackingLink: typeof values['tracking_link'] === 'string' ? values['tracking_link'] : '',
    createdMs: before?.createdMs ?? nowMs,
    updatedMs: nowMs,
  };
}

function limited(values: Values, name: keyof typeof LIMITS, isRequired: boolean): string {
  const value = values[name] ?? '';
  if (typeof value !== 'string' || (isRequired && value === '')) throw oaRefusal(-201, `${name} is invalid`);
  if (value.length > LIMITS[name]) throw oaRefusal(-210, `${name} is over limit`);
  return value;
}

function visibility(values: Values, name: string, fallback: 'show' | 'hide'): 'show' | 'hide' {
  const value = values[name] ?? fallback;
  if (value !== 'show' && value !== 'hide') throw oaRefusal(-201, `${name} is invalid`);
  return value;
}

function isPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  const { type, content, url, video_id: video } = part;
  if (type === 'text') return typeof content === 'string';
  return (type === 'image' || type === 'video') && (typeof url === 'string' || typeof video === 'string');
}

function isCover({ cover_type: type, photo_url: photo, video_id: video }: Values): boolean {
  return (type === 'photo' && typeof photo === 'string') || (type === 'video' && typeof video === 'string');
}
