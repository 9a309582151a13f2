import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTelegramChannel, type TelegramChannel } from '../../bot/channels/telegram/channel.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { testLog } from '../../test/support/database.js';
import { startWorld, type World } from '../../test/support/world.js';
import { claimRevival, stopSender } from './health.js';
import { registerSender } from './register.js';
import { reviveSender } from './revive.js';

let world: World;
let channel: TelegramChannel;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  channel = createTelegramChannel({
    token: world.simulator.token,
    apiRoot: world.simulator.apiRoot,
    rate: 30,
    maxInFlight: 1,
    loadMedia: async () => null,
    uploads: (sender) => databaseUploads(world.db, sender),
    log: testLog,
  });
  await registerSender(world.db, channel.sender, channel.name);
});
afterAll(async () => {
  await channel.close();
  await world.close();
});
beforeEach(async () => {
  await world.calm();
  await stopSender(world.db, channel.sender, 'token-refused');
});

const row = () => world.db.prisma.sender.findUniqueOrThrow({ where: { id: channel.sender } });
const asked = () => world.simulator.calls('getMe').length;
const waitIsOver = () => world.db.pool.query(`update sender set probe_at = now() - interval '1 second'`);

test('a refused sender is asked after only when its time has come, by one process, ever more rarely', async () => {
  expect(await claimRevival(world.db, channel.sender)).toBe(false);
  let before = 0;
  for (let n = 0; n < 6; n++) {
    await waitIsOver();
    const claims = await Promise.all([1, 2, 3].map(() => claimRevival(world.db, channel.sender)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const waitMs = ((await row()).probeAt?.getTime() ?? 0) - Date.now();
    expect(waitMs).toBeGreaterThan(before);
    expect(waitMs).toBeLessThanOrEqual(62_000);
    before = Math.min(waitMs, 50_000);
  }
});

test('while it is refused it stays stopped; once it is accepted it is started, and asked no more', async () => {
  world.simulator.revokeToken();
  await waitIsOver();
  await reviveSender(world.db, channel, testLog);
  expect(await row()).toMatchObject({ stoppedReason: 'token-refused' });
  world.simulator.restoreToken();
  const before = asked();
  await reviveSender(world.db, channel, testLog);
  expect(asked()).toBe(before);
  await waitIsOver();
  await reviveSender(world.db, channel, testLog);
  expect(await row()).toMatchObject({ stoppedAt: null, stoppedReason: null, probeAt: null });
  await reviveSender(world.db, channel, testLog);
  expect(asked()).toBe(before + 1);
});
