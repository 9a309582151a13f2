import type { Queryable } from '../../people/queryable.js';
import { deliveryPartition } from '../../prisma/partitions.js';
import { vietnamDayOf } from './midnight.js';

/**
 * So many people share a number, with five bits for each: adding the numbers of several broadcasts adds up everybody's messages at
 * once. 31 is the most that five bits count, so nobody's share may be more than `MOST_A_WEEK`.
 */
const PEOPLE = 12;
const BITS = 5;
export const MOST_A_WEEK = 30;

export const wordOf = (contact: string): string => `(${contact} / ${PEOPLE})`;
/** One message for the person. */
export const bitOf = (contact: string): string => `(1::bigint << (${BITS} * (${contact} % ${PEOPLE})))`;
/** How many messages of theirs are in a sum of such numbers. */
export const countIn = (sum: string, contact: string): string =>
  `((${sum} >> (${BITS} * (${contact} % ${PEOPLE}))) & ${2 ** BITS - 1})`;

/**
 * Keeps of a broadcast that has ended whom it reached on which day, in a hundredth of the rows it takes: a day's fan-out then counts
 * a week without reading a week's ledgers. What may have arrived counts as of the day it ended. Done twice it changes nothing.
 */
const NOTE = (partition: string): string => `
with ended as materialized (
  update broadcast set shares_noted = true where id = $1 and finished_at is not null and not shares_noted returning id, finished_at
)
insert into awareness_share (broadcast_id, day, word, bits)
select e.id, case state when 'sent' then ${vietnamDayOf('d.sent_at')} else ${vietnamDayOf('e.finished_at')} end,
       ${wordOf('d.contact_id')}, bit_or(${bitOf('d.contact_id')})
  from ended e join ${partition} d on d.broadcast_id = e.id
 where d.state in ('sent', 'unknown') and d.contact_id > 0 group by 1, 2, 3`;

export async function noteShares(on: Queryable, broadcast: { id: number; month: string }): Promise<void> {
  await on.query(NOTE(deliveryPartition(broadcast.month)), [broadcast.id]);
}

/** Notes those that have just ended, so that the next fan-out need not. */
export async function noteEnded(on: Queryable, ids: readonly number[]): Promise<void> {
  const { rows } = await on.query<{ id: number; month: string }>(
    `select id, month::text from broadcast where id = any($1::int[]) and kind = 'awareness' and not any_hour`,
    [ids],
  );
  for (const broadcast of rows) await noteShares(on, broadcast);
}

/** Forgets what no week reaches back to. */
export async function purgeShares(on: Queryable): Promise<void> {
  await on.query(`delete from awareness_share where day < ${vietnamDayOf('now()')} - 8`);
}
