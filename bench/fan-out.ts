/**
 * How long it takes until a broadcast to a million has a row for everyone, and what that costs the service in memory;
 * and how fast these rows are then leased and recorded, without any call between.
 * `npx tsx bench/fan-out.ts [--people 1000000] [--broadcasts 2] [--fillfactor 60,80,100] [--history 5] [--write]`.
 * With a history (2 to 6) each broadcast counts what everybody was sent by so many on the days before, and holds nobody back: the cost of the cap.
 * Wanted: one statement, under 20 s on PostgreSQL, memory growing by less than 100 MB.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createLog } from '../base/log.js';
import type { Database } from '../prisma/database.js';
import { deliveryPartition } from '../prisma/partitions.js';
import { noteEnded } from '../scheduler/cap/noteShares.js';
import { fanOut } from '../scheduler/delivery/fanOut.js';
import { LEASE_MOST, lease } from '../scheduler/delivery/lease.js';
import { type RecordedOutcome, recordOutcomes } from '../scheduler/delivery/record.js';
import { registerSender } from '../scheduler/sender/register.js';
import { describeMachine } from './machine.js';
import { TEXT } from './support/compete.js';
import { broadcastFor, fillPeople } from './support/people.js';
import { publish, table, whole } from './support/results.js';
import { openServer, withPeakRss } from './support/servers.js';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    broadcasts: { type: 'string', default: '2' },
    fillfactor: { type: 'string', default: '' },
    history: { type: 'string', default: '0' },
    write: { type: 'boolean', default: false },
  },
});
const people = Number(values.people);
const history = Number(values.history);
/** Leased and recorded of each broadcast. */
const SENT = Math.min(people, 30_000);
const SENDER = 'telegram.4242';

interface Measured {
  label: string;
  seconds: number;
  growthMib: number;
  tableMib: number;
  leasedPerSecond: number;
  recordedPerSecond: number;
  /** Share of the updates that touched no index. */
  hot: number;
}

const log = createLog('warn', 'bench');
const { db, close } = await openServer();
try {
  const machine = await describeMachine(db.pool);
  console.log(machine);
  await fillPeople(db, people);
  await registerSender(db, SENDER, 'telegram');
  const results: Measured[] = [];
  for (const fillfactor of values.fillfactor === '' ? [null] : values.fillfactor.split(',').map(Number)) {
    for (let n = 1; n <= Number(values.broadcasts); n += 1) {
      const measured = await measure(fillfactor, n);
      results.push(measured);
      console.log(`${measured.label}: ${measured.seconds.toFixed(1)} s`);
    }
  }
  publish('Fan-out', report(machine, results));
} finally {
  await close();
}

async function measure(fillfactor: number | null, n: number): Promise<Measured> {
  const id = Number(await broadcastFor(db, people, TEXT));
  const { rows } = await db.pool.query<{ month: string }>(
    `update broadcast set state = 'running', started_at = now(), until = now() + interval '1 day' where id = $1 returning month::text`,
    [id],
  );
  const month = rows[0]?.month ?? '';
  const partition = deliveryPartition(month);
  if (n === 1) {
    await db.pool.query(`truncate ${partition}`);
    if (fillfactor !== null) await db.pool.query(`alter table ${partition} set (fillfactor = ${fillfactor})`);
    for (let day = 1; day <= history; day += 1) await writeHistory(partition, day);
    await db.pool.query('checkpoint');
  }
  if (history > 0) await db.pool.query(`update broadcast set any_hour = false where id = $1`, [id]);
  const began = performance.now();
  const { result: planned, before, peak } = await withPeakRss(() => fanOut(db, id, ['telegram'], log));
  const seconds = (performance.now() - began) / 1_000;
  if (planned !== people) throw new Error(`Planned for ${planned}, not for ${people}`);
  const size = await db.pool.query<{ mib: number }>(`select pg_table_size('${partition}') / 1048576.0::float8 as mib`);
  const sent = await leaseAndRecord(db, id, month);
  await db.pool.query(`update broadcast set state = 'paused' where id = $1`, [id]);
  const past = history === 0 ? '' : `, after ${history} on the days before`;
  const settings = `${fillfactor === null ? '' : `, fillfactor ${fillfactor}`}${past}`;
  return {
    label: `${n}. broadcast of the month${settings}`,
    seconds,
    growthMib: peak - before,
    tableMib: size.rows[0]?.mib ?? 0,
    ...sent,
    hot: await hotShare(db, partition),
  };
}

/** A broadcast that was sent so many days ago to all but one in `history`: everybody has had one less than the week's share of as many. */
async function writeHistory(partition: string, day: number): Promise<void> {
  await db.pool.query(
    `insert into awareness_cap (id, per_day, per_week, set_by, set_at) values (1, 1, $1, 'bench', now())
     on conflict (id) do update set per_week = $1`,
    [history],
  );
  const id = Number(await broadcastFor(db, people, TEXT));
  await db.pool.query(
    `update broadcast set state = 'running', started_at = now(), until = now() + interval '1 day' where id = $1`,
    [id],
  );
  await fanOut(db, id, ['telegram'], log);
  await db.pool.query(
    `update ${partition} set state = case when contact_id % $3 = $2 % $3 then 'expired' else 'sent' end::delivery_state,
            sent_at = now() - $2::int * interval '1 day' where broadcast_id = $1`,
    [id, day, history],
  );
  await db.pool.query(
    `update broadcast set any_hour = false, state = 'finished', finished_at = now() - $2::int * interval '1 day' where id = $1`,
    [id, day],
  );
  await noteEnded(db.pool, [id]);
}

/** The two statements of the hot path in turn, on one connection each, as if every call took no time. */
async function leaseAndRecord(on: Database, id: number, month: string) {
  await on.pool.query(`select pg_stat_reset()`);
  let leasing = 0;
  let recording = 0;
  let done = 0;
  while (done < SENT) {
    const start = performance.now();
    const where = { channel: 'telegram', sender: SENDER, kind: 'awareness', month, windowOpen: true } as const;
    const leased = await lease(on, { ...where, count: LEASE_MOST, token: randomUUID() });
    if (!leased || leased.broadcastId !== id || leased.deliveries.length === 0) throw new Error('Nothing to lease');
    const between = performance.now();
    const outcomes = leased.deliveries.map(
      ({ seq, nextPart }): RecordedOutcome => ({
        seq,
        token: leased.token,
        state: 'sent',
        reason: null,
        messageIds: [String(seq)],
        nextPart,
        retryInMs: 0,
        refund: false,
      }),
    );
    await recordOutcomes(on, month, id, outcomes);
    leasing += between - start;
    recording += performance.now() - between;
    done += leased.deliveries.length;
  }
  return { leasedPerSecond: (done / leasing) * 1_000, recordedPerSecond: (done / recording) * 1_000 };
}

async function hotShare(on: Database, partition: string): Promise<number> {
  // The counters of a busy connection arrive up to a second late.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { rows } = await on.pool.query<{ hot: number }>(
    `select n_tup_hot_upd / greatest(n_tup_upd, 1)::float8 as hot from pg_stat_user_tables where relname = $1`,
    [partition],
  );
  return rows[0]?.hot ?? 0;
}

function report(machine: string, results: readonly Measured[]): string {
  const head = [
    'what',
    'fan-out',
    'rows/s',
    "service's memory",
    'table',
    'leased/s',
    'recorded/s',
    'updates without an index',
  ];
  const rows = results.map((one) => [
    one.label,
    `${one.seconds.toFixed(1)} s`,
    whole(people / one.seconds),
    `+${whole(one.growthMib)} MiB`,
    `${whole(one.tableMib)} MiB`,
    whole(one.leasedPerSecond),
    whole(one.recordedPerSecond),
    `${whole(one.hot * 100)} %`,
  ]);
  return [
    `${machine}. ${whole(people)} people; statistics of the new rows included. Leasing and recording: ${whole(SENT)} rows of`,
    `each broadcast in batches of ${LEASE_MOST}, one after the other.`,
    `Command: \`npx tsx bench/fan-out.ts\`.\n\n${table(head, rows)}`,
  ].join('\n');
}
