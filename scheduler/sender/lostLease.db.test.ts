import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTelegramChannel, type TelegramChannel } from '../../bot/channels/telegram/channel.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { connect } from '../../prisma/connect.js';
import { testLog } from '../../test/support/database.js';
import { layWire, type Wire } from '../../test/support/wire.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { fanOut } from '../delivery/fanOut.js';
import { registerSender } from './register.js';
import { createSenderLoop } from './senderLoop.js';
import { claimEpoch } from './turn.js';

let world: World;
let wire: Wire;
let channel: TelegramChannel;

beforeAll(async () => {
  world = await startWorld({ people: 10, idle: true });
  wire = await layWire(world.db.url);
  channel = createTelegramChannel({
    token: world.simulator.token,
    apiRoot: world.simulator.apiRoot,
    rate: 1_000,
    maxInFlight: 8,
    loadMedia: async () => null,
    uploads: (sender) => databaseUploads(world.db, sender),
    log: testLog,
  });
});
afterAll(async () => {
  await channel.close();
  await wire.close();
  await world.close();
});

test('a connection that broke while it leased makes nobody unknown: whom nobody called is called', async () => {
  const { end, ...connected } = connect(wire.url, world.db.kind, testLog);
  const db = { ...connected, close: end };
  await registerSender(db, channel.sender, channel.name);
  const id = await world.send();
  await fanOut(world.db, Number(id), [channel.name], testLog);
  const loop = createSenderLoop({ db, channel, pace: world.pace, clock: world.clock, log: testLog, secret: SECRET });
  const epoch = (await claimEpoch(db, channel.sender)) ?? 0;

  wire.swallowAnswerTo('lease_token = $5');
  await expect(loop.turn(epoch)).rejects.toThrow();
  await world.until(id, (status) => status.waiting === 10);
  const ledger = await world.ledger(id);
  expect(ledger.map(({ state, attempts }) => ({ state, attempts }))).toEqual(
    Array.from({ length: 10 }, () => ({ state: 'waiting', attempts: 0 })),
  );

  await loop.turn(epoch);
  await loop.close();
  expect(await world.status(id)).toMatchObject({ sent: 10, unknown: 0 });
  expect(world.received(Array.from({ length: 10 }, (_, i) => 1001 + i))).toEqual(Array(10).fill(1));
  await end();
});
