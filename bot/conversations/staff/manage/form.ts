import { z } from 'zod';
import type { Queryable } from '../../../../people/queryable.js';
import { type Chat, readFormRow } from '../../chatForm.js';

/** What staff are asked about their sends: why one is sent back; in which position and on what they approved one; for whom, in which words and when a quick message is to go. */
const row = z.object({
  no: z.number(),
  kind: z.enum(['manage-send-back', 'manage-write', 'manage-ground']),
  /** Null once it is over. */
  step: z.enum(['reason', 'place', 'text', 'time', 'check', 'position', 'basis']).nullable(),
  data: z.object({
    /** The broadcast that is sent back, or that this message is to take the place of. */
    broadcast: z.number().optional(),
    place: z.string().optional(),
    text: z.string().optional(),
    /** ISO 8601; `now`: as soon as it is approved. */
    at: z.string().optional(),
  }),
  lastUpdate: z.string(),
});
export type ManageForm = z.output<typeof row>;
export type ManageStep = NonNullable<ManageForm['step']>;

/** This form of a chat, open or just over, or null. It lies where every form does: a chat is asked one thing at a time. */
export async function readManageForm(on: Queryable, chat: Chat, at: Date): Promise<ManageForm | null> {
  const found = await readFormRow(on, chat, row.shape.kind.options, at);
  return found === null ? null : row.parse(found);
}
