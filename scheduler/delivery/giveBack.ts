import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { deliveryPartition } from '../../prisma/partitions.js';

/** A lease that was asked for, whose answer never came. */
export interface LostLease {
  month: string;
  token: string;
}

export interface LostLeases {
  add(lost: LostLease): void;
  /** Resolves when the database has answered for each of them; nothing is asked afterwards. */
  close(): Promise<void>;
}

const RETRY_MS = 500;
/** A statement that was on its way when its connection broke may still be committed; so long after, it has been or never will be. */
const LOOK_AGAIN_MS = 10_000;

const giveBackIn = (partition: string): string => `
with back as (
  update ${partition} d
     set state = 'waiting', retry_at = now(), reason = null, lease_token = null, lease_until = null, attempts = greatest(0, d.attempts - 1)
    from broadcast b
   where b.month = $1::date and b.state in ('running', 'paused', 'held', 'cancelled') and d.month = $1::date and d.broadcast_id = b.id
     and d.lease_token = $2::uuid and d.state = 'sending'
  returning d.broadcast_id, d.channel
), woken as (
  update broadcast_lane l set work_at = least(l.work_at, now()), drained = false
    from (select distinct broadcast_id, channel from back) b where l.broadcast_id = b.broadcast_id and l.channel = b.channel
)
select count(*)::int as n from back`;

/**
 * Gives back what was leased by a statement whose answer was lost with its connection: the database may have committed
 * it, and nobody will ever call for it. Left alone it would become unknown when the lease runs out, though nobody was
 * called. The token is only this process's, so whatever carries it and is still "sending" was never begun.
 */
export function createLostLeases(db: Database, log: Log): LostLeases {
  const asking = new Set<Promise<unknown>>();
  const looks = new Set<NodeJS.Timeout>();

  async function giveBack({ month, token }: LostLease): Promise<number> {
    for (;;) {
      try {
        const { rows } = await db.pool.query<{ n: number }>(giveBackIn(deliveryPartition(month)), [month, token]);
        const given = rows[0]?.n ?? 0;
        if (given > 0) log.info({ deliveries: given }, 'leases whose answer was lost are given back');
        return given;
      } catch (error) {
        if (!db.isAway(error)) {
          log.error({ err: messageOf(error) }, 'leases whose answer was lost cannot be given back; they run out');
          return 0;
        }
        await sleep(RETRY_MS);
      }
    }
  }

  const ask = (lost: LostLease, isSecond: boolean) => {
    const asked = giveBack(lost).then((given) => {
      asking.delete(asked);
      if (given === 0 && !isSecond) lookAgain(lost);
    });
    asking.add(asked);
  };

  const lookAgain = (lost: LostLease) => {
    const look = setTimeout(() => {
      looks.delete(look);
      ask(lost, true);
    }, LOOK_AGAIN_MS);
    looks.add(look);
  };

  return {
    add: (lost) => ask(lost, false),
    async close() {
      while (asking.size > 0) await Promise.all(asking);
      for (const look of looks) clearTimeout(look);
    },
  };
}
