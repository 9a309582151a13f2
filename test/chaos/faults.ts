import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Database } from '../../prisma/database.js';
import { LEASE_MS } from '../../scheduler/delivery/lease.js';
import type { Field, Sending, StoreServer } from './field.js';
import { letPeopleLeave } from './people.js';
import type { Blow, Schedule, Strike } from './schedule.js';

/** What can be struck, and what is written down about it for the checks. */
export interface Battlefield extends Field, Sending {
  schedule: Schedule;
  kills: Kill[];
  outages: Outage[];
}

/** A kill -9 of a service, and which deliveries were leased and unsettled at that moment. */
export interface Kill {
  service: number;
  at: number;
  underWay: UnderWay[];
}

/** A leased delivery, and when it was leased. */
export interface UnderWay {
  seq: number;
  token: string;
  leasedAt: number;
}

/** When a store was out of reach. */
export interface Outage {
  from: number;
  to: number;
}

/** Runs one strike. Resolves when it is over, with what still has to happen later (a fault that ends, a look at the ledger). */
export async function strike(field: Battlefield, { blows }: Strike): Promise<Promise<void>[]> {
  const later: Promise<void>[] = [];
  await Promise.all(
    blows.map(async ({ afterMs, blow }) => {
      await sleep(afterMs);
      const rest = await land(field, blow);
      if (rest) later.push(rest());
    }),
  );
  return later;
}

async function land(field: Battlefield, blow: Blow): Promise<(() => Promise<void>) | null> {
  switch (blow.kind) {
    case 'kill-service':
      return killService(field, blow.service, blow.downMs);
    case 'redis-flush':
      await flush(field.redis);
      return null;
    case 'redis-kill':
      await storeDown(field, field.redis, blow.downMs, 'kill');
      return null;
    case 'postgres-kill':
      await storeDown(field, field.postgres, blow.downMs, 'kill');
      return null;
    case 'redis-restart':
      await storeDown(field, field.redis, 0, 'restart');
      return null;
    case 'postgres-restart':
      await storeDown(field, field.postgres, 0, 'restart');
      return null;
    case 'queue-empty':
      await emptyQueue(field.db);
      return null;
    case 'token-dies':
      await field.api.control('POST', '/tokens', { act: 'kill-access-token' });
      return null;
    case 'people-leave':
      await insist(() => letPeopleLeave(field.db, field.chats, field.schedule), 60_000);
      return null;
    case 'api': {
      const end = await field.api.fault(blow.rule);
      return async () => {
        await sleep(blow.forMs);
        await end();
      };
    }
  }
}

async function killService(field: Battlefield, number: number, downMs: number): Promise<() => Promise<void>> {
  const service = field.services[number];
  if (!service) throw new Error(`There is no service ${number}`);
  await service.kill();
  const kill: Kill = { service: number, at: Date.now(), underWay: [] };
  field.kills.push(kill);
  const looked = underWayAt(field, kill.at).then((found) => {
    // What an earlier kill left is still leased, to nobody.
    const left = new Set(field.kills.flatMap((other) => other.underWay.map(({ seq }) => seq)));
    kill.underWay = found.filter(({ seq }) => !left.has(seq));
  });
  await sleep(downMs);
  void service.start();
  return () => looked;
}

/** PostgreSQL goes on with a statement whose client is dead: a lease that was on its way may be committed so long after. */
const ON_ITS_WAY_MS = 500;
const COMMITTED_AFTER_MS = 3_000;

/**
 * Rows that were leased before the kill and have no outcome yet. With one service that is exactly what it had under way: at
 * the first look what it had leased, at the second what its last statement leased after its death, to nobody.
 */
async function underWayAt(field: Battlefield, killedAt: number): Promise<UnderWay[]> {
  const first = await leasedUntil(field, killedAt);
  await sleep(COMMITTED_AFTER_MS);
  const seen = new Set(first.map(({ seq }) => seq));
  const late = await leasedUntil(field, killedAt + ON_ITS_WAY_MS);
  return [...first, ...late.filter(({ seq }) => !seen.has(seq))];
}

function leasedUntil({ db, broadcastId }: Battlefield, atMs: number): Promise<UnderWay[]> {
  return insist(async () => {
    const { rows } = await db.pool.query<UnderWay>(
      `select seq, lease_token as token, (extract(epoch from lease_until) * 1000)::float8 - $3 as "leasedAt" from delivery
        where broadcast_id = $1 and state = 'sending' and lease_until <= to_timestamp($2::float8 / 1000)`,
      [broadcastId, atMs + LEASE_MS, LEASE_MS],
    );
    return rows;
  }, 60_000);
}

async function storeDown(
  field: Battlefield,
  server: StoreServer | null,
  downMs: number,
  how: 'kill' | 'restart',
): Promise<void> {
  if (!server) throw new Error('This run has no such server');
  const outage: Outage = { from: Date.now(), to: Number.POSITIVE_INFINITY };
  field.outages.push(outage);
  if (how === 'kill') {
    await server.kill();
    await sleep(downMs);
  }
  await server.restart();
  outage.to = Date.now();
}

async function flush(server: StoreServer | null): Promise<void> {
  if (!server) throw new Error('This run has no Redis');
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined); // away just now: it is flushed when it is back
  await redis.flushall();
  redis.disconnect();
}

/** Every table of BullMQ on PostgreSQL, except its record of its own migrations. */
async function emptyQueue(db: Database): Promise<void> {
  await insist(async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq' and tablename !~ 'migration'`,
    );
    if (rows.length > 0) await db.pool.query(`truncate ${rows.map((row) => row.name).join(', ')}`);
  }, 60_000);
}

/** As if the minute had passed for which the killed keep what they had leased. */
export async function letLeasesRunOut({ db, broadcastId, kills }: Battlefield): Promise<void> {
  const tokens = kills.flatMap((kill) => kill.underWay.map(({ token }) => token));
  await db.pool.query(
    `update delivery set lease_until = now() where broadcast_id = $1 and state = 'sending' and lease_token = any ($2::uuid[])`,
    [broadcastId, tokens],
  );
}

/** Tries until it succeeds: what we ask may be away just now, by our own doing. */
export async function insist<T>(attempt: () => Promise<T>, forMs: number): Promise<T> {
  for (const giveUpAt = Date.now() + forMs; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await sleep(50);
    }
  }
}
