import { createHash } from 'node:crypto';
import { nfc } from '../../base/text.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { oneRow } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { refusal } from '../broadcast/find.js';
import type { By } from '../broadcast/verbs.js';
import { PLACE_STOPPED, readStops } from './stopped.js';

/** A reason is read on a phone. */
const REASON_CHARS = 300;

export interface NewStop {
  /** Code of the place. */
  place: string;
  reason: string;
  /** Officials are not reminded either. */
  nudges: boolean;
}

/**
 * From its commit on nothing of awareness is leased for anybody of the place or below it, whatever runs, starts later or is sent
 * again; reminders to its officials neither, unless chosen otherwise. Urgent broadcasts, alerts of danger and answers go on, and
 * so does stopping. It stands in the database, so that no restart forgets it. Throws InputError.
 */
export async function setStop(db: Database, wanted: NewStop, by: By & { name: string }): Promise<{ id: number }> {
  const reason = nfc(wanted.reason).trim();
  if (reason === '' || reason.length > REASON_CHARS)
    throw refusal('bad-reason', by.say, 'stops:badReason', 'stops:badReasonMend', { limit: REASON_CHARS });
  return inTransaction(db, async (client) => {
    const staff = await requireStaff(client, by.name, 'place.stop', { locale: by.locale, place: wanted.place });
    const known = (await readStops(client)).find(({ place }) => place === wanted.place);
    if (known)
      throw refusal('stopped-before', by.say, 'stops:before', 'stops:beforeMend', {
        place: known.placeName,
        id: known.id,
        name: known.setBy,
      });
    const at = by.clock.now();
    const { id } = await oneRow<{ id: number }>(
      client,
      `insert into place_stop (place, reason, nudges, set_by, set_at) values ($1, $2, $3, $4, $5) returning id`,
      [wanted.place, reason, wanted.nudges, staff.name, at],
    );
    const detail = { place: wanted.place, nudges: wanted.nudges, reason: hashOf(reason) };
    await appendAudit(client, { at, actor: staff.name, action: 'place.stop', subject: `place-stop:${id}`, detail });
    return { id };
  });
}

/** The chain takes no words. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What waits for somebody of the place ($1) in a broadcast under way is parked: lifted is not resumed. */
const PARK = `
update delivery d set retry_at = 'infinity', reason = '${PLACE_STOPPED}'
  from broadcast b, contact c, place p
 where b.fanned_out_at is not null and b.finished_at is null and b.state in ('running', 'paused', 'held')
   and not b.any_hour and ($2 or b.kind <> 'nudge') and d.month = b.month and d.broadcast_id = b.id and d.state = 'waiting'
   and coalesce(d.retry_at, '-infinity') < 'infinity' and c.id = d.contact_id and p.code = c.place and '/' || p.path like '%/' || $1 || '/%'`;

/** Articles cannot be parted by place: one that was due meanwhile and goes there is held as a whole. */
const HOLD_ARTICLES = `
update mass_post m set held_from = state, state = 'held', reason = '${PLACE_STOPPED}'
 where state in ('approved', 'creating', 'ready', 'publishing') and due_at <= now()
   and (jsonb_typeof(m.target -> 'provinces') <> 'array'
        or m.target -> 'provinces' ? (select split_part(path, '/', 1) from place where code = $1))`;

/**
 * Ends a stop. Nothing resumes by that: in the same transaction everybody of the place who waits in what is under way is parked, until each
 * broadcast is released or dropped (`settleParked`). What begins from now on goes out as approved. Throws InputError.
 */
export async function liftStop(db: Database, id: number, by: By & { name: string }): Promise<{ place: string }> {
  return inTransaction(db, async (client) => {
    const stop = (await readStops(client)).find((one) => one.id === id);
    if (stop === undefined) throw refusal('no-stop', by.say, 'stops:none', 'stops:noneMend', { id });
    const staff = await requireStaff(client, by.name, 'place.lift', { locale: by.locale, place: stop.place });
    const at = by.clock.now();
    const { rowCount } = await client.query(
      `update place_stop set lifted_by = $2, lifted_at = $3 where id = $1 and lifted_at is null`,
      [id, staff.name, at],
    );
    if (rowCount === 0) throw refusal('no-stop', by.say, 'stops:none', 'stops:noneMend', { id });
    await client.query(PARK, [stop.place, stop.nudges]);
    await client.query(HOLD_ARTICLES, [stop.place]);
    const detail = { place: stop.place };
    await appendAudit(client, { at, actor: staff.name, action: 'place.lift', subject: `place-stop:${id}`, detail });
    return { place: stop.place };
  });
}
