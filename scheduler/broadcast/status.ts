import type { Clock } from '../../base/clock.js';
import { SECOND_MS } from '../../base/clock.js';
import type { Translate } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import type { Broadcast } from '../../prisma/generated/client.js';
import { oldestOverdueMs } from '../clock/overdue.js';
import { PLACE_STOPPED } from '../stop/stopped.js';
import { afterOpenTime, isOpen } from '../time/quietHours.js';
import { isoDate } from '../time/vietnamTime.js';
import { findBroadcast } from './find.js';

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'failed', 'skipped', 'expired', 'unknown'] as const;
export type DeliveryCounts = Record<(typeof DELIVERY_STATES)[number], number>;

/** The contract's status; times are ISO 8601 or null. Always planned = the sum of the seven counts. */
export interface BroadcastStatus extends DeliveryCounts {
  id: string;
  state: Broadcast['state'];
  planned: number;
  startedAt: string | null;
  finishedAt: string | null;
  /** When the last waiting message should be through, at the rate reached lately and inside the hours; null when unknown or over. */
  forecast: string | null;
  at: string | null;
  until: string | null;
  createdBy: string;
  approvedBy: string | null;
  /** In which position, and the plan or letter it rests on. */
  approvedPosition: string | null;
  approvedBasis: string | null;
  /** Why it is held, or why its sender is stopped: `gap`, `moved`, `late`, `changed-after-approval`, `content: …`, `sender: …`. */
  heldReason: string | null;
  /** An approver gave it back to who wrote it. */
  sentBack: { by: string; at: string; reason: string } | null;
  parent: string | null;
  /** What a running broadcast waits for: the morning, the end of a silence that the platform asked for, or a word about people whose place was stopped. */
  waitsFor: 'quiet-hours' | 'platform' | 'place-stop' | null;
  /** For how long it has had work it could do and was not served, in seconds; 0 when all is well. */
  overdueSeconds: number;
  /** Why people were skipped, with how many for each reason: they add up to `skipped`. */
  skippedFor: Record<string, number>;
  /** Of those waiting: whose place was stopped, until somebody releases or drops them. */
  placeStopped: number;
}

/** Counts its deliveries by state: from the rows themselves, never from a counter that could drift. */
async function countDeliveries(
  db: Database,
  broadcast: Pick<Broadcast, 'id' | 'month'>,
): Promise<{ counts: DeliveryCounts; skippedFor: Record<string, number>; placeStopped: number }> {
  const { rows } = await db.pool.query<{ state: keyof DeliveryCounts; reason: string | null; n: number }>(
    `select state, case when state = 'skipped' or (state = 'waiting' and retry_at = 'infinity') then reason end as reason, count(*)::int as n
       from delivery where month = $1::date and broadcast_id = $2 group by 1, 2 order by 3 desc, 2`,
    [isoDate(broadcast.month), broadcast.id],
  );
  const counts: DeliveryCounts = { waiting: 0, sending: 0, sent: 0, failed: 0, skipped: 0, expired: 0, unknown: 0 };
  const skippedFor: Record<string, number> = {};
  let placeStopped = 0;
  for (const { state, reason, n } of rows) {
    counts[state] += n;
    if (state === 'waiting' && reason === PLACE_STOPPED) placeStopped = n;
    if (state === 'skipped') skippedFor[reason ?? 'unknown'] = n;
  }
  return { counts, skippedFor, placeStopped };
}

/** How a broadcast stands now. `ratePerSecond` is the configured pace, for the forecast before anything was sent. */
export async function broadcastStatus(
  db: Database,
  id: string,
  by: { clock: Clock; say: Translate; ratePerSecond: number },
): Promise<BroadcastStatus> {
  const broadcast = await findBroadcast(db, id, by.say);
  const { counts, skippedFor, placeStopped } = await countDeliveries(db, broadcast);
  const sender = await senderNow(db);
  const running = broadcast.state === 'running';
  const state = running && sender.homeHeld ? 'held' : broadcast.state;
  const forecast =
    state === 'running' && broadcast.fannedOutAt !== null && sender.stopped === null
      ? await forecastEnd(db, broadcast, { ...counts, waiting: counts.waiting - placeStopped }, sender, by)
      : null;
  return {
    id: String(broadcast.id),
    state,
    // The broadcast's own figure was read a moment before the rows, and a fan-out may lie between.
    planned: Math.max(
      broadcast.planned,
      Object.values(counts).reduce((sum, n) => sum + n, 0),
    ),
    ...counts,
    startedAt: broadcast.startedAt?.toISOString() ?? null,
    finishedAt: broadcast.finishedAt?.toISOString() ?? null,
    forecast: forecast?.toISOString() ?? null,
    at: broadcast.at?.toISOString() ?? null,
    until: broadcast.until?.toISOString() ?? null,
    createdBy: broadcast.createdBy,
    approvedBy: broadcast.approvedBy,
    approvedPosition: broadcast.approvedPosition,
    approvedBasis: broadcast.approvedBasis,
    heldReason:
      broadcast.heldReason ??
      (running && sender.homeHeld ? 'moved' : running && sender.stopped !== null ? `sender: ${sender.stopped}` : null),
    sentBack:
      broadcast.sentBackAt === null
        ? null
        : {
            by: broadcast.sentBackBy ?? '',
            at: broadcast.sentBackAt.toISOString(),
            reason: broadcast.sentBackReason ?? '',
          },
    parent: broadcast.parentId === null ? null : String(broadcast.parentId),
    waitsFor:
      !running || counts.waiting === 0
        ? null
        : counts.waiting === placeStopped
          ? 'place-stop'
          : !broadcast.anyHour && !isOpen(by.clock.now())
            ? 'quiet-hours'
            : sender.notBefore !== null
              ? 'platform'
              : null,
    overdueSeconds: running ? Math.round((await oldestOverdueMs(db, by.clock, broadcast.id)) / SECOND_MS) : 0,
    skippedFor,
    placeStopped,
  };
}

interface SenderNow {
  homeHeld: boolean;
  stopped: string | null;
  recentRate: number | null;
  /** The platform's silence, if it still lasts. */
  notBefore: Date | null;
}

async function senderNow(db: Database): Promise<SenderNow> {
  const { rows } = await db.pool.query<{
    held: boolean;
    stopped: string | null;
    rate: number | null;
    not_before: Date | null;
  }>(
    `select exists (select from home where held_at is not null) as held,
            (select stopped_reason from sender where stopped_at is not null limit 1) as stopped,
            (select max(recent_rate) from sender) as rate, (select max(not_before) from sender where not_before > now()) as not_before`,
  );
  const row = rows[0];
  return {
    homeHeld: row?.held ?? false,
    stopped: row?.stopped ?? null,
    recentRate: row?.rate ?? null,
    notBefore: row?.not_before ?? null,
  };
}

/** Others that run share the pace: each takes as many turns as this one until it is through itself. */
async function forecastEnd(
  db: Database,
  broadcast: Broadcast,
  counts: DeliveryCounts,
  sender: SenderNow,
  by: { clock: Clock; ratePerSecond: number },
): Promise<Date | null> {
  const own = counts.waiting + counts.sending;
  if (own === 0) return null;
  const others = await db.prisma.broadcast.findMany({
    where: { state: 'running', id: { not: broadcast.id }, fannedOutAt: { not: null } },
    select: { id: true, month: true },
  });
  let ahead = 0;
  for (const other of others) ahead += Math.min(own, (await countDeliveries(db, other)).counts.waiting);
  const rate = Math.min(by.ratePerSecond, sender.recentRate ?? by.ratePerSecond);
  const from = new Date(Math.max(by.clock.now().getTime(), sender.notBefore?.getTime() ?? 0));
  const workMs = ((own + ahead) / Math.max(rate, 0.1)) * SECOND_MS;
  const end = broadcast.anyHour ? new Date(from.getTime() + workMs) : afterOpenTime(from, workMs);
  return broadcast.until !== null && end > broadcast.until ? broadcast.until : end;
}
