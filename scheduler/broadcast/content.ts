import { z } from 'zod';
import { LoaError } from '../../base/errors.js';
import type { LocalisedMessage } from '../../content/message.js';
import type { Database } from '../../prisma/database.js';
import { isAsApproved } from './hash.js';
import { isPersonal, readDigests } from './personal.js';

const mark = z.union([
  z.object({
    type: z.enum(['bold', 'italic', 'strike', 'code', 'quote']),
    start: z.number().int(),
    end: z.number().int(),
  }),
  z.object({ type: z.literal('link'), start: z.number().int(), end: z.number().int(), url: z.string() }),
]);
const part = z.object({
  body: z.object({ text: z.string(), marks: z.array(mark) }),
  media: z
    .object({
      kind: z.enum(['photo', 'video', 'document']),
      sha256: z.string(),
      fileName: z.string(),
      mime: z.string(),
      sizeBytes: z.number(),
    })
    .nullable(),
  buttons: z.array(
    z.array(
      z.union([z.object({ label: z.string(), url: z.string() }), z.object({ label: z.string(), data: z.string() })]),
    ),
  ),
  template: z.record(z.string(), z.string()).optional(),
});
const localisedMessage = z.record(z.string(), z.array(part));

/** A message as it is stored, or null where it cannot be read. */
export function readStoredMessage(stored: unknown): LocalisedMessage | null {
  return localisedMessage.safeParse(stored).data ?? null;
}

/** What a sender needs to know of a broadcast that runs; fixed from its approval on. */
export interface BroadcastContent {
  message: LocalisedMessage;
  resendUnknown: boolean;
  /** It says something else to each person: `saidTo` knows what. */
  personal: boolean;
}

/** The stored message may not or cannot go out, and to nobody: it is no longer what was approved, or no message at all. */
export class BadContent extends LoaError {
  /** What the broadcast is held for. */
  readonly holdReason: string;
  constructor(broadcastId: number, holdReason: 'changed-after-approval' | 'content: unreadable', why: string) {
    super('bad-content', `The message of broadcast ${broadcastId} does not go out: ${why}`);
    this.name = 'BadContent';
    this.holdReason = holdReason;
  }
}

/** Broadcasts kept in memory; a turn goes round a handful. */
const KEPT = 50;

/** Reads a broadcast's message once, makes sure that it is what was approved, and keeps it. */
export function contentReader(db: Database): (broadcastId: number) => Promise<BroadcastContent> {
  const kept = new Map<number, Promise<BroadcastContent>>();
  return (broadcastId) => {
    let found = kept.get(broadcastId);
    if (!found) {
      found = read(db, broadcastId);
      found.catch(() => kept.delete(broadcastId));
      kept.set(broadcastId, found);
      const oldest = kept.keys().next().value;
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    }
    return found;
  };
}

async function read(db: Database, broadcastId: number): Promise<BroadcastContent> {
  const { rows } = await db.pool.query<{ message: unknown; on_unknown: string; audience: string }>(
    `select message, on_unknown, audience from broadcast where id = $1`,
    [broadcastId],
  );
  const row = rows[0];
  if (!row) throw new BadContent(broadcastId, 'content: unreadable', 'there is no such broadcast');
  if (!(await isAsApproved(db, broadcastId)))
    throw new BadContent(broadcastId, 'changed-after-approval', 'it was changed after its approval');
  const message = localisedMessage.safeParse(row.message);
  if (!message.success) throw new BadContent(broadcastId, 'content: unreadable', z.prettifyError(message.error));
  return {
    message: message.data,
    resendUnknown: row.on_unknown === 'resend',
    personal: isPersonal(row.audience),
  };
}

/** Deliveries of one broadcast, by number. */
export interface Leased {
  month: string;
  broadcastId: number;
  seqs: readonly number[];
}

/**
 * What each of these deliveries says: the broadcast's message, or the person's own, read for all of them at once. Null: nothing any more,
 * for it was erased, or is not what was planned.
 */
export async function saidTo(
  db: Database,
  content: BroadcastContent,
  leased: Leased,
): Promise<(seq: number) => LocalisedMessage | null> {
  if (!content.personal) return () => content.message;
  const digests = await readDigests(db, leased);
  return (seq) => readStoredMessage(digests.get(seq));
}
