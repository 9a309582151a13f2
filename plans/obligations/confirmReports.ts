import { vietnamDay } from '../../base/vietnamDay.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { Database } from '../../prisma/database.js';
import { OBLIGATION_COLUMNS, type Obligation } from './obligation.js';
import { type NotAllowed, type StaffAct, staffActing } from './staffActing.js';

export interface Confirmed {
  kind: 'done';
  /** Confirmed now. */
  confirmed: Obligation[];
  /** Confirmed before; nothing changed. */
  already: number[];
  /** Nothing is reported, or it is no longer owed. */
  notReported: number[];
  /** Reported anew or put right since it was looked at; nothing changed. */
  changed: number[];
  outside: number[];
  unknown: number[];
}

/**
 * The standing agency has received what was reported ("Đã tiếp nhận"), for one or for many at once, with one entry in the audit chain. What is
 * not reported stays as it is, and the answer names it.
 *
 * @param act.seen the last event that stood before whoever decides; a report that is younger is left for them to look at
 */
export async function confirmReports(
  db: Database,
  act: StaffAct & { ids: readonly number[]; seen?: number },
): Promise<Confirmed | NotAllowed> {
  return staffActing<Confirmed>(db, act, act.ids, async (client, { staff, obligations, outside, unknown }) => {
    const reported = obligations.filter((one) => one.state === 'reported').map(({ id }) => id);
    const { rows: confirmed } = await client.query<Obligation>(CONFIRM, [
      reported,
      act.at,
      vietnamDay(act.at),
      staff,
      act.seen ?? null,
    ]);
    const ids = confirmed.map(({ id }) => id);
    if (confirmed.length > 0)
      await appendAudit(client, {
        at: act.at,
        actor: staff,
        action: 'tasks.confirm',
        subject: confirmed.length === 1 ? `obligation:${ids[0]}` : 'obligation:many',
        detail: { count: confirmed.length, first: Math.min(...ids), last: Math.max(...ids) },
      });
    return {
      kind: 'done',
      confirmed: confirmed.sort((a, b) => a.id - b.id),
      already: obligations.filter((one) => one.state === 'confirmed').map(({ id }) => id),
      notReported: obligations.filter((one) => one.state === 'open' || one.state === 'dropped').map(({ id }) => id),
      changed: reported.filter((id) => !ids.includes(id)),
      outside,
      unknown,
    };
  });
}

/** Confirmed and written down in one statement, and only what was reported no later than it was seen. A wish for a later day is settled with it. */
const CONFIRM = `
  with confirmed as (
    update obligation o set state = 'confirmed', asked_on = null where o.id = any($1::int[]) and o.state = 'reported'
       and ($5::int is null or not exists (select from obligation_event e where e.obligation_id = o.id and e.kind in ('reported', 'amended') and e.id > $5::int))
    returning ${OBLIGATION_COLUMNS}
  ), noted as (
    insert into obligation_event (obligation_id, at, kind, on_day, staff) select id, $2::timestamptz, 'confirmed', $3::date, $4 from confirmed order by id
  )
  select * from confirmed`;
