import { afterAll, beforeAll, expect, test } from 'vitest';
import { shutSql } from '../../people/audience/channelWindow.js';
import { countAudience } from '../../people/audience/countAudience.js';
import { explainAudience } from '../../people/audience/explainAudience.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import { registerSender } from '../sender/register.js';
import { reachable } from './reachable.js';
import { channelWindows } from './window.js';

const HOURS_48_S = 48 * 3_600;
let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  await registerSender(db, 'zalo.1', 'zalo', { awarenessS: HOURS_48_S, nudgeS: null });
  await registerSender(db, 'telegram.1', 'telegram');
  const standings = ['active', 'opted_out', 'blocked', 'gone', 'suppressed', null];
  const hoursAgo = [1, 47, 49, 400, null];
  let n = 0;
  for (const telegram of standings) {
    for (const zalo of standings) {
      for (const ago of hoursAgo) {
        n += 1;
        await db.pool.query(`insert into contact (id, place) values ($1, '14758')`, [n]);
        await add(n, 'telegram', telegram, null);
        await add(n, 'zalo', zalo, ago);
      }
    }
  }
});
afterAll(() => db.close());

async function add(contact: number, channel: string, standing: string | null, hours: number | null): Promise<void> {
  if (standing === null) return;
  const key = suppressionKey('s', channel, String(contact));
  await db.pool.query(
    `insert into address (contact_id, channel, external_id, key, state, heard_at)
     values ($1::int, $2, $1::int::text, $3, $4::address_state, now() - $5::int * interval '1 hour')`,
    [contact, channel, key, standing === 'suppressed' ? 'active' : standing, hours],
  );
  if (standing === 'suppressed')
    await db.pool.query(`insert into suppression (key, channel, cause) values ($1, $2, 'opt-out')`, [key, channel]);
}

test('an audience is counted, and explained, as the fan-out of a broadcast finds it, window and all', async () => {
  const windows = await channelWindows(db, 'awareness');
  const { rows } = await db.pool.query<{ reason: string; n: number }>(
    `select coalesce(reason, '') as reason, count(*)::int as n
       from (${reachable('true', `array['zalo', 'telegram']`, shutSql('a', windows), { had: null, exam: null })}) found group by 1`,
  );
  const found = new Map(rows.map(({ reason, n }) => [reason, n]));
  const said = await countAudience(db, { type: 'all' }, ['zalo', 'telegram'], null, windows);
  expect(said).toEqual({
    matched: 180,
    reachable: found.get(''),
    excluded: {
      outsideWindow: found.get('outside-window'),
      optedOut: found.get('opted-out'),
      blocked: found.get('blocked'),
      gone: found.get('gone'),
      noChannel: found.get('no-channel'),
    },
  });
  const explained = await explainAudience(db, { type: 'all' }, ['zalo', 'telegram'], null, windows);
  expect(explained).toMatchObject(said);
  // Of thirty with an active Zalo address each, two of five were heard within 48 hours.
  expect(explained.byChannel[0]).toMatchObject({ key: 'zalo', reachable: 12, excluded: { outsideWindow: 18 } });
});
