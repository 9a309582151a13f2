import { appendAudit } from '../appendAudit.js';
import { oneRow, type Queryable } from '../queryable.js';
import type { DutyKind } from './onDuty.js';

/** A turn of duty as it is entered. */
export interface NewShift {
  place: string;
  staffId: number;
  kind: DutyKind;
  startsAt: Date;
  endsAt: Date | null;
  /** Minutes of the day in Vietnam, and days of the week from 1 (Monday); null and none: all day, every day. */
  hours: { from: number; to: number } | null;
  days: readonly number[];
}

/** Enters a turn of duty and writes so into the audit chain; gives its number. Inside a transaction. */
export async function setShift(client: Queryable, shift: NewShift, by: { name: string; at: Date }): Promise<number> {
  const { place, staffId, kind, startsAt, endsAt, hours, days } = shift;
  const { id } = await oneRow<{ id: number }>(
    client,
    `insert into duty_shift (place, staff_id, kind, starts_at, ends_at, from_minute, to_minute, days, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [place, staffId, kind, startsAt, endsAt, hours?.from ?? null, hours?.to ?? null, days, by.name, by.at],
  );
  const detail = { place, kind, staff: staffId };
  await appendAudit(client, { at: by.at, actor: by.name, action: 'duty.set', subject: `duty:${id}`, detail });
  return id;
}

/** Takes a turn of duty back, with an entry in the audit chain; false where there is none of that number. Inside a transaction. */
export async function unsetShift(client: Queryable, id: number, by: { name: string; at: Date }): Promise<boolean> {
  const { rows } = await client.query<{ place: string; kind: string; staff: number }>(
    'delete from duty_shift where id = $1 returning place, kind, staff_id as staff',
    [id],
  );
  const [detail] = rows;
  if (detail === undefined) return false;
  await appendAudit(client, { at: by.at, actor: by.name, action: 'duty.unset', subject: `duty:${id}`, detail });
  return true;
}
