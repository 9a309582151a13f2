import { z } from 'zod';
import type { Article } from '../../content/article.js';
import type { Json } from '../../people/canonicalJson.js';
import type { MassPost } from '../../prisma/generated/client.js';
import { type MassTarget, massTarget } from './target.js';

export type MassState = MassPost['state'];

/** A target as it is stored: ours, and the places in the platform's words. */
const storedTarget = massTarget.extend({ places: z.array(z.string()) });
export type StoredTarget = MassTarget & { places: string[] };
export const readTarget = (stored: unknown): StoredTarget => storedTarget.parse(stored);

const picture = z.object({ sha256: z.string(), fileName: z.string(), mime: z.string(), sizeBytes: z.number() });
const article = z.object({
  title: z.string(),
  author: z.string(),
  description: z.string(),
  cover: picture,
  body: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), paragraphs: z.array(z.string()) }),
      z.object({ type: z.literal('image'), picture, caption: z.string() }),
    ]),
  ),
  sources: z.array(z.string()),
  comments: z.boolean(),
});
export const readArticle = (stored: unknown): Article => article.parse(stored);

/** The columns that a step of the clock needs. */
export interface MassRow {
  id: number;
  state: MassState;
  sender: string;
  article: Json;
  address: Json;
  target: Json;
  ticket: string | null;
  articleId: string | null;
  shownAt: Date | null;
  leaseToken: string;
  tries: number;
}
