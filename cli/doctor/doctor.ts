import type { Command } from 'commander';
import { Redis } from 'ioredis';
import { messageOf } from '../../base/errors.js';
import { formatMoment } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { readPermit } from '../../people/channelPermit.js';
import { isRunning } from '../../prisma/open.js';
import { homeIdentity } from '../../scheduler/clock/home.js';
import { oldestOverdueMs } from '../../scheduler/clock/overdue.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { readParked } from '../../scheduler/stop/parked.js';
import { readStops } from '../../scheduler/stop/stopped.js';
import { answer, plain, withJson } from '../command.js';
import type { Context } from '../context.js';
import { EXIT, printLine } from '../output.js';
import { openSession, type Session } from '../session.js';
import { openTelegram, webhookUrl } from '../telegram.js';
import { webhookFinding } from '../webhookFinding.js';
import { inspectZaloTokens } from './zalo.js';
import { inspectZaloAccount } from './zaloAccount.js';

interface Finding {
  check: string;
  state: 'ok' | 'note' | 'fault';
  /** What was found, and what to do about it. */
  text: string;
}

/** More than this between our clock and the database's, and quiet hours and forecasts are off. */
const SKEW_LIMIT_MS = 2_000;
const OVERDUE_LIMIT_MS = 120_000;

/** `doctor`: configuration, connections, versions, clock skew, webhook, home: what is set, and what each lack means. */
export function doctorCommand(program: Command, say: Translate): void {
  withJson(program.command('doctor').description(say('cli:describe.doctor'))).action(
    plain(async (context, _args, options) => {
      const findings: Finding[] = [...settingsFindings(context)];
      const add = (check: string, state: Finding['state'], text: string) => findings.push({ check, state, text });
      await inspectRedis(context, add);
      let session: Session | null = null;
      try {
        session = await openSession(context);
      } catch (error) {
        add('database', 'fault', messageOf(error));
      }
      if (session) {
        try {
          await inspectDatabase(session, add);
          await inspectStops(session, add);
          await inspectPosters(session, add);
          await inspectTelegram(session, add);
          await inspectZaloTokens(session, add);
          await inspectZaloAccount(session, add);
        } finally {
          await session.close();
        }
      }
      const faults = findings.filter((finding) => finding.state === 'fault').length;
      answer(options, { ok: faults === 0, findings }, () => {
        const sign = { ok: '✔', note: '·', fault: '✘' } as const;
        for (const { check, state, text } of findings) printLine(`${sign[state]} ${check}: ${text}`);
        printLine(context.say(faults === 0 ? 'cli:doctor.well' : 'cli:doctor.ill', { count: faults }));
      });
      if (faults > 0) process.exitCode = EXIT.failed;
    }),
  );
}

type Add = (check: string, state: Finding['state'], text: string) => void;

function settingsFindings({ settings, say }: Context): Finding[] {
  const lack = (check: string, isSet: boolean, set: string, unset: string): Finding =>
    isSet ? { check, state: 'ok', text: set } : { check, state: 'note', text: unset };
  return [
    { check: 'Node.js', state: 'ok', text: process.version },
    lack(
      'DATABASE_URL',
      settings.databaseUrl !== undefined,
      say('cli:doctor.set'),
      say('cli:doctor.noDatabaseUrl', { folder: settings.dataFolder }),
    ),
    lack('REDIS_URL', settings.redisUrl !== undefined, say('cli:doctor.set'), say('cli:doctor.noRedisUrl')),
    lack('TELEGRAM_BOT_TOKEN', settings.telegram.token !== undefined, say('cli:doctor.set'), say('cli:doctor.noToken')),
    { check: 'TELEGRAM_API_ROOT', state: 'ok', text: settings.telegram.apiRoot },
    { check: 'TELEGRAM_RATE', state: 'ok', text: say('cli:doctor.rate', { rate: settings.telegram.rate }) },
    lack('PUBLIC_URL', settings.publicUrl !== undefined, say('cli:doctor.publicUrl'), say('cli:doctor.noPublicUrl')),
    { check: 'LOA_PORT', state: 'ok', text: String(settings.port) },
    lack(
      'LOA_SECRET',
      settings.secret !== undefined,
      say('cli:doctor.set'),
      say('cli:doctor.noSecret', { folder: settings.dataFolder }),
    ),
    { check: 'LOG_LEVEL', state: 'ok', text: settings.logLevel },
    { check: 'Telegram', state: 'note', text: say('cli:doctor.telegramInVietnam') },
  ];
}

async function inspectRedis({ settings, say }: Context, add: Add): Promise<void> {
  if (settings.redisUrl === undefined) return;
  const redis = new Redis(settings.redisUrl, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined); // the connect below says it
  try {
    await redis.connect();
    const info = await redis.info();
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? '?';
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? '?';
    add(
      'Redis',
      policy === 'noeviction' ? 'ok' : 'fault',
      say(policy === 'noeviction' ? 'cli:doctor.redis' : 'cli:doctor.redisEvicts', { version, policy }),
    );
  } catch (error) {
    add('Redis', 'fault', say('cli:doctor.noRedis', { reason: messageOf(error) }));
  } finally {
    redis.disconnect();
  }
}

async function inspectDatabase(session: Session, add: Add): Promise<void> {
  const { db, dataFolder, say } = session;
  const asked = Date.now();
  const { rows } = await db.pool.query<{ version: string; now: Date; held: boolean; identity: string | null }>(
    `select current_setting('server_version') as version, clock_timestamp() as now,
            exists (select from home where held_at is not null) as held, (select identity from home) as identity`,
  );
  const row = rows[0];
  if (!row) return;
  add(
    'database',
    'ok',
    say(db.kind === 'embedded' ? 'cli:doctor.embedded' : 'cli:doctor.server', { version: row.version }),
  );
  const skewMs = row.now.getTime() - (asked + Date.now()) / 2 - session.settings.clockSkewMs;
  const skew = say('cli:doctor.skew', { ms: Math.round(Math.abs(skewMs)) });
  add('clock', Math.abs(skewMs) > SKEW_LIMIT_MS ? 'fault' : 'ok', skew);
  const moved = row.identity !== null && row.identity !== (await homeIdentity(db, dataFolder));
  if (row.held || moved) add('home', 'fault', say('cli:doctor.held'));
  else add('home', 'ok', say(row.identity === null ? 'cli:doctor.homeNew' : 'cli:doctor.homeOwn'));
  const running = db.kind === 'embedded' && isRunning(dataFolder);
  if (db.kind === 'embedded')
    add('service', running ? 'ok' : 'note', say(running ? 'cli:doctor.running' : 'cli:doctor.notRunning'));
  const overdueMs = await oldestOverdueMs(db);
  add(
    'overdue',
    overdueMs > OVERDUE_LIMIT_MS ? 'fault' : 'ok',
    say('cli:doctor.overdue', { seconds: Math.round(overdueMs / 1000) }),
  );
  const stopped = await db.prisma.sender.findMany({ where: { stoppedAt: { not: null } } });
  for (const sender of stopped)
    add(sender.id, 'fault', say('cli:doctor.senderStopped', { reason: sender.stoppedReason ?? '' }));
}

async function inspectStops({ db, locale, say }: Session, add: Add): Promise<void> {
  for (const { placeName, reason, setBy, setAt } of await readStops(db)) {
    const values = { place: placeName, since: formatMoment(setAt, locale), name: setBy, reason };
    add('place stop', 'note', say('stops:doctor', values));
  }
  const parked = await readParked(db, null);
  const count = parked.reduce((sum, { people }) => sum + people, 0);
  if (count > 0) add('place stop', 'note', say('stops:doctorParked', { count, broadcasts: parked.length }));
}

async function inspectPosters({ db, say }: Session, add: Add): Promise<void> {
  const permit = await readPermit(db, 'telegram');
  if (permit === null) add('Telegram poster', 'note', say('poster:doctor.notPermitted'));
  else add('Telegram poster', 'ok', say('poster:doctor.permitted', { decision: permit.decision }));
}

async function inspectTelegram(session: Session, add: Add): Promise<void> {
  const { db, settings, locale, say } = session;
  if (settings.telegram.token === undefined) return;
  let telegram: ReturnType<typeof openTelegram> = null;
  try {
    telegram = openTelegram(session, db, postgresPace(db.pool));
    if (telegram === null) return;
    const { bot } = telegram;
    const me = await bot.whoAmI(locale);
    add('Telegram bot', 'ok', `@${me.username}`);
    const hook = await bot.api.getWebhookInfo();
    const ours = settings.publicUrl === undefined ? null : webhookUrl(settings.publicUrl);
    const { state, key, host } = webhookFinding(hook.url ?? '', ours);
    add('webhook', state, say(key, { pending: hook.pending_update_count, host }));
  } catch (error) {
    add('Telegram bot', 'fault', messageOf(error));
  } finally {
    await telegram?.channel.close();
  }
}
