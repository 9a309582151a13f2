import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { insist } from './faults.js';
import { type Field, openField, prepareBroadcast, type Sending, testedProgram } from './field.js';
import { ERROR, WARN } from './processes.js';

const PEOPLE = 1_500;
const PATIENCE_MS = 60_000;
/** Room for the database and some more; the rest is filled by the test. */
const SIZE = '160m';

let disk: string;
let mounted = false;
let field: Field;

beforeEach(async () => {
  disk = mkdtempSync(join(tmpdir(), 'loa-disk-'));
  mounted = mount(disk);
  if (!mounted) return;
  field = await openField({
    backend: 'embedded',
    folder: disk,
    ratePerSecond: 150,
    skewsMs: [0],
    program: testedProgram,
  });
}, 120_000);
afterEach(async () => {
  if (mounted) {
    await field.close();
    execFileSync('umount', ['-l', disk]);
  }
  rmSync(disk, { recursive: true, force: true });
});

function mount(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // a container that may not
  }
}

/** Takes all the room there is; returns what gives it back. */
function fill(): () => void {
  const file = join(disk, 'ballast');
  const ballast = openSync(file, 'w');
  for (const size of [1 << 20, 4_096, 512]) {
    try {
      for (;;) writeSync(ballast, Buffer.alloc(size, 1));
    } catch {
      // Full, to within this size.
    }
  }
  return () => {
    closeSync(ballast);
    rmSync(file);
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(100)) {
    if (Date.now() > giveUpAt) throw new Error('That did not come about in a minute');
  }
}

/** Pages without room to spare: an outcome then needs a new page, and a full disk is noticed within a few messages. */
async function packPages(): Promise<void> {
  const { rows } = await field.db.pool.query<{ partition: string }>(
    `select inhrelid::regclass::text as partition from pg_inherits where inhparent = 'delivery'::regclass`,
  );
  for (const { partition } of rows) await field.db.pool.query(`alter table ${partition} set (fillfactor = 100)`);
}

async function underWay(): Promise<Sending> {
  await packPages();
  const sending = await prepareBroadcast(field.db, PEOPLE);
  await sending.start();
  await until(async () => (await field.api.delivered()) >= 200);
  return sending;
}

async function states({ broadcastId }: Sending): Promise<Record<string, number>> {
  const { rows } = await insist(
    () =>
      field.db.pool.query<{ state: string; n: number }>(
        `select state, count(*)::int as n from delivery where broadcast_id = $1 group by state`,
        [broadcastId],
      ),
    PATIENCE_MS,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

const NO_MOUNT = 'needs root on Linux and the right to mount a small disk';

test('the disk of the embedded database fills up: sending stops, that is said once, and goes on when there is room', {
  timeout: 180_000,
}, async (context) => {
  if (!mounted) return context.skip(NO_MOUNT);
  const sending = await underWay();
  const giveRoom = fill();
  let last = -1;
  await until(async () => {
    const before = last;
    last = await field.api.delivered();
    if (before !== last) await sleep(2_000);
    return before === last;
  });
  const { failed = 0, waiting = 0 } = await states(sending);
  expect([failed, waiting > 0]).toEqual([0, true]);
  giveRoom();
  await until(async () => (await states(sending))['sent'] === PEOPLE);
  const { perChat } = await field.api.counts();
  expect(sending.chats.filter((chat) => perChat[chat] !== 1)).toEqual([]);
  const [service] = field.services;
  expect(service?.ownEnds).toEqual([]);
  const grave = service?.log().entries.filter((entry) => entry.level >= WARN) ?? [];
  expect(grave).toHaveLength(1);
  expect(grave[0]?.msg).toContain('the disk of the database is full');
});

test('not even its log finds room: the embedded database ends with the service, and all goes on when there is room', {
  timeout: 180_000,
}, async (context) => {
  if (!mounted) return context.skip(NO_MOUNT);
  const sending = await underWay();
  const giveRoom = fill();
  // As if its log had just come to the end of a file: the next thing it writes needs a new one.
  await field.db.pool.query('select pg_switch_wal()').catch(() => undefined);
  const [service] = field.services;
  await until(async () => (service?.ownEnds.length ?? 0) >= 2);
  giveRoom();
  await until(async () => ((await states(sending))['waiting'] ?? 0) === 0);
  await until(async () => ((await states(sending))['sending'] ?? 0) <= 30);
  const { failed = 0, sent = 0, sending: held = 0, unknown = 0 } = await states(sending);
  expect([failed, sent + held + unknown]).toEqual([0, PEOPLE]);
  expect(held + unknown).toBeLessThanOrEqual(30);
  const { perChat } = await field.api.counts();
  expect(sending.chats.filter((chat) => (perChat[chat] ?? 0) > 1)).toEqual([]);
  const fatal = service?.log().entries.filter((entry) => entry.level > ERROR) ?? [];
  expect(fatal.map((entry) => entry.msg)).toEqual(['the embedded database has died; the service ends']);
});
