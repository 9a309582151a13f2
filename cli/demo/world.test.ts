import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.js';
import { readSettings } from '../../base/settings.js';
import { translator } from '../../content/i18n.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { startZaloSimulator } from '../../simulator/index.js';
import { freshDatabase, testLog } from '../../test/support/database.js';
import { SECRET } from '../../test/support/world.js';
import { zaloEnvironment } from '../../test/support/zaloWorld.js';
import { type Demo, openDemo } from './world.js';

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-demo-'));
  db = await freshDatabase();
  await syncPlaces(db);
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(env: Record<string, string> = {}): Promise<Demo> {
  const settings = readSettings({ ...env, LOA_PORT: '0', LOA_DATA: folder });
  const context = { settings, clock: systemClock(), say: translator('en'), locale: 'en', log: testLog };
  return openDemo(context, db, SECRET, folder, testLog);
}

async function until(what: string, sql: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { rows } = await db.pool.query<{ holds: boolean }>(`select (${sql}) as holds`);
    if (rows[0]?.holds) return;
  }
  throw new Error(`Waited in vain: ${what}`);
}

test('a demo leaves a real account alone, whatever the environment says: no call, and no token used up', async () => {
  const zalo = await startZaloSimulator();
  try {
    const demo = await open(zaloEnvironment(zalo));
    await demo.close();
    expect(zalo.calls()).toEqual([]);
    expect(zalo.tokens.counts().refreshed).toBe(0);
  } finally {
    await zalo.close();
  }
});

describe('on Zalo', () => {
  const JOINED = `exists (select from consent c join address a using (contact_id) where a.channel = 'zalo' and c.purpose = 'awareness')`;
  const CONNECTED = `exists (select from official where contact_id is not null)`;
  const LOST = `exists (select from channel_credential where state = 'reauth_required')`;

  test('a resident joins by the code and an official by the invitation, and both sides agree on who was heard when', async () => {
    const demo = await open();
    try {
      await until('a resident has joined', JOINED);
      await until('an official is connected', CONNECTED);
      const { rows } = await db.pool.query<{ id: string; hours: number }>(
        `select external_id as id, extract(epoch from now() - heard_at)::float8 / 3600 as hours from address where channel = 'zalo'`,
      );
      const open48 = rows.filter(({ hours }) => hours < 48);
      expect(open48.length).toBeGreaterThan(80);
      expect(rows.length - open48.length).toBeGreaterThan(30);
      for (const { id, hours } of rows) {
        const { lastInteractionMs } = demo.zalo.core.world.user(id);
        expect((Date.now() - (lastInteractionMs ?? 0)) / 3_600_000).toBeCloseTo(hours, 1);
      }
    } finally {
      await demo.close();
    }
  });

  test('a demo that lost its consent is well again when it is started anew, and finds people who are new to it', async () => {
    const first = await open();
    const { resident } = first.toTry;
    try {
      await until('a resident has joined', JOINED);
      first.zalo.tokens.revoke();
      first.zalo.user(resident.userId).say(resident.text);
      await until('the consent is lost', LOST);
    } finally {
      await first.close();
    }
    const second = await open();
    try {
      for (const { userId, text } of [second.toTry.resident, second.toTry.official]) {
        second.zalo.user(userId).say(text);
        await second.zalo.user(userId).waitFor(({ buttons = [] }) => buttons.length > 0, 20_000);
      }
      await until('nobody needs to consent', `not ${LOST}`);
      await until('the account sends', `not exists (select from sender where stopped_at is not null)`);
      expect(second.toTry.resident.userId).not.toBe(resident.userId);
    } finally {
      await second.close();
    }
  });
});
