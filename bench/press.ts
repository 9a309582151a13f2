/**
 * How long an official's pressed button turns: from the press to `answerCallbackQuery`, with many officials pressing at
 * the same moment, round after round, on the service as it is built, with the simulated Telegram. `npx tsx bench/press.ts
 * [--officials 50] [--rounds 20] [--rate 30] [--write]`, on what `npm run setup` has built. Wanted: 99 of 100 within 300 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { suppressionKey } from '../people/suppressionKey.js';
import type { Database } from '../prisma/database.js';
import { startRedis } from '../setup/services.mjs';
import { startTelegramSimulator } from '../simulator/index.js';
import { describeMachine } from './machine.js';
import { publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';
import { startLoa } from './support/startLoa.js';
import { nowMs } from './support/time.js';

const { values } = parseArgs({
  options: {
    officials: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '30' },
    write: { type: 'boolean', default: false },
  },
});
const officials = Number(values.officials);
const rounds = Number(values.rounds);
const FIRST = 1_001;
const ids = Array.from({ length: officials }, (_, n) => FIRST + n);

const rows: string[][] = [];
let machine = '';
for (const queue of ['PostgreSQL + Redis', 'PostgreSQL alone'] as const) rows.push(...(await measure(queue)));
publish(
  'A pressed button',
  `${machine}. ${whole(officials)} officials press at the same moment, ${whole(rounds)} times, at ${values.rate} messages a second; each waits for the card before the next press.\nCommand: \`npx tsx bench/press.ts\`.\n\n${table(['on', 'what', 'presses', 'median', '99 %', 'most'], rows)}`,
);

async function measure(on: string): Promise<string[][]> {
  const { db, url, close } = await openServer();
  const redis = on === 'PostgreSQL alone' ? null : await startRedis();
  const folder = mkdtempSync(join(tmpdir(), 'loa-press-'));
  const simulator = await startTelegramSimulator({
    people: ids.map((id) => ({ id, firstName: 'An', languageCode: 'vi' })),
  });
  try {
    machine = await describeMachine(db.pool);
    await fill(db);
    const loa = startLoa({ root: simulator.apiRoot, token: simulator.token }, folder, {
      DATABASE_URL: url,
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
      TELEGRAM_RATE: values.rate,
    });
    const acknowledged: number[] = [];
    const answered: number[] = [];
    for (const id of ids) simulator.person(id).say('việc của tôi');
    const lists = await Promise.all(ids.map((id) => shown(id, 0)));
    let under = lists;
    for (let round = 0; round < rounds; round += 1) {
      const times = await Promise.all(ids.map((id, n) => press(id, under[n] ?? 0)));
      acknowledged.push(...times.map(({ heard }) => heard));
      answered.push(...times.map(({ told }) => told));
      under = lists;
    }
    await loa.kill('SIGTERM');
    const row = (what: string, ms: number[]) => [
      on,
      what,
      whole(ms.length),
      ...[0.5, 0.99, 1].map((q) => quantile(ms, q)),
    ];
    return [row('the button stops turning', acknowledged), row('the card is there', answered)];
  } finally {
    await simulator.close();
    await redis?.stop();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }

  /** The newest message of the bot behind `after`. */
  async function shown(id: number, after: number): Promise<number> {
    const message = await simulator.person(id).waitFor(() => true, { after, withinMs: 60_000 });
    return message.message_id;
  }

  async function press(id: number, messageId: number): Promise<{ heard: number; told: number }> {
    const person = simulator.person(id);
    const last = person.messages.at(-1)?.message_id ?? 0;
    const from = nowMs();
    const pressed = person.press(messageId, { row: 0, column: 0 });
    if (pressed.kind !== 'asked') throw new Error('the first button of a list asks the bot');
    const { queryId } = pressed;
    const told = shown(id, last).then(() => nowMs() - from);
    const heard = person.acknowledged(queryId).then(() => nowMs() - from);
    return { heard: await heard, told: await told };
  }
}

/** A live plan with a task for one agency, and its officials, each with a chat. */
async function fill(db: Database): Promise<void> {
  await db.pool.query(
    `with a as (insert into agency (name, key, place, kind) values ('Công an tỉnh', 'cong an', '33', 'department') returning id),
          p as (insert into plan (state, sha256, number, text, created_by) values ('active', 'bench', '45/KH-UBND', '', 'bench') returning id),
          t as (insert into plan_task (plan_id, no, section, text, agencies, with_others, mode, start_offset, end_offset)
                select p.id, n, 'II.' || n, 'Chủ trì xây dựng kế hoạch tuyên truyền tại các trường học', '{}', '{}', 'giao', 0, 0 from p, generate_series(1, 8) n returning id, plan_id)
     insert into obligation (plan_id, task_id, agency_id, mode, kind, source, written_on, due_on, first_due_on, owed_from)
     select t.plan_id, t.id, a.id, 'giao', 'dated', 'plan', current_date + 30, current_date + 30, current_date + 30, current_date from t, a`,
  );
  await db.pool.query(
    `with c as (insert into contact (place, resident) select '33', false from unnest($1::text[]) returning id),
          n as (select id, row_number() over (order by id) as i from c),
          d as (insert into address (contact_id, channel, external_id, key) select n.id, 'telegram', ($1::text[])[n.i], ($2::bytea[])[n.i] from n)
     insert into official (agency_id, name, position, role, contact_id)
     select (select id from agency), 'Cán bộ ' || n.i, '', 'focal', n.id from n`,
    [ids.map(String), ids.map((id) => suppressionKey('bench', 'telegram', String(id)))],
  );
}

function quantile(ms: readonly number[], share: number): string {
  const sorted = [...ms].sort((a, b) => a - b);
  return `${whole(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)} ms`;
}
