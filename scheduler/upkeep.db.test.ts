import { afterEach, beforeEach, expect, test } from 'vitest';
import { testLog } from '../test/support/database.js';
import { testClock } from '../test/support/testClock.js';
import { SECRET } from '../test/support/world.js';
import { openTokenField, type TokenField } from '../test/support/zaloTokens.js';
import type { Channel } from './channel.js';
import { postgresPace } from './pace/postgresPace.js';
import { openQueue } from './queue/openQueue.js';
import { type Scheduler, startScheduler } from './service.js';

let field: TokenField;
const running: Scheduler[] = [];
beforeEach(async () => {
  field = await openTokenField();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((scheduler) => scheduler.close()));
  await field.close();
});

/** A scheduler whose one channel is the simulated account, of which only the token matters here. */
async function start(): Promise<void> {
  const { db, sender } = field;
  const { tokens, ask } = await field.open();
  const channel: Channel = {
    name: 'zalo',
    sender,
    ratePerSecond: 10,
    maxInFlight: 1,
    send: async () => ({ kind: 'later', reason: 'only-tokens', waitMs: 60_000 }),
    probe: async () => {
      await ask();
      return { kind: 'there' };
    },
    upkeep: () => tokens.upkeep(),
    close: () => tokens.close(),
  };
  const queue = await openQueue(db, null, testLog);
  const rest = { pace: postgresPace(db.pool), clock: testClock(), log: testLog, secret: SECRET, homeIdentity: 'test' };
  running.push(await startScheduler({ db, queue, channels: [channel], ...rest }));
}

async function until(wanted: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; !(await wanted()); ) {
    if (Date.now() > giveUpAt) throw new Error('It did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a service that has nothing to send renews its token all the same, before it ends, and in one process of all', async () => {
  await start();
  await start();
  await field.set(`refresh_issued_at = now() - interval '24 hours', access_expires_at = now() + interval '90 minutes'`);
  const before = await field.row();
  // As if the minute since the last look had passed.
  await field.db.pool.query(`update clock_pass set ran_at = now() - interval '2 minutes' where name = 'upkeep'`);
  await until(async () => (await field.row()).version > before.version);
  await field.db.pool.query(`update clock_pass set ran_at = now() - interval '2 minutes' where name = 'upkeep'`);
  await until(async () => {
    const { rows } = await field.db.pool.query(
      `select from clock_pass where name = 'upkeep' and ran_at > now() - interval '1 minute'`,
    );
    return rows.length > 0;
  });
  expect((await field.row()).version).toBe(before.version + 1);
  expect(field.simulator.tokens.counts().refused).toBe(0);
});
