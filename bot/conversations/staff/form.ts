import { z } from 'zod';
import type { Queryable } from '../../../people/queryable.js';
import type { Chat } from '../official/form.js';

/** What staff are asked: what is missing; number and date of the paper in which a changed deadline was decided, and a day where the one asked for does not fit. */
const row = z.object({
  no: z.number(),
  kind: z.enum(['staff-send-back', 'staff-grant', 'staff-refuse']),
  /** Null once it is over. */
  step: z.enum(['missing', 'paper', 'date', 'day']).nullable(),
  obligationId: z.number(),
  data: z.object({
    number: z.string().optional(),
    date: z.string().optional(),
    /** The day that is granted: the one asked for, as it stood when the form was opened. */
    on: z.string().optional(),
  }),
  lastUpdate: z.string(),
});
export type StaffForm = z.output<typeof row>;
export type StaffFormStep = NonNullable<StaffForm['step']>;

/** Staff's form of a chat, open or just over, or null. It lies where officials' forms do: a chat is asked one thing at a time. */
export async function readStaffForm(on: Queryable, { channel, externalId }: Chat, at: Date): Promise<StaffForm | null> {
  const { rows } = await on.query(
    `select no, kind, step, obligation_id as "obligationId", data, last_update as "lastUpdate"
       from chat_form where channel = $1 and external_id = $2 and expires_at > $3 and kind = any($4)`,
    [channel, externalId, at, row.shape.kind.options],
  );
  return rows[0] === undefined ? null : row.parse(rows[0]);
}
