import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { backend, freshDatabase } from '../../test/support/database.js';
import { redisUrl } from '../../test/support/services.js';
import { registerSender } from '../sender/register.js';
import { grant, type Pace, type Priority, type Reservation } from './pace.js';
import { postgresPace } from './postgresPace.js';
import { redisPace } from './redisPace.js';

let db: Database;
let redis: Redis | undefined;
let senders = 0;

beforeAll(async () => {
  db = await freshDatabase();
  if (backend === 'server' && redisUrl !== null) redis = new Redis(redisUrl, { db: 15 });
});
afterAll(async () => {
  redis?.disconnect();
  await db.close();
});

/** A sender nobody has used yet. */
async function newSender(): Promise<string> {
  senders += 1;
  const sender = `telegram.${process.pid}${Date.now()}${senders}`;
  await registerSender(db, sender, 'telegram');
  return sender;
}

const stores: [string, () => Pace][] = [['PostgreSQL', () => postgresPace(db.pool)]];
if (backend === 'server') {
  stores.push([
    'Redis',
    () => {
      if (!redis) throw new Error('There is no Redis');
      return redisPace(redis);
    },
  ]);
}

describe.each(stores)('the pace in %s', (_name, open) => {
  test('two processes that reserve at once never share a slot', async () => {
    const sender = await newSender();
    const began = performance.now();
    const each = async (pace: Pace) => {
      let slots = 0;
      for (let i = 0; i < 30; i++) {
        const got = await pace.reserve(sender, 200, 3, 'bulk');
        slots += got.slots;
        if (got.slots === 0) await sleep(got.startsInMs);
      }
      return slots;
    };
    const [one, other] = await Promise.all([each(open()), each(open())]);
    const seconds = (performance.now() - began) / 1000;
    // Shared slots would show as more than the rate allows; 100 ms may be taken ahead.
    expect(one + other).toBeLessThanOrEqual(Math.ceil((seconds + 0.1) * 200) + 1);
    expect(Math.min(one, other)).toBeGreaterThan(0);
  });

  test('reservations follow one another without a gap while the sender is busy', async () => {
    const sender = await newSender();
    const pace = open();
    await pace.reserve(sender, 10, 50, 'reply');
    const next = await pace.reserve(sender, 10, 1, 'reply');
    expect(next.startsInMs).toBeGreaterThan(4_000);
    expect(next.startsInMs).toBeLessThanOrEqual(5_000);
  });

  test('bulk gets none while replies fill the near slots, and is told when to ask again', async () => {
    const sender = await newSender();
    const pace = open();
    await pace.reserve(sender, 30, 60, 'reply'); // two seconds
    const bulk = await pace.reserve(sender, 30, 10, 'bulk');
    expect(bulk.slots).toBe(0);
    expect(bulk.startsInMs).toBeGreaterThan(0);
    expect(bulk.startsInMs).toBeLessThanOrEqual(1_900);
    expect((await pace.reserve(sender, 30, 1, 'reply')).slots).toBe(1);
  });

  test('nudges reach further than bulk', async () => {
    const sender = await newSender();
    const pace = open();
    await pace.reserve(sender, 30, 14, 'reply'); // 467 ms
    expect((await pace.reserve(sender, 30, 4, 'bulk')).slots).toBe(0);
    expect((await pace.reserve(sender, 30, 1, 'nudge')).slots).toBe(1);
    await pace.reserve(sender, 30, 60, 'reply');
    expect((await pace.reserve(sender, 30, 4, 'nudge')).slots).toBe(0);
  });

  test('one sender does not slow another', async () => {
    const busy = await newSender();
    const idle = await newSender();
    const pace = open();
    await pace.reserve(busy, 1, 60, 'reply');
    expect(await pace.reserve(idle, 30, 1, 'bulk')).toMatchObject({ slots: 1, startsInMs: 0 });
  });

  test('the fastest rate that can be set does not break it', async () => {
    const sender = await newSender();
    const pace = open();
    for (const priority of ['reply', 'nudge', 'bulk'] as const) {
      expect((await pace.reserve(sender, 1_000_000, 64, priority)).slots).toBe(64);
    }
  });

  test('it reckons as the arithmetic says that all stores share', async () => {
    const pace = open();
    const cases: [number, number, number, Priority][] = [
      [30, 2, 64, 'bulk'],
      [30, 5, 64, 'bulk'],
      [30, 5, 3, 'nudge'],
      [30, 40, 3, 'nudge'],
      [500, 20, 64, 'bulk'],
      [7, 1, 4, 'reply'],
    ];
    for (const [rate, taken, wanted, priority] of cases) {
      const sender = await newSender();
      await pace.reserve(sender, rate, taken, 'reply');
      const before = performance.now();
      const got = await pace.reserve(sender, rate, wanted, priority);
      const elapsed = performance.now() - before;
      // The store looked somewhere between the two reservations: what it says must fit one moment of that time.
      const freeInMs = (taken * 1000) / rate;
      const possible = [
        grant(freeInMs, rate, wanted, priority),
        grant(freeInMs - elapsed - 30, rate, wanted, priority),
      ];
      expect(fits(got, possible), JSON.stringify({ rate, taken, wanted, priority, got, possible })).toBe(true);
    }
  });
});

function fits(got: Reservation, [latest, earliest]: Reservation[]): boolean {
  if (!latest || !earliest) return false;
  return got.slots >= latest.slots && got.slots <= earliest.slots && got.intervalMs === latest.intervalMs;
}
