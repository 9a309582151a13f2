import type { Hono } from 'hono';
import type { ArticlePicture } from '../content/article.js';
import type { Database } from '../prisma/database.js';

const PICTURES_PATH = '/pictures';
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png' };

/** Where a platform fetches a picture of an article. */
export function pictureAddress(publicUrl: string, { sha256, mime }: Pick<ArticlePicture, 'sha256' | 'mime'>): string {
  return `${publicUrl.replace(/\/+$/, '')}${PICTURES_PATH}/${sha256}.${EXTENSIONS[mime] ?? 'bin'}`;
}

/**
 * The pictures of articles that two people have decided to publish, and nothing else that is kept: whoever fetches one knows
 * its hash, and what it answers to a hash never changes. A draft's pictures, and those of messages, are not there.
 */
const PUBLIC_PICTURE = `
select m.bytes, m.mime from media m
 where m.sha256 = $1
   and exists (select from mass_post p where p.approved_at is not null and p.state <> 'cancelled' and $1 = any(p.pictures))`;

/** Serves them to the platform. */
export function servePictures(app: Hono, db: Database): void {
  app.get(`${PICTURES_PATH}/:name{[0-9a-f]{64}\\.(jpg|png)}`, async (c) => {
    const sha256 = c.req.param('name').slice(0, 64);
    const { rows } = await db.pool.query<{ bytes: Buffer; mime: string }>(PUBLIC_PICTURE, [sha256]);
    const [picture] = rows;
    if (picture === undefined || !(picture.mime in EXTENSIONS)) return c.notFound();
    return c.body(new Uint8Array(picture.bytes), 200, {
      'content-type': picture.mime,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });
}
