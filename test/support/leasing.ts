import { randomUUID } from 'node:crypto';
import { expireLeases } from '../../scheduler/delivery/expire.js';
import { fanOut } from '../../scheduler/delivery/fanOut.js';
import { nextLeasable } from '../../scheduler/delivery/leasable.js';
import { type Lease, lease } from '../../scheduler/delivery/lease.js';
import { type RecordedOutcome, recordOutcomes } from '../../scheduler/delivery/record.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { testLog } from './database.js';
import type { World } from './world.js';

const SENDER = 'telegram.1';

/** What a sender does, statement by statement, in an idle world: for tests of the ledger without anything that runs. */
export async function leasing(world: World) {
  const { db } = world;
  await registerSender(db, SENDER, 'telegram');

  /** Leases as a sender does. Null when there is nothing to lease. */
  async function take({ count = 10, windowOpen = true, probing = false, part = 0 } = {}): Promise<Lease | null> {
    const from = await nextLeasable(db, 'telegram', windowOpen);
    if (!from) return null;
    const whose = { channel: 'telegram', sender: SENDER, token: randomUUID() };
    return lease(db, { ...whose, ...from, windowOpen, count, probing, part });
  }

  return {
    sender: SENDER,
    take,
    /** Leases where something must be there. */
    async takeSome(count = 10): Promise<Lease> {
      const leased = await take({ count });
      if (!leased || leased.deliveries.length === 0) throw new Error('There is nothing to lease');
      return leased;
    },
    /** A broadcast to new people, started and fanned out. */
    async running(people: number, wanted: Parameters<World['send']>[0] = {}): Promise<{ id: string; chats: number[] }> {
      const { audience, chats } = await world.people(people);
      const id = await world.send({ audience, ...wanted });
      await fanOut(db, Number(id), ['telegram'], testLog);
      return { id, chats };
    },
    /** Records one outcome for every delivery of a lease; returns how many rows still carried its token. */
    record(leased: Lease, outcome: Partial<RecordedOutcome>): Promise<number> {
      const row = { state: 'sent' as const, reason: null, messageIds: [], nextPart: 0, retryInMs: 0, refund: false };
      const rows = leased.deliveries.map(({ seq }) => ({ seq, token: leased.token, ...row, ...outcome }));
      return recordOutcomes(db, leased.month, leased.broadcastId, rows);
    },
    /** State and reason of each row, in order. */
    async states(id: string): Promise<string[]> {
      return (await world.ledger(id)).map(({ state, reason }) => `${state} ${reason ?? ''}`.trim());
    },
    /** As if a process had died a minute ago with calls in flight. */
    async loseLeases(id: string): Promise<number> {
      await db.pool.query(
        `update delivery set lease_until = now() - interval '1 second' where broadcast_id = $1 and state = 'sending'`,
        [Number(id)],
      );
      return expireLeases(db);
    },
    /** As if its lanes had been looked through to the end. */
    async lookedThrough(id: string): Promise<void> {
      await db.pool.query(`update broadcast_lane set work_at = 'infinity' where broadcast_id = $1`, [Number(id)]);
    },
    /** Ends whatever earlier tests left, so that it is not leased. */
    async clear(): Promise<void> {
      await db.pool.query(`update broadcast set state = 'cancelled', finished_at = now() where state <> 'cancelled'`);
      await world.calm();
    },
  };
}

export type Leasing = Awaited<ReturnType<typeof leasing>>;
