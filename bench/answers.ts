/**
 * How long residents wait for an answer: from the moment an update is due, and from the moment Telegram gave it out, to the reply
 * that arrives; a quiz and its answers, places, questions, a link and joining, help, at a steady pace, come what may.
 * `npx tsx bench/answers.ts [--only bare,commit,loa,embedded] [--rate 200] [--embedded-rate 60] [--seconds 15] [--write]`, on what
 * `npm run setup` has built, at TELEGRAM_RATE=1000, so that the platform's pace is not what is measured. The two bare loops are the
 * limits, measured in the same run. Wanted: 99 of 100 within 200 ms at 200 a second on PostgreSQL and Redis, 60 embedded.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../base/log.js';
import { encodeJoinPayload } from '../bot/joinPayload.js';
import { syncPlaces } from '../people/syncPlaces.js';
import { openDatabase } from '../prisma/open.js';
import { startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { compiled } from './support/compiled.js';
import { fillPeople } from './support/people.js';
import { freePort, untilWell } from './support/process.js';
import { publish, table, whole } from './support/results.js';
import type { Answered } from './support/rush.js';
import { openServer } from './support/servers.js';
import { startApi } from './support/startApi.js';
import { startLoa } from './support/startLoa.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'bare,commit,loa,embedded' },
    rate: { type: 'string', default: '200' },
    'embedded-rate': { type: 'string', default: '60' },
    seconds: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
  },
});
const PEOPLE = 1_000;
const WARM_UP_SECONDS = 4;
const payload = encodeJoinPayload({ place: '14758', groups: ['phu-huynh'] });
const rate = Number(values.rate);

const CONTESTANTS = {
  bare: { label: 'bare loop, one text for all, nothing stored', perSecond: rate },
  commit: { label: 'bare loop, one row committed for each', perSecond: rate },
  loa: { label: 'Loa on PostgreSQL + Redis', perSecond: rate },
  embedded: { label: 'Loa on the embedded default', perSecond: Number(values['embedded-rate']) },
} as const;
type Name = keyof typeof CONTESTANTS;

interface Measured {
  answered: Answered[];
  passed: number;
}

const log = createLog('warn', 'bench');
const redis = await startRedis();
const server = await openServer();
try {
  const machine = await describeMachine(server.db.pool);
  await fillPeople(server.db, PEOPLE);
  const names = (Object.keys(CONTESTANTS) as Name[]).filter((name) => values.only.split(',').includes(name));
  const results: [Name, Measured][] = [];
  for (const name of names) {
    const measured = name === 'bare' || name === 'commit' ? await measureBare(name) : await measureLoa(name);
    console.log(row(name, measured, null).join(' | '));
    console.log(byAct(measured.answered));
    results.push([name, measured]);
  }
  publish('Answers to residents', report(machine, results));
} finally {
  await server.close();
  await redis.stop();
}

async function measureBare(name: 'bare' | 'commit'): Promise<Measured> {
  const api = await startApi();
  const child = fork(compiled('contestants/bareChat'), {
    execArgv: [],
    env: {
      PATH: process.env['PATH'],
      TELEGRAM_API_ROOT: api.root,
      TELEGRAM_BOT_TOKEN: api.token,
      DATABASE_URL: server.url,
      ...(name === 'commit' ? { BARE_COMMIT: '1' } : {}),
    },
  });
  try {
    await once(child, 'message');
    return await api.rush(rushOf(name));
  } finally {
    const exit = once(child, 'exit');
    child.kill();
    await exit;
    api.close();
  }
}

async function measureLoa(name: 'loa' | 'embedded'): Promise<Measured> {
  const api = await startApi();
  const folder = mkdtempSync(join(tmpdir(), 'loa-answers-'));
  try {
    const port = await freePort();
    if (name === 'embedded') await fillFolder(folder);
    const stores = name === 'loa' ? { DATABASE_URL: server.url, REDIS_URL: redis.url } : {};
    const loa = startLoa(api, folder, { ...stores, TELEGRAM_RATE: '1000', LOA_PORT: String(port) });
    try {
      await untilWell(port, loa.process);
      return await api.rush(rushOf(name));
    } finally {
      await loa.kill('SIGTERM');
    }
  } finally {
    api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function rushOf(name: Name) {
  const { perSecond } = CONTESTANTS[name];
  return { perSecond, warmUpSeconds: WARM_UP_SECONDS, seconds: Number(values.seconds), people: PEOPLE, payload };
}

async function fillFolder(dataFolder: string): Promise<void> {
  const db = await openDatabase({ databaseUrl: undefined, dataFolder, role: 'command', log });
  try {
    await syncPlaces(db);
    await fillPeople(db, PEOPLE);
  } finally {
    await db.close();
  }
}

/** What has no answer counts as one that never came. */
function waited(answered: readonly Answered[], from: 'dueAt' | 'givenAt'): number[] {
  return answered
    .map((one) => (Number.isNaN(one.repliedAt) ? Number.POSITIVE_INFINITY : one.repliedAt - one[from]))
    .sort((a, b) => a - b);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function row(name: Name, { answered, passed }: Measured, limitMs: number | null): string[] {
  const [due, given] = [waited(answered, 'dueAt'), waited(answered, 'givenAt')];
  const { label, perSecond } = CONTESTANTS[name];
  return [
    label,
    `${whole(perSecond)}/s`,
    whole(answered.length),
    `${at(given, 0.5).toFixed(1)} ms`,
    `${at(given, 0.99).toFixed(1)} ms`,
    `${at(given, 1).toFixed(1)} ms`,
    `${at(due, 0.99).toFixed(1)} ms`,
    limitMs === null ? '' : (at(given, 0.99) / limitMs).toFixed(1),
    whole(passed + given.filter((ms) => ms === Number.POSITIVE_INFINITY).length),
  ];
}

/** For whoever looks for what is slow. */
function byAct(answered: readonly Answered[]): string {
  return [...new Set(answered.map(({ act }) => act))]
    .map((act) => {
      const ms = waited(
        answered.filter((one) => one.act === act),
        'givenAt',
      );
      return `${act} ${at(ms, 0.5).toFixed(0)}/${at(ms, 0.99).toFixed(0)} ms`;
    })
    .join(', ');
}

function report(machine: string, results: readonly [Name, Measured][]): string {
  const commit = results.find(([name]) => name === 'commit')?.[1].answered;
  const limitMs = commit === undefined ? null : at(waited(commit, 'givenAt'), 0.99);
  const head = [
    'what',
    'updates',
    'of them measured',
    'median',
    '99 %',
    'most',
    '99 % from due',
    '99 % ÷ one row each',
    'unanswered',
  ];
  return [
    `${machine}. Updates at a steady pace from ${whole(PEOPLE)} people for ${values.seconds} s after ${WARM_UP_SECONDS} s of warming up, by long polling from another process, TELEGRAM_RATE=1000: a`,
    'quiz, its answers, a place, questions, a link, joining, help. From the moment an update was given out (and, beside it, from the moment it was due) to its first reply.',
    `Command: \`npx tsx bench/answers.ts\`.\n\n${table(
      head,
      results.map(([name, measured]) => row(name, measured, limitMs)),
    )}`,
  ].join('\n');
}
