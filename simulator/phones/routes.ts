import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { projectRoot } from '../../base/root.js';
import { imageSize } from '../telegram/images.js';
import type { PhoneSource } from './source.js';

const FOLDER = join(projectRoot, 'simulator', 'phones');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** The page lists at most so many phones of a platform; a benchmark's million chats are not for looking at. */
const MAX_ROWS = 5_000;
const LANGUAGES = ['vi', 'en'];
/** Nothing from elsewhere, nothing inline: a message can never become code on this page. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page with the phones: its files, its sentences, the list and the chats. What people do goes over /control. */
export function phoneRoutes(sources: readonly PhoneSource[]): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('content-security-policy', CONTENT_POLICY);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cache-control', 'no-store');
  });
  const sourceOf = (id: string): PhoneSource | undefined =>
    sources.find(({ channel }) => (channel === 'zalo') === id.startsWith('z'));

  app.get('/', async (c) =>
    c.body(await readFile(join(FOLDER, 'index.html')), 200, { 'content-type': 'text/html; charset=utf-8' }),
  );

  app.get('/phones/assets/:name{[a-zA-Z-]+\\.(?:js|css|svg)}', async (c) => {
    const name = c.req.param('name');
    const body = await readFile(join(FOLDER, 'assets', name)).catch(() => null);
    if (body === null) return c.notFound();
    return c.body(body, 200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
  });

  app.get('/phones/texts/:language', async (c) => {
    const language = c.req.param('language');
    if (!LANGUAGES.includes(language)) return c.notFound();
    const text = await readFile(join(projectRoot, 'content', 'locales', language, 'simulator.json'), 'utf8');
    return c.body(text, 200, { 'content-type': 'application/json; charset=utf-8' });
  });

  app.get('/phones/list', (c) =>
    c.json({
      bots: Object.fromEntries(sources.map((source) => [source.channel, source.bot()])),
      rows: sources.flatMap((source) => source.rows(MAX_ROWS)),
    }),
  );

  app.get('/phones/chats/:id', (c) => {
    const id = c.req.param('id');
    const view = sourceOf(id)?.view(id) ?? null;
    return view === null ? c.json({ error: 'No such phone' }, 404) : c.json(view);
  });

  // Pictures are shown, everything else is only offered for saving: a document must not run as a page of ours.
  app.get('/phones/files/:id', (c) => {
    const id = c.req.param('id');
    const file = sources.map((source) => source.file(id)).find((found) => found !== undefined);
    if (file === undefined) return c.notFound();
    const isPicture = imageSize(file.bytes) !== null;
    const name = encodeURIComponent(file.fileName);
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': isPicture ? pictureType(file.bytes) : 'application/octet-stream',
      'content-disposition': isPicture ? 'inline' : `attachment; filename*=UTF-8''${name}`,
    });
  });

  return app;
}

function pictureType(bytes: Buffer): string {
  if (bytes[0] === 0x89) return 'image/png';
  if (bytes[0] === 0x47) return 'image/gif';
  return bytes[0] === 0x52 ? 'image/webp' : 'image/jpeg';
}
