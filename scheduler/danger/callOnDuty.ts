import { MINUTE_MS } from '../../base/clock.js';
import { crashPoint } from '../../base/crash.js';
import { endDanger } from '../../people/duty/danger.js';
import { type DutyKind, onDuty } from '../../people/duty/onDuty.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import type { NewUpdate } from '../inbound/store.js';

/** Begins the number of what is stored here; no platform's updates begin so. */
export const DUTY = 'duty-';
/** An officer who has not said by then that they take it is one of several: the next is told. */
const PATIENCE_MS = 5 * MINUTE_MS;
/** What is remembered of an alert, without whose it was, goes with it. */
const KEEP_DAYS = 30;

/** Whom an alert is for, and in which order: a child's danger is for those who protect children first. */
export function kindsFor(kind: string, police: boolean): DutyKind[] {
  if (police) return ['police'];
  return kind === 'child' ? ['child', 'health'] : ['health', 'child'];
}

interface Alert {
  id: number;
  place: string;
  kind: string;
  police: boolean;
  state: string;
}

/**
 * Tells those on duty of people in danger, at any hour: the first of the rota at once, the next one where five minutes brought no
 * answer or the message did not arrive, and tells the person each time what became of it. What is to be told is stored with
 * the updates, in the transaction that says so, and is told in order with the rest of that chat: at least once whichever process dies when,
 * twice only where one dies between the telling and noting it, again where telling surely failed. Neither row nor message holds a word, a name or a chat's number of whoever is in danger.
 * Gives what was stored, for the queue.
 */
export async function callOnDuty(db: Database, now: Date): Promise<NewUpdate[]> {
  // Mostly there is nothing, every second.
  const { rows } = await db.pool.query<{ due: boolean }>(ANYTHING, [now]);
  if (rows[0]?.due !== true) return [];
  const stored = await inTransaction(db, async (client) => {
    await endDanger(client, null, now);
    const due = await client.query<Alert>(DUE, [now]);
    const toTell: NewUpdate[] = [];
    for (const alert of due.rows) toTell.push(...(await callNext(client, alert, now)));
    toTell.push(...(await client.query<NewUpdate>(TELL, [DUTY])).rows);
    await client.query(`delete from danger_call where alert_id in (select id from danger_alert where ${OLD})`, [now]);
    await client.query(`delete from danger_alert where ${OLD}`, [now]);
    if (toTell.length > 0) crashPoint('duty-call');
    return toTell;
  });
  if (stored.length > 0) crashPoint('duty-commit');
  return stored;
}

const OLD = `channel is null and at < $1::timestamptz - interval '${KEEP_DAYS} days'`;

const ANYTHING = `
  select exists (select from danger_alert where next_at <= $1)
      or exists (select from danger_chat where expires_at <= $1)
      or exists (select from danger_alert where channel is not null and told <> state || '-' || reached)
      or exists (select from danger_alert where ${OLD}) as due`;

/** Held until the transaction ends: two clocks do not call two officers at a time. */
const DUE = `
  select id, place, kind, police, state from danger_alert where next_at <= $1 order by next_at limit 20 for update skip locked`;

async function callNext(client: Queryable, { id, place, kind, police }: Alert, now: Date): Promise<NewUpdate[]> {
  const called = await client.query<{ staff_id: number }>('select staff_id from danger_call where alert_id = $1', [id]);
  const done = new Set(called.rows.map((row) => row.staff_id));
  const rota = await onDuty(client, place, now, kindsFor(kind, police));
  const next = rota.find(({ staffId }) => !done.has(staffId));
  if (next === undefined) {
    await client.query(
      `update danger_alert set state = 'nobody', next_at = null, changed_at = $2 where id = $1 and state in ('open', 'called')`,
      [id, now],
    );
    return [];
  }
  await client.query('insert into danger_call (alert_id, staff_id, at) values ($1, $2, $3)', [id, next.staffId, now]);
  await client.query('update danger_alert set next_at = $2 where id = $1', [id, new Date(now.getTime() + PATIENCE_MS)]);
  const { rows } = await client.query<NewUpdate>(
    `insert into inbound (channel, update_id, chat, body)
     select channel, $1 || $2::text || '-' || $3::text || '-' || channel, chat, jsonb_build_object('alert', $2::int, 'staff', $3::int)
       from unnest($4::text[], $5::text[]) as c (channel, chat)
     on conflict (channel, update_id) do nothing
     returning channel, update_id, chat`,
    [DUTY, id, next.staffId, next.chats.map((chat) => chat.channel), next.chats.map((chat) => chat.externalId)],
  );
  return rows;
}

/** What became of an alert, to whoever it is about, once for each change. Nothing is told while nobody has been reached. */
const TELL = `
  with news as (
    update danger_alert set told = state || '-' || reached where channel is not null and told <> state || '-' || reached
    returning id, state, reached, channel, external_id, changed_at
  )
  insert into inbound (channel, update_id, chat, body)
  select channel, $1 || 'news-' || id || '-' || state || '-' || reached, external_id,
         jsonb_build_object('news', id, 'state', state, 'reached', reached, 'at', changed_at)
    from news where state <> 'open'
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;

/** An officer's chat took the message: the person may be told so. Again for the same officer changes nothing. */
export async function reachedOnDuty(db: Database, alertId: number, staffId: number, now: Date): Promise<void> {
  await db.pool.query(REACHED, [alertId, staffId, now]);
}

const REACHED = `
  with first as (
    update danger_call set reached_at = $3 where alert_id = $1 and staff_id = $2 and reached_at is null returning alert_id
  )
  update danger_alert set reached = reached + 1, changed_at = $3, state = case when state = 'open' then 'called' else state end
   where id in (select alert_id from first)`;

/** An officer's chat refused the message: the next one is told without waiting, unless they have another chat that took it. */
export async function missedOnDuty(db: Database, alertId: number, staffId: number, now: Date): Promise<void> {
  await db.pool.query(
    `update danger_alert set next_at = $3 where id = $1 and state in ('open', 'called') and next_at is not null
        and not exists (select from danger_call where alert_id = $1 and staff_id = $2 and reached_at is not null)`,
    [alertId, staffId, now],
  );
}

/** What an officer's "I take it" met. */
export type Taken = 'taken' | 'mine' | 'others' | 'over' | 'not-called';

/** One officer takes it, the first who says so; from then on nobody else is called, and the person is told. */
export async function takeAlert(db: Database, alertId: number, staffId: number, now: Date): Promise<Taken> {
  const { rowCount } = await db.pool.query(TAKE, [alertId, staffId, now]);
  if (rowCount === 1) return 'taken';
  const { rows } = await db.pool.query<{ state: string; takenBy: number | null; called: boolean }>(
    `select state, taken_by as "takenBy", exists (select from danger_call where alert_id = $1 and staff_id = $2) as called
       from danger_alert where id = $1`,
    [alertId, staffId],
  );
  const [alert] = rows;
  if (alert === undefined) return 'over';
  if (!alert.called) return 'not-called';
  if (alert.takenBy === staffId) return 'mine';
  return alert.takenBy === null ? 'over' : 'others';
}

/** Only somebody who was called, and only while it lasts. */
const TAKE = `
  update danger_alert set state = 'taken', taken_by = $2, next_at = null, changed_at = $3
   where id = $1 and taken_by is null and state in ('open', 'called', 'nobody') and channel is not null
     and exists (select from danger_call where alert_id = $1 and staff_id = $2)`;
