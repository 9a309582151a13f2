import type { Database } from '../../prisma/database.js';
import type { Counts, LoggedCall } from '../../simulator/index.js';
import { insist, type Kill, type Outage } from './faults.js';
import { ERROR, type ServiceProcess, WARN } from './processes.js';
import type { Schedule } from './schedule.js';

interface LedgerRow {
  seq: number;
  contactId: number;
  chat: number;
  state: string;
  reason: string | null;
  attempts: number;
}

export interface Findings {
  /** What a promise was broken by; empty when all were kept. */
  complaints: string[];
  /** Figures for whoever reads the run. */
  figures: Record<string, number | string>;
}

/** After the run: the ledger against the plan, the ledger against what the simulator saw, and each unknown against its cause. */
export async function check(run: {
  db: Database;
  broadcastId: number;
  chats: readonly number[];
  schedule: Schedule;
  counts: Counts;
  log: LoggedCall[];
  kills: Kill[];
}): Promise<Findings> {
  const { chats, schedule, counts, log, kills } = run;
  const { planned, state, rows } = await insist(() => readLedger(run.db, run.broadcastId), 30_000);
  const complaints: string[] = [];
  const complain = (what: string, found: readonly LedgerRow[]) => {
    if (found.length > 0) complaints.push(`${found.length} × ${what}, e.g. ${JSON.stringify(found[0])}`);
  };

  const by = (name: string) => rows.filter((row) => row.state === name);
  const settled = ['sent', 'failed', 'skipped', 'expired', 'unknown'].reduce((sum, name) => sum + by(name).length, 0);
  if (state !== 'finished') complaints.push(`the broadcast is ${state}, not finished`);
  if (planned !== chats.length) complaints.push(`planned for ${planned} of ${chats.length} people`);
  if (settled !== planned)
    complaints.push(`planned ${planned}, but sent + failed + skipped + expired + unknown = ${settled}`);
  if (new Set(rows.map((row) => row.contactId)).size !== rows.length) complaints.push('a person has two rows');

  const seen = (row: LedgerRow) => counts.perChat[row.chat] ?? 0;
  complain(
    'got it twice',
    rows.filter((row) => seen(row) > 1),
  );
  complain(
    'sent, but it never arrived',
    by('sent').filter((row) => seen(row) !== 1),
  );
  complain(
    'arrived, though the ledger says it surely did not',
    rows.filter((row) => !['sent', 'unknown'].includes(row.state) && seen(row) > 0),
  );

  const refused = new Map<number, string>();
  for (const n of schedule.forbidden) refused.set(chats[n] ?? 0, 'blocked-by-user');
  for (const n of schedule.badRequest) refused.set(chats[n] ?? 0, 'chat-not-found');
  complain(
    'failed for another reason than the chat gave',
    by('failed').filter((row) => refused.get(row.chat) !== row.reason),
  );
  complain('skipped or expired with no reason to', [...by('skipped'), ...by('expired')]);
  complain(
    'no reason given',
    [...by('failed'), ...by('unknown')].filter((row) => row.reason === null),
  );

  const unanswered = new Set(log.filter(isUnanswered).map((call) => call.chatId));
  const underWay = new Set(kills.flatMap((kill) => kill.underWay.map(({ seq }) => seq)));
  const expired = by('unknown').filter((row) => row.reason === 'lease-expired');
  const silent = by('unknown').filter((row) => row.reason !== 'lease-expired');
  complain(
    'unknown, but not under way at any kill',
    expired.filter((row) => !underWay.has(row.seq)),
  );
  complain(
    'unknown, but every call was answered',
    silent.filter((row) => !unanswered.has(row.chat)),
  );

  const called = new Set(log.map((call) => call.chatId));
  const neverCalled = new Set(expired.filter((row) => !called.has(row.chat)).map((row) => row.seq));
  return {
    complaints,
    figures: {
      planned,
      ...Object.fromEntries(['sent', 'failed', 'skipped', 'expired', 'unknown'].map((name) => [name, by(name).length])),
      'unknown, by kills': expired.length,
      '  of these never called': neverCalled.size,
      '    leased before the kill by, in ms': kills
        .flatMap((kill) =>
          kill.underWay.filter(({ seq }) => neverCalled.has(seq)).map(({ leasedAt }) => Math.round(kill.at - leasedAt)),
        )
        .join(' '),
      '  of these arrived': expired.filter((row) => seen(row) > 0).length,
      'under way at each kill': kills.map((kill) => kill.underWay.length).join(' '),
      'unknown, by the API': silent.length,
      'calls cut, silent or 5xx': log.filter(isUnanswered).length,
      'calls refused': JSON.stringify(counts.refused),
      'most attempts': rows.reduce((most, row) => Math.max(most, row.attempts), 0),
    },
  };
}

/** Nobody can know what became of such a call. */
function isUnanswered(call: LoggedCall): boolean {
  return call.outcome === 'cut' || call.outcome === 'silent' || (call.errorCode ?? 0) >= 500;
}

async function readLedger(db: Database, id: number): Promise<{ planned: number; state: string; rows: LedgerRow[] }> {
  const broadcast = await db.pool.query<{ planned: number; state: string }>(
    'select planned, state from broadcast where id = $1',
    [id],
  );
  const { rows } = await db.pool.query<LedgerRow>(
    `select d.seq, d.contact_id as "contactId", a.external_id::int as chat, d.state, d.reason, d.attempts
       from delivery d join address a on a.contact_id = d.contact_id where d.broadcast_id = $1 order by d.seq`,
    [id],
  );
  const { planned = 0, state = 'gone' } = broadcast.rows[0] ?? {};
  return { planned, state, rows };
}

/** Whether the services themselves held out: none ended by itself while it ran, none threw, none needed the last net. */
export function checkServices(services: readonly ServiceProcess[], outages: readonly Outage[]): Findings {
  const complaints: string[] = [];
  let refusedStarts = 0;
  let warnings = 0;
  let errors = 0;
  for (const service of services) {
    for (const own of service.ownEnds) {
      const storeAway = outages.some((outage) => outage.from <= own.endedAt && outage.to >= own.startedAt);
      if (own.running || own.signal !== null || !storeAway)
        complaints.push(`a service ended by itself: ${JSON.stringify(own)}`);
      else refusedStarts += 1;
    }
    const { entries, other } = service.log();
    warnings += entries.filter((entry) => entry.level === WARN).length;
    errors += entries.filter((entry) => entry.level >= ERROR).length;
    const repaired = entries.filter((entry) => entry.msg === 'the ledger was repaired');
    if (repaired.length > 0) complaints.push(`the ledger had to be repaired: ${JSON.stringify(repaired[0])}`);
    const thrown = other.filter((line) => /^\s+at |Unhandled|Uncaught|Warning/.test(line));
    if (thrown.length > 0) complaints.push(`a service wrote: ${thrown.slice(0, 3).join(' ')}`);
  }
  return {
    complaints,
    figures: { 'log lines (warnings, errors)': `${warnings}, ${errors}`, 'starts without a store': refusedStarts },
  };
}
