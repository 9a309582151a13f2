import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../base/settings.js';
import { translator } from '../../content/i18n.js';
import { testLog } from '../../test/support/database.js';
import { type MassWorld, startMassWorld } from '../../test/support/massWorld.js';
import { SECRET } from '../../test/support/world.js';
import { nextUserId, zaloEnvironment } from '../../test/support/zaloWorld.js';
import { inspectZaloAccount } from './zaloAccount.js';

let world: MassWorld;
beforeAll(async () => {
  world = await startMassWorld();
  // A first call, so that there is a consent to look with.
  await world.until(await world.send(), 'sent');
});
afterAll(() => world.close());

async function budgetLine(perMonth: number): Promise<string | undefined> {
  const lines: string[] = [];
  const settings = readSettings({
    ...zaloEnvironment(world.zalo),
    ZALO_REFRESH_TOKEN: '',
    ZALO_BROADCASTS_PER_MONTH: String(perMonth),
  });
  const { db, folder: dataFolder } = world;
  const { clock } = world.zalo;
  const session = {
    db,
    secret: SECRET,
    settings,
    dataFolder,
    clock,
    locale: 'en',
    say: translator('en'),
    log: testLog,
  };
  const close = (): Promise<void> => Promise.resolve();
  await inspectZaloAccount({ ...session, close }, (check, state, text) => lines.push(`${state} ${check}: ${text}`));
  return lines.find((line) => line.includes('BROADCASTS'));
}

test('doctor tells where more articles are promised than Zalo grants, and asks about nobody where nobody follows', async () => {
  expect(await budgetLine(4)).toBeUndefined();
  const id = nextUserId();
  world.zalo.addUsers([{ id, name: 'Lan' }]);
  await world.db.pool.query(`insert into contact (place) values ('38')`);
  await world.db.pool.query(
    `insert into address (contact_id, channel, external_id, key) select max(id), 'zalo', $1, 'k' from contact`,
    [id],
  );
  expect(await budgetLine(4)).toBe(
    'ok ZALO_BROADCASTS_PER_MONTH: set to 4 articles per follower and month; Zalo allows this OA 4',
  );
  expect(await budgetLine(5)).toMatch(/^fault /);
});
