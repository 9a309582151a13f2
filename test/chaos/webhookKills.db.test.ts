import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { backend, freshDatabase, makeDataFolder } from '../support/database.js';
import { freeRedisUrl, SECRET } from '../support/world.js';
import { testedProgram } from './field.js';
import { runWebhookKills } from './webhookKills.js';

let folder: string;
let db: Database | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-webhook-kills-'));
  if (backend === 'server') db = await freshDatabase();
  else await makeDataFolder(folder);
});
afterAll(async () => {
  await db?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `npm run chaos` is the long form. */
test('whatever was told 200 outlives kill -9, is kept once however often and in whatever order it is brought, and is answered', {
  timeout: 240_000,
}, async () => {
  const { complaints, figures } = await runWebhookKills({
    seed: 7,
    events: 200,
    kills: 2,
    folder,
    databaseUrl: db?.url,
    redisUrl: freeRedisUrl(),
    secret: SECRET,
    program: testedProgram,
  });
  expect(complaints, JSON.stringify(figures)).toEqual([]);
});
