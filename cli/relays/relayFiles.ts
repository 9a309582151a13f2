import type { Hono } from 'hono';
import { FORMS_PATH } from '../../bot/formLink.js';
import type { RelayLinks } from '../../bot/relayLink.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { filesOf } from '../../scheduler/relays/answers.js';

/** Serves the files of packages that addresses made by us lead to, and nothing else: an address that is over, or was never ours, is told from none by nobody. */
export function serveRelays(app: Hono, db: Database, links: RelayLinks): void {
  const say = translator('vi');
  app.get(`${FORMS_PATH}/:name{goi-[\\w-]{1,80}\\.(?:docx|zip)}`, async (c) => {
    c.header('cache-control', 'private, no-store');
    c.header('x-content-type-options', 'nosniff');
    c.header('x-robots-tag', 'noindex');
    const name = c.req.param('name');
    const dot = name.lastIndexOf('.');
    const id = links.read(name.slice(0, dot));
    const files = id === null ? [] : await filesOf(db, id);
    const file = files.find(({ fileName }) => fileName.endsWith(name.slice(dot)));
    if (file === undefined) return c.text(say('relay:said.filesOver'), 404);
    c.header('content-disposition', `attachment; filename="${file.fileName}"`);
    return c.body(new Uint8Array(file.bytes), 200, { 'content-type': file.mime });
  });
}
