import type { Queryable } from '../../people/queryable.js';
import { deliveryPartition } from '../../prisma/partitions.js';
import type { BroadcastKind } from '../delivery/lease.js';
import { PLACE_STOPPED } from '../stop/stopped.js';
import { vietnamDayOf } from './midnight.js';
import { bitOf, countIn, noteShares, wordOf } from './noteShares.js';
import { readCaps } from './readCaps.js';

/** The columns of a broadcast that say whether, and by how much, the cap holds for it. */
export interface CapColumns {
  id: number;
  kind: BroadcastKind;
  any_hour: boolean;
  cap_per_day: number | null;
  cap_per_week: number | null;
}

/** To whom no more awareness goes today, as SQL without parameters: all that is in it are numbers of ours. */
export interface HadTheirShare {
  /** A join of `had` to whoever the contact is: `left join … on …`. */
  join: (contact: string) => string;
  /** Whether they have had it; never null. */
  had: (contact: string) => string;
}

/** Class of the advisory lock under which shares are counted and used up. */
const CAP_LOCK = 20_261_122;
const WEEK_DAYS = 7;

/** Deadlines are owed and an emergency cannot wait: neither is held back by the cap, and neither uses any of it up. */
export const isCapped = ({ kind, any_hour }: Pick<CapColumns, 'kind' | 'any_hour'>): boolean =>
  kind === 'awareness' && !any_hour;

/**
 * The lock, held to the end of the transaction. Whoever counts shares and then uses them up (a fan-out, a resume) does both under
 * it, so that of two broadcasts that begin at once, on whichever processes, one has written its rows before the other counts.
 */
export async function lockCaps(client: Queryable): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1, 1)', [CAP_LOCK]);
}

/** The same where it is free; false where somebody else is counting. */
export async function tryLockCaps(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1, 1) as mine', [CAP_LOCK]);
  return rows[0]?.mine ?? false;
}

interface Other {
  id: number;
  month: string;
  /** May have used up something of today. */
  today: boolean;
  running: boolean;
  ended: boolean;
  noted: boolean;
}

const ids = (broadcasts: readonly Other[]): string => `'{${broadcasts.map(({ id }) => id).join(',')}}'::int[]`;

const TODAY = vietnamDayOf('now()');

/** Every other broadcast that the cap holds for and that may have reached somebody in the last seven days, by the database's clock. */
const OTHERS = `
select id, month::text, state = 'running' as running, finished_at is not null as ended, shares_noted as noted,
       ${vietnamDayOf('coalesce(finished_at, now())')} >= ${TODAY} as today
  from broadcast
 where kind = 'awareness' and not any_hour and id <> $1 and fanned_out_at is not null
   and ${vietnamDayOf('coalesce(finished_at, now())')} > ${TODAY} - $2::int
 order by id`;

/**
 * Who has had their share, today or in the seven days that end today, in days of Vietnam. It counts, to the person:
 * - what was sent, on the day it was sent;
 * - what is under way, and what may have arrived (unknown), as if it had arrived as late as it can have;
 * - what still waits in a broadcast that runs, as if it went today.
 * What waits in a broadcast that is paused or held, or because a place is stopped, is not counted, or one that is forgotten would silence all others: it is
 * looked at again before it goes on (`recheckCap`). Broadcasts that have ended are counted by their notes, the others by one pass
 * over their rows; nothing is looked up per person, and nothing at all is read where there are too few broadcasts for
 * anybody to have had their share: null.
 *
 * Call it under the lock.
 */
export async function hadTheirShare(client: Queryable, broadcast: CapColumns): Promise<HadTheirShare | null> {
  if (!isCapped(broadcast)) return null;
  const caps = await readCaps(client);
  const perDay = broadcast.cap_per_day ?? caps.perDay;
  const perWeek = broadcast.cap_per_week ?? caps.perWeek;
  const { rows: week } = await client.query<Other>(OTHERS, [broadcast.id, WEEK_DAYS]);
  const today = week.filter((other) => other.today);
  if (today.length < perDay && week.length < perWeek) return null;
  const counted = week.length >= perWeek ? week : today;
  const ended = counted.filter((other) => other.ended);
  for (const other of ended) if (!other.noted) await noteShares(client, other);
  const open = counted.filter((other) => !other.ended);
  const sources = [
    `select word, bits, day >= ${TODAY} as today from awareness_share where broadcast_id = any(${ids(ended)}) and day > ${TODAY} - ${WEEK_DAYS}`,
    ...[...new Set(open.map((other) => deliveryPartition(other.month)))].map(
      (partition) => `
      select ${wordOf('contact_id')}, bit_or(${bitOf('contact_id')}), state <> 'sent' or ${vietnamDayOf('sent_at')} >= ${TODAY}
        from ${partition}
       where broadcast_id = any(${ids(open)}) and contact_id > 0
         and (state in ('sending', 'unknown') or (state = 'waiting' and reason is distinct from '${PLACE_STOPPED}' and broadcast_id = any(${ids(open.filter((other) => other.running))}))
              or (state = 'sent' and ${vietnamDayOf('sent_at')} > ${TODAY} - ${WEEK_DAYS}))
       group by broadcast_id, 1, 3`,
    ),
  ];
  return {
    join: (contact) => `left join (
      select word, sum(bits)::bigint as of_week, coalesce(sum(bits) filter (where today), 0)::bigint as of_day
        from (${sources.join(' union all ')}) message group by word) had on had.word = ${wordOf(contact)}`,
    had: (contact) =>
      `coalesce(${countIn('had.of_day', contact)} >= ${perDay} or ${countIn('had.of_week', contact)} >= ${perWeek}, false)`,
  };
}
