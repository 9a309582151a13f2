/**
 * Planning a day's nudges: time and SQL statements for 10, 1,000 and 10,000 open obligations, all of them due for a rung, on PostgreSQL
 * and on the embedded database. Wanted: 10,000 under 2 s, and as many statements as for 10.
 *
 *   npx tsx bench/nudges.ts [--write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLog } from '../base/log.js';
import { syncPlaces } from '../people/syncPlaces.js';
import { addDays } from '../plans/deadlines/day.js';
import { refreshObligations } from '../plans/obligations/refreshObligations.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { addWorkingDays, BY_RULE } from '../scheduler/calendar/workingDays.js';
import { runNudges } from '../scheduler/nudges/run.js';
import { describeMachine } from './machine.js';
import { median, publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';

const log = createLog('warn', 'bench');
const DAYS = 5;
const FIRST = '2026-11-30';
const eightOn = (day: string) => ({ now: () => new Date(`${day}T01:00:00Z`) });

let statements = 0;
const query: (this: pg.Client, ...given: unknown[]) => unknown = pg.Client.prototype.query;
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...given: unknown[]) {
    statements += 1;
    return query.apply(this, given);
  },
});

const rows: string[][] = [];
const server = await openServer();
try {
  await measure('PostgreSQL', server.db);
  await embedded();
  publish(
    'Planning nudges',
    `${await describeMachine(server.db.pool)}. Every obligation has a rung for its official on each of ${DAYS} working days, 50 to an official.\nCommand: \`npx tsx bench/nudges.ts\`.\n\n${table(
      ['obligations', 'statements', 'planning, median', 'most', 'bringing obligations up to date'],
      rows,
    )}`,
  );
} finally {
  await server.close();
}

async function embedded(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-bench-'));
  const db = await openDatabase({ databaseUrl: undefined, dataFolder: folder, role: 'command', log });
  try {
    await syncPlaces(db);
    await measure('embedded', db);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(label: string, db: Database): Promise<void> {
  for (const count of [10, 1_000, 10_000]) {
    await fill(db, count);
    const began = performance.now();
    await refreshObligations(db, { clock: eightOn(FIRST) });
    const refreshed = performance.now() - began;
    const times: number[] = [];
    const counted = new Set<number>();
    let day = FIRST;
    for (let nth = 0; nth < DAYS; nth += 1) {
      statements = 0;
      const from = performance.now();
      const run = await runNudges(db, day, { clock: eightOn(day), log });
      times.push(performance.now() - from);
      counted.add(statements);
      if (run?.rungs !== count) throw new Error(`${run?.rungs ?? 0} rungs instead of ${count} on ${day}`);
      day = addWorkingDays(day, 1, BY_RULE);
    }
    rows.push([
      `${whole(count)}, ${label}`,
      [...counted].join('–'),
      `${whole(median(times))} ms`,
      `${whole(Math.max(...times))} ms`,
      `${whole(refreshed)} ms`,
    ]);
  }
}

/** So many obligations: tasks of one plan, each of 10 to 200 agencies, with one focal officer to an agency and a rung every day. */
async function fill(db: Database, count: number): Promise<void> {
  const agencies = Math.max(1, count / 50);
  const tasks = count / agencies;
  await db.pool.query(
    `truncate plan, plan_task, task_agency, plan_deadline, agency, official, obligation, obligation_event, contact, address, consent,
              nudge_run, nudge_rung, nudge_digest, nudge_ladder restart identity`,
  );
  const fillings: [string, unknown[]][] = [
    [
      `insert into plan (state, sha256, title, number, text, created_by, activated_by, activated_at)
       values ('active', 'bench', 'Phòng, chống ma túy', '45/KH-UBND', '', 'an', 'binh', now())`,
      [],
    ],
    [`insert into nudge_ladder values (1, 0, '{9,8,7,6,5,4,3,2,1}', '{}', 'an', now())`, []],
    [
      `insert into agency (name, key, place, kind) select 'Ủy ban nhân dân xã ' || n, 'ubnd xa ' || n, '14758', 'ubnd' from generate_series(1, $1::int) n`,
      [agencies],
    ],
    [
      `insert into plan_task (plan_id, no, section, text, agencies, with_others, mode, start_offset, end_offset)
       select 1, n, 'II.' || n, repeat('Chủ trì, phối hợp rà soát, thống kê, báo cáo kết quả thực hiện; ', 5) || n, '{}', '{}', 'giao', 0, 1 from generate_series(1, $1::int) n`,
      [tasks],
    ],
    [
      `insert into task_agency (task_id, role, ordinal, printed, body_key, agency_id)
       select t, 'lead', 0, 'xã', 'xa ' || a, a from generate_series(1, $1::int) t cross join generate_series(1, $2::int) a`,
      [tasks, agencies],
    ],
    [
      `insert into plan_deadline (plan_id, task_id, source, phrase, kind, on_day, exclusive)
       select 1, t, 'plan', 'trước ngày', 'date', $2::date, true from generate_series(1, $1::int) t`,
      [tasks, addDays(addWorkingDays(FIRST, 8, BY_RULE), 1)],
    ],
    [`insert into contact (place, resident) select '14758', false from generate_series(1, $1::int) n`, [agencies]],
    [
      `insert into address (contact_id, channel, external_id, key) select id, 'telegram', id::text, decode(md5(id::text), 'hex') from contact`,
      [],
    ],
    [`insert into consent (contact_id, purpose, wording, how) select id, 'official', '', 'button' from contact`, []],
    [
      `insert into official (agency_id, name, position, role, contact_id) select id, 'Cán bộ ' || id, 'Chuyên viên', 'focal', id from agency`,
      [],
    ],
  ];
  for (const [text, values] of fillings) await db.pool.query(text, values);
  await db.pool.query('analyze');
}
