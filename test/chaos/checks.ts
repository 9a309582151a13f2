import type { Database } from '../../prisma/database.js';
import type { Seen, SeenCall } from './apiProcess.js';
import { insist, type Kill, type Outage } from './faults.js';
import { fatesOf } from './people.js';
import { ERROR, type ServiceProcess, WARN } from './processes.js';
import { RATE, type Schedule } from './schedule.js';

interface LedgerRow {
  seq: number;
  contactId: number;
  chat: string;
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
  chats: readonly string[];
  schedule: Schedule;
  counts: Seen;
  log: SeenCall[];
  kills: Kill[];
  /** Nobody waited for what the platform asked for. */
  hastened: boolean;
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

  const fates = fatesOf(schedule, chats);
  const called = new Set(log.flatMap(({ chat }) => chat ?? []));
  complain(
    'failed or skipped, and not for the reason that there was',
    [...by('failed'), ...by('skipped')].filter(({ chat, state: became, reason }) => {
      const fate = fates.get(chat);
      return fate?.state !== became || fate.reason !== reason;
    }),
  );
  complain(
    'sent to whom nothing may be sent',
    rows.filter((row) => fates.has(row.chat) && seen(row) > 0),
  );
  complain(
    'called, though nobody may call them any more',
    rows.filter((row) => fates.get(row.chat)?.called === false && called.has(row.chat)),
  );
  complain('expired with no reason to', by('expired'));
  if (!run.hastened) complaints.push(...brokenSilence(log, kills));
  complain(
    'no reason given',
    [...by('failed'), ...by('unknown')].filter((row) => row.reason === null),
  );

  const unanswered = new Set(log.filter(({ unanswered: open }) => open).map(({ chat }) => chat));
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
      'calls cut, silent or 5xx': log.filter((call) => call.unanswered).length,
      'calls refused': JSON.stringify(counts.refused),
      'most attempts': rows.reduce((most, row) => Math.max(most, row.attempts), 0),
    },
  };
}

/** What was under way when Zalo said -32, and the commit that all processes see, take less. */
const SILENT_AFTER_MS = 10_000;
const SILENT_UNTIL_MS = 50_000;

/** Calls in the minute after a -32. Whoever was killed with the refusal in its hand told nobody. */
function brokenSilence(log: readonly SeenCall[], kills: readonly Kill[]): string[] {
  const refusals = log.filter(
    ({ error, atMs }) => error === RATE && !kills.some(({ at }) => Math.abs(at - atMs) < SILENT_AFTER_MS),
  );
  const loud = (since: number) =>
    log.filter(({ chat, atMs }) => chat !== null && atMs > since + SILENT_AFTER_MS && atMs < since + SILENT_UNTIL_MS);
  const broken = refusals.reduce((most, { atMs }) => Math.max(most, loud(atMs).length), 0);
  return broken === 0 ? [] : [`${broken} calls within the minute after "reached limit call api"`];
}

async function readLedger(db: Database, id: number): Promise<{ planned: number; state: string; rows: LedgerRow[] }> {
  const broadcast = await db.pool.query<{ planned: number; state: string }>(
    'select planned, state from broadcast where id = $1',
    [id],
  );
  const { rows } = await db.pool.query<LedgerRow>(
    `select d.seq, d.contact_id as "contactId", a.external_id as chat, d.state, d.reason, d.attempts
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
