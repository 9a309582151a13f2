/**
 * What a broadcast to a million that is under way costs those who are more important: how long a nudge takes from its
 * start, and a reply from what the person wrote, to the message that arrives. Each beside the same with nothing waiting.
 * `npx tsx bench/priority.ts [--people 1000000] [--asks 100] [--rates 30,1000] [--write]`, on what `npm run setup` has
 * built. Wanted: a nudge comes at most two seconds later than without the broadcast, a reply not noticeably.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock.js';
import { translator } from '../content/i18n.js';
import { createBroadcast } from '../scheduler/broadcast/create.js';
import { approveBroadcast, pauseBroadcast, resumeBroadcast, startBroadcast } from '../scheduler/broadcast/verbs.js';
import { startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { TEXT } from './support/compete.js';
import { broadcastFor, fillPeople } from './support/people.js';
import { publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';
import { startApi } from './support/startApi.js';
import { startLoa } from './support/startLoa.js';
import { nowMs } from './support/time.js';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    asks: { type: 'string', default: '100' },
    rates: { type: 'string', default: '30,1000' },
    write: { type: 'boolean', default: false },
  },
});
const people = Number(values.people);
const asks = Number(values.asks);
/** Whom nudges go to: the last of all, whom the broadcast does not reach while this runs. */
const OFFICIAL = people + 1;
let stranger = people + 2;
/** Between two asks: so that they meet the broadcast at any moment of its turns. */
const PAUSE_MS = 170;

const by = { clock: systemClock(), say: translator('en'), locale: 'en', name: 'an' };
const api = await startApi();
const redis = await startRedis();
const { db, url, close } = await openServer();
const folder = mkdtempSync(join(tmpdir(), 'loa-priority-'));
try {
  const machine = await describeMachine(db.pool);
  console.log(machine);
  await fillPeople(db, people);
  const bulk = await broadcastFor(db, people, TEXT);
  await db.pool.query(
    `with c as (insert into contact (id, place, groups) select $1, min(code), '{official}' from place where parent is not null returning id)
     insert into address (contact_id, channel, external_id, key) select id, 'telegram', id::text, sha256(id::text::bytea) from c`,
    [OFFICIAL],
  );
  const rows: string[][] = [];
  for (const [n, rate] of values.rates.split(',').map(Number).entries()) {
    const loa = startLoa(api, folder, { DATABASE_URL: url, REDIS_URL: redis.url, TELEGRAM_RATE: String(rate) });
    await api.arrival(stranger++, '/start'); // it runs
    rows.push(...(await measure(`${whole(rate)}/s, nothing waiting`)));
    await api.reset();
    await (n === 0 ? startBroadcast : resumeBroadcast)(db, bulk, by);
    await api.reached(3 * rate);
    rows.push(...(await measure(`${whole(rate)}/s, ${whole(people)} waiting`)));
    await pauseBroadcast(db, bulk, by);
    await loa.kill('SIGTERM');
  }
  const head = ['what', 'at', 'median', '99 %', 'most'];
  const note = `${whole(asks)} of each, one after the other.`;
  publish(
    'Order of importance',
    `${machine}. ${note}\nCommand: \`npx tsx bench/priority.ts\`.\n\n${table(head, rows)}`,
  );
} finally {
  api.close();
  await close();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(at: string): Promise<string[][]> {
  const replies: number[] = [];
  const nudges: number[] = [];
  for (let n = 0; n < asks; n += 1) {
    const reply = await api.arrival(stranger++, '/start');
    replies.push(reply.at - reply.askedAt);
    await sleep(PAUSE_MS);
    nudges.push(await nudge());
    await sleep(PAUSE_MS);
  }
  const row = (what: string, ms: number[]) => [what, at, ...[0.5, 0.99, 1].map((share) => quantile(ms, share))];
  const measured = [row('reply', replies), row('nudge', nudges)];
  for (const cells of measured) console.log(cells.join('  '));
  return measured;
}

/** From the commit of its start to its arrival, in milliseconds. */
async function nudge(): Promise<number> {
  const message = { vi: [{ body: { text: TEXT, marks: [] }, media: null, buttons: [] }] };
  const choices = { onUnknown: 'resend', ifLate: 'send', anyHour: true, kind: 'nudge' } as const;
  const wanted = { message, media: new Map(), audience: 'group:official', at: null, until: null, ...choices };
  const { id } = await createBroadcast(db, wanted, by);
  await approveBroadcast(db, id, { ...by, name: 'binh' });
  const arrival = api.arrival(OFFICIAL);
  await startBroadcast(db, id, by);
  const startedAt = nowMs();
  return (await arrival).at - startedAt;
}

function quantile(ms: readonly number[], share: number): string {
  const sorted = [...ms].sort((a, b) => a - b);
  return `${whole(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)} ms`;
}
