/**
 * Adding up the reports of a period: 200 bodies of 200 communes with 100 figures each (and all of it over all), on PostgreSQL and on the
 * embedded database, in tables that were filled a moment ago. Wanted: under 1 s.
 *
 *   npx tsx bench/addUp.ts [--write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../base/log.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { syncPlaces } from '../people/syncPlaces.js';
import { addUp } from '../plans/reporting/addUp.js';
import { makeAnnex } from '../plans/reporting/annex.js';
import { formSchema } from '../plans/reporting/form.js';
import { readPeriod } from '../plans/reporting/period.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { describeMachine } from './machine.js';
import { median, publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';

const BODIES = 200;
const FIGURES = 100;
const TIMES = 7;

const rows: string[][] = [];
const server = await openServer();
try {
  await measure('PostgreSQL', server.db);
  const folder = mkdtempSync(join(tmpdir(), 'loa-bench-'));
  const log = createLog('warn', 'bench');
  const embedded = await openDatabase({ databaseUrl: undefined, dataFolder: folder, role: 'command', log });
  try {
    await syncPlaces(embedded);
    await measure('embedded', embedded);
  } finally {
    await embedded.close();
    rmSync(folder, { recursive: true, force: true });
  }
  publish(
    'Adding up reports',
    `${await describeMachine(server.db.pool)}. ${whole(BODIES)} bodies × ${whole(FIGURES)} figures with three columns each, by place and over all.\nCommand: \`npx tsx bench/addUp.ts\`.\n\n${table(
      ['what', 'median', 'most'],
      rows,
    )}`,
  );
} finally {
  await server.close();
}

async function measure(label: string, db: Database): Promise<void> {
  const id = await fill(db);
  const period = await readPeriod(db, id);
  if (period === null) throw new Error('the period is not there');
  const places = await loadPlaceFinder(db);
  const summing: number[] = [];
  const writing: number[] = [];
  for (let nth = 0; nth < TIMES; nth += 1) {
    let from = performance.now();
    const summed = await addUp(db, period);
    summing.push(performance.now() - from);
    if (summed.total.get('C1')?.value !== (BODIES * (BODIES + 1)) / 2 || summed.places.size !== BODIES)
      throw new Error('it does not add up');
    from = performance.now();
    await makeAnnex(period, summed, places);
    writing.push(performance.now() - from);
  }
  const row = (what: string, ms: number[]) => [
    `${what}, ${label}`,
    `${whole(median(ms))} ms`,
    `${whole(Math.max(...ms))} ms`,
  ];
  rows.push(row('added up', summing), row('its annex written, .xlsx', writing));
}

/** A period of a form of as many counts, and a report of each body: body n says n to everything. */
async function fill(db: Database): Promise<number> {
  const indicators = Array.from({ length: FIGURES }, (_, n) => ({
    code: `C${n + 1}`,
    name: `Chỉ tiêu ${n + 1}`,
    unit: 'lượt',
    type: 'count',
  }));
  const form = formSchema.parse({
    key: 'bench',
    name: 'Biểu',
    title: 'Kết quả',
    outline: [{ code: 'I', heading: 'KẾT QUẢ' }],
    indicators,
  });
  await db.pool.query(
    `with p as (insert into plan (state, sha256, text, created_by) values ('active', 'bench', '', 'bench') returning id),
          f as (insert into report_form (key, sha256, definition, created_by, created_at) values ('bench', 'bench', $1, 'bench', now()) returning id),
          s as (insert into agency (name, key, place, kind) values ('Công an tỉnh', 'cong an tinh', '33', 'department') returning id)
     insert into reporting_period (form_id, plan_id, name, from_day, to_day, cut_off, due_on, standing_id, asks, next_asks, created_by, created_at)
     select f.id, p.id, 'kỳ', '2027-01-01', '2027-06-15', '2027-06-15', '2027-07-03', s.id, '', '', 'bench', now() from p, f, s`,
    [JSON.stringify(form)],
  );
  await db.pool.query(
    `with a as (insert into agency (name, key, place, kind)
                select 'Ủy ban nhân dân ' || code, 'ubnd ' || code, code, 'committee' from (select code from place where parent is not null order by code limit $1) c returning id)
     insert into obligation (plan_id, period_id, agency_id, occurrence, mode, kind, source, written_on, due_on, first_due_on, owed_from, state, done_on)
     select r.plan_id, r.id, a.id, 'report', 'giao', 'dated', 'clerk', '2027-07-03', '2027-07-03', '2027-07-03', '2027-01-01', 'reported', '2027-07-01' from a, reporting_period r`,
    [BODIES],
  );
  await db.pool.query(
    `insert into figure (period_id, agency_id, code, value, cumulative, same_period)
     select o.period_id, o.agency_id, 'C' || n, row_number() over (partition by n order by o.agency_id), 1000, 7 from obligation o, generate_series(1, $1::int) n`,
    [FIGURES],
  );
  const { rows } = await db.pool.query<{ id: number }>('select id from reporting_period');
  return rows[0]?.id ?? 0;
}
