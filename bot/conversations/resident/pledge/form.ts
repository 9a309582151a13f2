import { z } from 'zod';
import { PLEDGE_KINDS } from '../../../../people/pledges/pledge.js';
import type { Queryable } from '../../../../people/queryable.js';
import { type Chat, readFormRow } from '../../chatForm.js';

export const PLEDGE_FORM = 'pledge';

/** A pledge that was agreed to and waits for how many people it is for. */
const row = z.object({
  no: z.number(),
  /** Null once it is over. */
  step: z.literal('people').nullable(),
  data: z.object({
    kind: z.enum(PLEDGE_KINDS).optional(),
    campaign: z.string().optional(),
    version: z.number().optional(),
    wording: z.string().optional(),
  }),
  lastUpdate: z.string(),
});
export type PledgeForm = z.output<typeof row>;

/** The pledge's form of a chat, open or just over, or null. */
export async function readPledgeForm(on: Queryable, chat: Chat, at: Date): Promise<PledgeForm | null> {
  const found = await readFormRow(on, chat, [PLEDGE_FORM], at);
  return found === null ? null : row.parse(found);
}
