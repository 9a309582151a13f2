import type { Clock } from '../../base/clock.js';
import type { InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import type { Broadcast } from '../../prisma/generated/client.js';
import { lockCaps } from '../cap/hadTheirShare.js';
import { recheckCap } from '../cap/recheckCap.js';
import { skipCancelled } from '../delivery/expire.js';
import { formatVietnamTime } from '../time/vietnamTime.js';
import { requireStaffFor } from './bounds.js';
import { type BroadcastVerb, findBroadcast, refusal, wrongState } from './find.js';
import { type Ground, groundHash, knownGround, readGround, rememberPosition } from './ground.js';
import { approvalHash, isAsApproved, readApprovable } from './hash.js';
import { USELESS_AFTER_HOURS } from './start.js';

/** Who does it and in which language they are told why not. `name` null: whoever has the machine's shell. */
export interface By {
  name: string | null;
  clock: Clock;
  say: Translate;
  locale: string;
  /** The channel of the chat in which it was done; the audit chain keeps it. */
  via?: string;
}

/** The name in the audit chain of somebody who works on the machine itself and gave no staff name. */
const OPERATOR = 'operator';

/**
 * Approval by a second person, bound to the hash of everything that changes what, whom or when. With a time it arms
 * the broadcast. What was sent back to its author is not approved.
 *
 * @param seen how the hash began of what the approver had on the screen: anything changed since is refused
 * @param said in which position, and the plan or letter it rests on; what is not said is taken as it is known (ground.ts)
 */
export async function approveBroadcast(
  db: Database,
  id: string,
  by: By & { name: string },
  seen = '',
  said: Partial<Ground> = {},
): Promise<{ hash: string } & Ground> {
  const own = readGround(said, by.say);
  const broadcast = await findBroadcast(db, id, by.say);
  const staff = await requireStaffFor(db, by.name, 'broadcast.approve', broadcast, by.locale);
  if (broadcast.createdBy === staff.name) {
    throw refusal('no-second-person', by.say, 'scheduler:noSecond', 'scheduler:noSecondMend', { id, name: staff.name });
  }
  if (broadcast.state === 'draft' && broadcast.sentBackAt !== null) throw wasSentBack(broadcast, by.say);
  const approvable = await readApprovable(db, broadcast.id);
  const hash = approvalHash(approvable);
  if (!hash.startsWith(seen)) throw refusal('edited', by.say, 'scheduler:edited', 'scheduler:editedMend', { id });
  const known = await knownGround(db, staff.name, broadcast);
  const ground: Ground = { position: own.position ?? known.position, basis: own.basis ?? known.basis };
  await change(
    db,
    broadcast,
    'approve',
    by,
    { hash, ...approvable.caps, ...groundHash(ground) },
    {
      sql: `state = 'approved', approved_by = $2, approved_at = now(), approved_hash = $3, approved_position = $4, approved_basis = $5`,
      values: [staff.name, hash, ground.position, ground.basis],
      from: ['draft'],
      where: 'sent_back_at is null',
    },
    (client) => rememberPosition(client, staff.name, own.position),
  );
  return { hash, ...ground };
}

/**
 * Gives a broadcast back to who wrote it, with the reason, while nothing of it has gone out: an approval that it had is void, and
 * it is a draft that nobody approves any more. The reason stands with the broadcast; in the audit chain stands who and that it was so.
 */
export async function sendBackBroadcast(
  db: Database,
  id: string,
  reason: string,
  by: By & { name: string },
): Promise<void> {
  const broadcast = await findBroadcast(db, id, by.say);
  const staff = await requireStaffFor(db, by.name, 'broadcast.send-back', broadcast, by.locale);
  const why = nfc(reason).trim();
  if (why === '' || why.length > REASON_CHARS) {
    throw refusal('bad-reason', by.say, 'scheduler:badReason', 'scheduler:badReasonMend', { limit: REASON_CHARS });
  }
  if (broadcast.state === 'draft' && broadcast.sentBackAt !== null) throw wasSentBack(broadcast, by.say);
  await change(
    db,
    broadcast,
    'send-back',
    by,
    { was: broadcast.state },
    {
      sql: `state = 'draft', approved_by = null, approved_at = null, approved_hash = null, approved_position = null, approved_basis = null,
            sent_back_at = $2, sent_back_by = $3, sent_back_reason = $4`,
      values: [by.clock.now(), staff.name, why],
      from: ['draft', 'approved'],
      where: 'started_at is null and sent_back_at is null',
    },
  );
}

/** A reason is read on a phone. */
const REASON_CHARS = 1_000;

function wasSentBack(broadcast: Broadcast, say: Translate): InputError {
  const { id, sentBackBy: name, sentBackReason: reason } = broadcast;
  const values = { id, name: name ?? '', reason: reason ?? '' };
  return refusal('sent-back', say, 'scheduler:sentBack', 'scheduler:sentBackMend', values);
}

/** Starts an approved broadcast now. One that has a time starts by itself, and refuses. */
export async function startBroadcast(db: Database, id: string, by: By): Promise<void> {
  const broadcast = await findBroadcast(db, id, by.say);
  await mayStaff(db, by, 'start', broadcast);
  if (broadcast.state !== 'approved') throw wrongState(broadcast, 'start', by.say);
  if (broadcast.at !== null) {
    const values = { id, at: formatVietnamTime(broadcast.at) };
    throw refusal('has-time', by.say, 'scheduler:hasTime', 'scheduler:hasTimeMend', values);
  }
  await mustBeAsApproved(db, broadcast, by);
  await change(
    db,
    broadcast,
    'start',
    by,
    {},
    {
      sql: `state = 'running', started_at = now(), until = coalesce(until, now() + $2 * interval '1 hour')`,
      values: [USELESS_AFTER_HOURS],
      from: ['approved'],
    },
  );
}

/** Stops leasing from the commit on: one UPDATE. What is in flight ends with its outcome. */
export async function pauseBroadcast(db: Database, id: string, by: By): Promise<void> {
  const broadcast = await findBroadcast(db, id, by.say);
  await mayStaff(db, by, 'pause', broadcast);
  await change(db, broadcast, 'pause', by, {}, { sql: `state = 'paused'`, values: [], from: ['approved', 'running'] });
}

/** Goes on where it stopped; nobody is sent to twice, because the ledger says who was, and nobody beyond the share that others used up meanwhile. */
export async function resumeBroadcast(db: Database, id: string, by: By): Promise<void> {
  const broadcast = await findBroadcast(db, id, by.say);
  await mayStaff(db, by, 'resume', broadcast);
  if (broadcast.heldReason === 'gap' || broadcast.heldReason === 'moved') {
    throw refusal('needs-adopt', by.say, 'scheduler:needsAdopt', 'scheduler:needsAdoptMend', { id });
  }
  if (broadcast.state === 'paused' || broadcast.state === 'held') await mustBeAsApproved(db, broadcast, by);
  // A late one that waited for a person starts now; one that was paused before its time goes on waiting for it.
  await change(
    db,
    broadcast,
    'resume',
    by,
    {},
    {
      sql: `state = case when started_at is not null or held_reason = 'late' then 'running' else 'approved' end::broadcast_state,
          started_at = case when held_reason = 'late' then now() else started_at end,
          until = case when held_reason = 'late' then coalesce(until, at + $2 * interval '1 hour') else until end,
          held_reason = null, held_from = null`,
      values: [USELESS_AFTER_HOURS],
      from: ['paused', 'held'],
    },
    async (client) => {
      await lockCaps(client);
      await recheckCap(client, broadcast.id);
    },
  );
}

/** Ends it for good: what waits is skipped as cancelled; what is in flight ends with its outcome. */
export async function cancelBroadcast(db: Database, id: string, by: By): Promise<void> {
  const broadcast = await findBroadcast(db, id, by.say);
  await mayStaff(db, by, 'cancel', broadcast);
  await change(
    db,
    broadcast,
    'cancel',
    by,
    {},
    {
      sql: `state = 'cancelled', finished_at = case when fanned_out_at is null then now() end, held_reason = null, held_from = null`,
      values: [],
      from: ['draft', 'approved', 'running', 'paused', 'held'],
    },
  );
  await skipCancelled(db);
}

/** Anybody at the machine may stop or go on with what two people decided; a staff name, when given, must have the right. */
async function mayStaff(
  db: Database,
  by: By,
  verb: 'start' | 'pause' | 'resume' | 'cancel',
  broadcast: Broadcast,
): Promise<void> {
  if (by.name === null) return;
  await requireStaffFor(db, by.name, `broadcast.${verb}`, broadcast, by.locale);
}

async function mustBeAsApproved(db: Database, broadcast: Broadcast, by: By): Promise<void> {
  if (await isAsApproved(db, broadcast.id)) return;
  throw refusal('changed', by.say, 'scheduler:changed', 'scheduler:changedMend', { id: broadcast.id });
}

/** One guarded UPDATE with its audit entry; refuses when the state has moved on meanwhile. */
async function change(
  db: Database,
  broadcast: Broadcast,
  verb: BroadcastVerb,
  by: By,
  detail: Record<string, string | number | null>,
  update: { sql: string; values: unknown[]; from: string[]; where?: string },
  first?: (client: Queryable) => Promise<void>,
): Promise<void> {
  await inTransaction(db, async (client) => {
    await first?.(client);
    const { rowCount } = await client.query(
      `update broadcast set ${update.sql} where id = $1 and state = any($${update.values.length + 2}::broadcast_state[]) and (${update.where ?? 'true'})`,
      [broadcast.id, ...update.values, update.from],
    );
    if (rowCount === 0) throw wrongState(broadcast, verb, by.say);
    await appendAudit(client, {
      at: by.clock.now(),
      actor: by.name ?? OPERATOR,
      action: `broadcast.${verb}`,
      subject: `broadcast:${broadcast.id}`,
      detail: by.via === undefined ? detail : { ...detail, via: by.via },
    });
  });
}
