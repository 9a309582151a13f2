import { z } from 'zod';
import type { Queryable } from '../../../people/queryable.js';
import { type Chat, readFormRow } from '../chatForm.js';

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
export async function readStaffForm(on: Queryable, chat: Chat, at: Date): Promise<StaffForm | null> {
  const found = await readFormRow(on, chat, row.shape.kind.options, at);
  return found === null ? null : row.parse(found);
}
