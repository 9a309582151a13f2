import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { projectRoot } from '../../base/root.js';
import type { TelegramCore } from '../telegram/core.js';
import { imageSize } from '../telegram/images.js';
import { Refusal } from '../telegram/refusal.js';
import { rowsOf, viewOf } from './view.js';

const FOLDER = join(projectRoot, 'simulator', 'phones');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const LANGUAGES = ['vi', 'en'];
/** Nothing from elsewhere, nothing inline: a message can never become code on this page. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page with the phones: its files, its sentences, the list and the chats. What people do goes over /control. */
export function phoneRoutes(core: TelegramCore): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('content-security-policy', CONTENT_POLICY);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cache-control', 'no-store');
  });
  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ error: error.description }, 404);
    throw error;
  });

  app.get('/', async (c) =>
    c.body(await readFile(join(FOLDER, 'index.html')), 200, { 'content-type': 'text/html; charset=utf-8' }),
  );

  app.get('/phones/assets/:name{[a-z-]+\\.(?:js|css|svg)}', async (c) => {
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

  app.get('/phones/list', (c) => {
    const bot = core.firstBot();
    return c.json({ bot: { name: bot.user.first_name, username: bot.user.username }, rows: rowsOf(core, bot) });
  });

  app.get('/phones/chats/:id', (c) => {
    const bot = core.firstBot();
    return c.json(viewOf(core, bot, core.world.dialog(bot, Number(c.req.param('id')))));
  });

  // Pictures are shown, everything else is only offered for saving: a document must not run as a page of ours.
  app.get('/phones/files/:id', (c) => {
    const file = core.firstBot().files.find(c.req.param('id'));
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
