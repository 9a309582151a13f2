import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTelegramBot, type TelegramBot } from '../bot/channels/telegram/bot.js';
import { createTelegramChannel, type TelegramChannel } from '../bot/channels/telegram/channel.js';
import { databaseUploads } from '../bot/channels/telegram/uploads.js';
import { ensurePartitions } from '../prisma/partitions.js';
import { startBroadcast } from '../scheduler/broadcast/verbs.js';
import { testLog } from './support/database.js';
import { startWorld, text, type World } from './support/world.js';

/** Slow enough that a broadcast to many is still under way when what is more important has come and gone. */
const RATE = 100;
/** Bulk reserves at most 100 ms ahead (pace.ts); what is asked for then comes behind so many of its messages. */
const AHEAD = RATE / 10;

let world: World;
let channel: TelegramChannel;
let bot: TelegramBot;
beforeAll(async () => {
  world = await startWorld({ ratePerSecond: RATE, maxInFlight: 32, simulator: { latencyMs: 5 } });
  // The conversing process: another than the one that sends, with the same pace.
  channel = createTelegramChannel({
    token: world.simulator.token,
    apiRoot: world.simulator.apiRoot,
    rate: RATE,
    maxInFlight: 8,
    loadMedia: async () => null,
    uploads: (sender) => databaseUploads(world.db, sender),
    log: testLog,
  });
  bot = createTelegramBot({
    channel,
    pace: world.pace,
    clock: world.clock,
    log: testLog,
    keepSilent: async () => undefined,
  });
});
afterAll(async () => {
  await channel.close();
  await world.close();
});

/** The chats that got a message, in the order in which they did. */
const order = () =>
  world.simulator.calls('sendMessage').flatMap((call) => (call.delivered > 0 ? [call.chatId ?? 0] : []));
/** How many of `these` came between the first and the last of `those`. */
function between(these: readonly number[], those: readonly number[], from = 0): number {
  const came = order().slice(from);
  const first = came.findIndex((chat) => those.includes(chat));
  const last = came.findLastIndex((chat) => those.includes(chat));
  return came.slice(first, last).filter((chat) => these.includes(chat)).length;
}

/** A broadcast to many that is well under way. */
async function bulk(people: number) {
  const { audience, chats } = await world.people(people);
  const id = await world.send({ audience });
  await world.until(id, ({ sent }) => sent > 30);
  return { id, chats };
}

/** Ends what is left of it, so that the next test has the pace to itself. */
const end = async (id: string) => {
  await world.db.pool.query(`update broadcast set state = 'cancelled', finished_at = now() where id = $1`, [
    Number(id),
  ]);
  await sleep(300);
};

describe('while a broadcast to many is under way', () => {
  test('a reply does not wait for it, and the one after it neither', async () => {
    const many = await bulk(1_500);
    const { chats } = await world.people(8);
    const [part] = text('Chào bà con')['vi'] ?? [];
    if (!part) throw new Error('There is nothing to reply');
    for (const chat of chats) {
      const before = order().length;
      expect(await bot.reply(String(chat), part)).toMatchObject({ kind: 'sent' });
      const ahead = order().slice(before).indexOf(chat);
      expect(ahead).toBeGreaterThanOrEqual(0);
      // Twice what may be reserved ahead, for whatever a busy machine holds up, and nowhere near the fifteen hundred.
      expect(ahead).toBeLessThanOrEqual(2 * AHEAD);
    }
    expect((await world.status(many.id)).waiting).toBeGreaterThan(0);
    await end(many.id);
  });

  test('many replies at once go before it: it stands still until they are answered', async () => {
    const many = await bulk(1_500);
    const { chats } = await world.people(60);
    const [part] = text('Chào bà con')['vi'] ?? [];
    if (!part) throw new Error('There is nothing to reply');
    const before = order().length;
    await Promise.all(chats.map((chat) => bot.reply(String(chat), part)));
    expect(between(many.chats, chats, before)).toBeLessThanOrEqual(2 * AHEAD);
    expect((await world.status(many.id)).waiting).toBeGreaterThan(0);
    await end(many.id);
  });

  test('a nudge waits two seconds of its messages at most, and then goes out as a whole', async () => {
    const many = await bulk(2_500);
    const { audience, chats } = await world.people(40);
    const nudge = await world.create({ audience, kind: 'nudge' });
    await world.approve(nudge);
    const before = order().length;
    await startBroadcast(world.db, nudge, { name: 'an', ...world.by });
    await world.reached(nudge, 'finished');
    const came = order().slice(before);
    const first = came.findIndex((chat) => chats.includes(chat));
    // A second until the clock looks, a quarter until the turn does: counted in messages, whatever the machine is busy with.
    expect(first).toBeLessThanOrEqual(2 * RATE);
    expect(between(many.chats, chats, before)).toBeLessThanOrEqual(2 * AHEAD);
    expect((await world.status(many.id)).waiting).toBeGreaterThan(0);
    await end(many.id);
  });
});

describe('two agencies’ broadcasts share fairly', () => {
  test.each([
    ['of one month', 0],
    ['of two months, which lie in two partitions', 1],
  ])('%s', async (_what, monthsLater) => {
    await ensurePartitions(world.db.pool);
    const many = await bulk(1_500);
    const { audience, chats } = await world.people(150);
    const other = await world.create({ audience });
    await world.db.pool.query(`update broadcast set month = (month + $2 * interval '1 month')::date where id = $1`, [
      Number(other),
      monthsLater,
    ]);
    await world.approve(other);
    const before = order().length;
    await startBroadcast(world.db, other, { name: 'an', ...world.by });
    await world.reached(other, 'finished');
    // Who comes later neither waits for the first to be through nor makes up for what they missed.
    const meanwhile = between(many.chats, chats, before);
    expect(meanwhile).toBeGreaterThan(75);
    expect(meanwhile).toBeLessThan(300);
    await end(many.id);
  });
});
