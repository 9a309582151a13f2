import { optOut } from '../../people/optOut.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import type { Database } from '../../prisma/database.js';
import { SECRET } from '../support/world.js';
import type { ChannelName, Schedule } from './schedule.js';

const PLACE = '14758';
/** Beyond the two days for which awareness goes as text. */
const OUTSIDE_HOURS = 60;

/** People with a chat each, in order, all of one group; `outside`: numbers of those whose window is over. */
export async function insertChats(
  db: Database,
  people: { channel: ChannelName; chats: readonly string[]; group: string; outside: ReadonlySet<number> },
): Promise<void> {
  const { channel, chats, group, outside } = people;
  await db.pool.query(
    `with c as (insert into contact (place, groups) select $1, array[$2] from generate_series(1, $3::int) returning id),
          n as (select id, row_number() over (order by id) as i from c)
     insert into address (contact_id, channel, external_id, key, heard_at)
     select n.id, $4::text, ($5::text[])[n.i], ($6::bytea[])[n.i],
            case when $4::text = 'zalo' then now() - ($7::int[])[n.i] * interval '1 hour' end from n`,
    [
      ...[PLACE, group, chats.length, channel, chats],
      chats.map((chat) => suppressionKey(SECRET, channel, chat)),
      chats.map((_, n) => (outside.has(n) ? OUTSIDE_HOURS : 0)),
    ],
  );
}

/** While it runs, windows close and people say stop, each of them in one statement, as it happens. */
export async function letPeopleLeave(db: Database, chats: readonly string[], schedule: Schedule): Promise<void> {
  const of = (numbers: readonly number[]) => numbers.flatMap((n) => chats[n] ?? []);
  await db.pool.query(
    `update address set heard_at = now() - $2 * interval '1 hour' where channel = 'zalo' and external_id = any ($1::text[])`,
    [of(schedule.closing), OUTSIDE_HOURS],
  );
  for (const externalId of of(schedule.stopping)) await optOut(db, SECRET, { channel: 'zalo', externalId });
}

/** What must become of a delivery whatever befalls the run, unless a kill leaves it unknown. */
export interface Fate {
  state: 'failed' | 'skipped';
  reason: string;
  /** Whether the platform may be asked at all. */
  called: boolean;
}

/** By chat, for those who are not simply sent theirs. */
export function fatesOf(schedule: Schedule, chats: readonly string[]): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  const be = (numbers: readonly number[], fate: Fate) => {
    for (const n of numbers) fates.set(chats[n] ?? '', fate);
  };
  if (schedule.channel === 'telegram') {
    be(schedule.forbidden, { state: 'failed', reason: 'blocked-by-user', called: true });
    be(schedule.badRequest, { state: 'failed', reason: 'chat-not-found', called: true });
    return fates;
  }
  be(schedule.forbidden, { state: 'skipped', reason: 'blocked', called: true });
  be(schedule.badRequest, { state: 'failed', reason: 'zalo-201', called: true });
  be(schedule.outside, { state: 'skipped', reason: 'outside-window', called: false });
  be(schedule.closing, { state: 'skipped', reason: 'outside-window', called: false });
  be(schedule.stopping, { state: 'skipped', reason: 'opted-out', called: false });
  return fates;
}

/**
 * As if the time had passed for which the platform asked for silence: the sender is heard again, and whoever waits is due.
 */
export async function letWaitsRunOut(db: Database, broadcastId: number): Promise<void> {
  await db.pool.query('update sender set not_before = null where not_before > now()');
  await db.pool.query(
    `update delivery set retry_at = now() where broadcast_id = $1 and state = 'waiting' and retry_at > now()`,
    [broadcastId],
  );
  await db.pool.query(
    'update broadcast_lane set work_at = now(), drained = false where broadcast_id = $1 and work_at > now()',
    [broadcastId],
  );
}
