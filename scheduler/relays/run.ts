import type pg from 'pg';
import type { Clock } from '../../base/clock.js';
import { crashPoint } from '../../base/crash.js';
import type { Log } from '../../base/log.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { inAllLocales } from '../../content/inAllLocales.js';
import type { LocalisedMessage } from '../../content/message.js';
import { appendAudit } from '../../people/appendAudit.js';
import { CHANNEL_OF_ROLE, type RelayRole } from '../../people/relayers/relayer.js';
import type { Database } from '../../prisma/database.js';
import { rollback } from '../../prisma/rollback.js';
import { readStoredMessage } from '../broadcast/content.js';
import { digestOf, SYSTEM, writePersonal } from '../broadcast/writePersonal.js';
import { formatDate, readAnnounced } from '../calendar/announced.js';
import { isWorkingDay } from '../calendar/workingDays.js';
import { minuteOfDay, vietnamMonth } from '../time/vietnamTime.js';
import { composePackage, composeReminder } from './compose.js';
import { contentHash } from './schedule.js';

/** Eight in the morning to half past four, of working days: whoever relays does so beside their office. */
const FIRST_MINUTE = 8 * 60;
const LAST_MINUTE = 16 * 60 + 30;
/** In the afternoon of the week's last working day there is still time to do it. */
const REMIND_MINUTE = 14 * 60;

export interface RelayRun {
  packages: number;
  reminders: number;
  broadcastIds: number[];
}

/** A stop of the place, or of one above it, that nobody has lifted since then: what fell into it does not go out unasked when it ends. */
const stoppedSince = (place: string, since: string): string => `
  exists (select from place_stop stop join place below on below.code = ${place}
           where '/' || below.path like '%/' || stop.place || '/%' and (stop.lifted_at is null or stop.lifted_at >= ${since}))`;

/** Somebody who has no package of a week yet that has begun to be sent: also who joined in the middle of it. */
const DUE = `
select s.id as "scheduleId", to_char(w.week, 'YYYY-MM-DD') as week, s.approved_by as "approvedBy", s.content_hash as hash, s.place,
       r.id as "relayerId", r.role, r.name, c.id as "contactId", c.locale, w.said
  from relay_week w
  join relay_schedule s on s.id = w.schedule_id and s.state = 'approved'
  join relayer r on r.place = s.place and r.left_at is null
  join contact c on c.id = r.contact_id
 where w.send_on <= $1::date and w.until >= $1::date
   and exists (select from address a where a.contact_id = c.id and a.state = 'active')
   and not exists (select from relay_package k where k.schedule_id = s.id and k.week = w.week and k.relayer_id = r.id)
   and not ${stoppedSince('s.place', "w.send_on::timestamp at time zone 'Asia/Ho_Chi_Minh'")}
 order by s.id, w.week, r.id`;

interface DueRow {
  scheduleId: number;
  week: string;
  approvedBy: string;
  hash: string;
  place: string;
  relayerId: number;
  role: RelayRole;
  name: string;
  contactId: number;
  locale: string;
  said: unknown;
}

/** The row is the claim: of several that try at once, or of one that tries again after a crash, one has it. */
const CLAIM = `
insert into relay_package (schedule_id, week, relayer_id, channel, contact_id, month, broadcast_id, planned_at)
select d."scheduleId", d.week::date, d."relayerId", d.channel, d."contactId", $2::date, 0, $3
  from jsonb_to_recordset($1::jsonb) as d("scheduleId" int, week text, "relayerId" int, channel text, "contactId" int)
on conflict (schedule_id, week, relayer_id) do nothing
returning id, schedule_id as "scheduleId", to_char(week, 'YYYY-MM-DD') as week, relayer_id as "relayerId"`;

/** Packages that arrived on an earlier day and were not answered, on the last working day of their week; each is reminded of once. */
const SILENT = `
update relay_package k set reminded_at = $2
  from relay_week w, relay_schedule s, relayer r, contact c
 where w.schedule_id = k.schedule_id and w.week = k.week and s.id = k.schedule_id and s.state = 'approved'
   and r.id = k.relayer_id and r.left_at is null and c.id = r.contact_id and c.id = k.contact_id
   and w.remind_on = $1::date and k.reminded_at is null and k.planned_at < $1::date::timestamp at time zone 'Asia/Ho_Chi_Minh'
   and exists (select from delivery d where d.month = k.month and d.broadcast_id = k.broadcast_id and d.contact_id = k.contact_id and d.state = 'sent')
   and not exists (select from relay_answer a where a.package_id = k.id)
   and not ${stoppedSince('s.place', 'k.planned_at')}
returning k.id, k.channel, k.contact_id as "contactId", c.locale, r.name, s.approved_by as "approvedBy", to_char(w.until, 'YYYY-MM-DD') as until`;

/**
 * Sends the packages that are due to those who relay, and reminds who has not answered, each as one broadcast with a message of its own for everybody, in
 * one transaction. Of which nobody knows whether it arrived is not sent again: it can be asked for in the chat. What is sent is what was approved, by its hash; a schedule that was changed since is left, and said so. Not from a database that has
 * woken up somewhere else, and not into a place that is stopped. Null: nothing was due, or another process had it.
 */
export async function relaysDue(db: Database, { clock, log }: { clock: Clock; log: Log }): Promise<RelayRun | null> {
  const now = clock.now();
  const [day, minute] = [vietnamDay(now), minuteOfDay(now)];
  if (minute < FIRST_MINUTE || minute > LAST_MINUTE) return null;
  const { rowCount: waiting } = await db.pool.query(
    'select from relay_week where send_on <= $1::date and until >= $1::date limit 1',
    [day],
  );
  if (waiting === 0 || !isWorkingDay(day, await readAnnounced(db))) return null;
  const { rowCount: held } = await db.pool.query('select from home where held_at is not null');
  if (held !== 0) return null;
  const { rows } = await db.pool.query<DueRow>(DUE, [day]);
  const due = await asApproved(db, rows, log);
  crashPoint('relay-plan');
  const client = await db.pool.connect();
  try {
    const month = vietnamMonth(now);
    await client.query('select loa_delivery_partition($1::date)', [month]);
    await client.query('begin');
    const at = { day, month, now, clock };
    const sent = await sendPackages(client, due, at);
    const reminded = minute >= REMIND_MINUTE ? await remind(client, at) : { count: 0, id: null };
    crashPoint('relay-write');
    await client.query('commit');
    crashPoint('relay-commit');
    const broadcastIds = [sent.id, reminded.id].filter((id) => id !== null);
    if (broadcastIds.length === 0) return null;
    const run = { packages: sent.count, reminders: reminded.count, broadcastIds };
    log.info({ ...run }, 'relays planned');
    return run;
  } catch (error) {
    await rollback(client);
    throw error;
  } finally {
    client.release();
  }
}

interface At {
  day: string;
  month: string;
  now: Date;
  clock: Clock;
}
interface Planned {
  count: number;
  id: number | null;
}

/** Those of schedules that are what was approved. */
async function asApproved(db: Database, rows: readonly DueRow[], log: Log): Promise<DueRow[]> {
  const may = new Map<number, boolean>();
  for (const { scheduleId, hash } of rows) {
    if (may.has(scheduleId)) continue;
    const unchanged = (await contentHash(db, scheduleId)) === hash;
    if (!unchanged) log.error({ schedule: scheduleId }, 'relays were changed after their approval and are not sent');
    may.set(scheduleId, unchanged);
  }
  return rows.filter(({ scheduleId }) => may.get(scheduleId) === true);
}

async function sendPackages(client: pg.PoolClient, due: readonly DueRow[], at: At): Promise<Planned> {
  if (due.length === 0) return { count: 0, id: null };
  const claims = due.map((row) => ({ ...row, said: undefined, channel: CHANNEL_OF_ROLE[row.role] }));
  const { rows: claimed } = await client.query<{ id: number; scheduleId: number; week: string; relayerId: number }>(
    CLAIM,
    [JSON.stringify(claims), at.month, at.now],
  );
  const byContact = new Map<number, { contactId: number; locale: string; name: string; packages: Composed[] }>();
  for (const { id, scheduleId, week, relayerId } of claimed) {
    const row = due.find((one) => one.scheduleId === scheduleId && one.week === week && one.relayerId === relayerId);
    const channel = CHANNEL_OF_ROLE[row?.role ?? 'portal'];
    const said = row === undefined ? null : saidFor(row.said, channel);
    if (row === undefined || said === null) throw new Error(`the relays of schedule ${scheduleId} cannot be read`);
    const { contactId, locale, name } = row;
    const known = byContact.get(contactId) ?? { contactId, locale, name, packages: [] };
    known.packages.push({ id, channel, said });
    byContact.set(contactId, known);
  }
  if (claimed.length === 0) return { count: 0, id: null };
  const digests = [...byContact.values()].map((person) => digestOf(person.contactId, composePackage(person, at.day)));
  const id = await write(client, digests, at, [...new Set(due.map(({ approvedBy }) => approvedBy))], 'packages');
  await client.query('update relay_package set broadcast_id = $2 where id = any($1::int[])', [
    claimed.map((row) => row.id),
    id,
  ]);
  return { count: claimed.length, id };
}

/** A package as one person gets it. */
export interface Composed {
  id: number;
  channel: (typeof CHANNEL_OF_ROLE)[RelayRole];
  said: LocalisedMessage;
}

function saidFor(said: unknown, channel: string): LocalisedMessage | null {
  if (typeof said !== 'object' || said === null) return null;
  return readStoredMessage(Object.entries(said).find(([name]) => name === channel)?.[1]);
}

async function remind(client: pg.PoolClient, at: At): Promise<Planned> {
  const { rows } = await client.query<{
    id: number;
    channel: Composed['channel'];
    contactId: number;
    locale: string;
    name: string;
    approvedBy: string;
    until: string;
  }>(SILENT, [at.day, at.now]);
  if (rows.length === 0) return { count: 0, id: null };
  const people = new Map<number, typeof rows>();
  for (const row of rows) people.set(row.contactId, [...(people.get(row.contactId) ?? []), row]);
  const digests = [...people].map(([contactId, packages]) => digestOf(contactId, composeReminder(packages)));
  const id = await write(client, digests, at, [...new Set(rows.map(({ approvedBy }) => approvedBy))], 'reminders');
  await client.query('update relay_package set reminder_id = $2 where id = any($1::int[])', [
    rows.map((row) => row.id),
    id,
  ]);
  return { count: rows.length, id };
}

async function write(
  client: pg.PoolClient,
  digests: ReturnType<typeof digestOf>[],
  { day, month, now, clock }: At,
  approvedBy: string[],
  what: 'packages' | 'reminders',
): Promise<number> {
  const frame = inAllLocales((say) => say(`relay:chat.frame.${what}`, { day: formatDate(day) }));
  const { id, hash } = await writePersonal(client, {
    day,
    month,
    frame,
    digests,
    approvedBy: approvedBy.sort(),
    clock,
  });
  const detail = { day, persons: digests.length, hash };
  await appendAudit(client, { at: now, actor: SYSTEM, action: `relays.${what}`, subject: `broadcast:${id}`, detail });
  return id;
}
