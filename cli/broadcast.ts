import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { vietnamDay } from '../base/vietnamDay.js';
import type { Translate } from '../content/i18n.js';
import { readMessageFiles } from '../content/readMessage.js';
import { createBroadcast } from '../scheduler/broadcast/create.js';
import { retryMissed } from '../scheduler/broadcast/retryMissed.js';
import {
  approveBroadcast,
  type By,
  cancelBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  sendBackBroadcast,
  startBroadcast,
} from '../scheduler/broadcast/verbs.js';
import { parseTime } from '../scheduler/time/vietnamTime.js';
import { ledgerCommand, listCommand, statusCommand } from './broadcastWatch.js';
import { capped, capsOf } from './capsOptions.js';
import { answer, flag, listOption, type Options, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';
import { configuredChannels } from './parts.js';
import type { Session } from './session.js';

/** `broadcast create | approve | send-back | start | pause | resume | cancel | retry-missed | status | ledger | list`. */
export function broadcastCommand(program: Command, say: Translate): void {
  const broadcast = program.command('broadcast').description(say('cli:describe.broadcast'));
  createCommand(broadcast, say);
  withJson(broadcast.command('approve <id>').description(say('cli:describe.approve')))
    .option('--position <text>', say('ground:option.position'))
    .option('--basis <text>', say('ground:option.basis'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const [position = null, basis = null] = [textOption(options, 'position'), textOption(options, 'basis')];
        const approved = await approveBroadcast(session.db, id, byStaff(session, options), '', { position, basis });
        await tellState(session, id, options, 'cli:broadcast.approved', { ...approved });
      }),
    );
  withJson(broadcast.command('send-back <id>').description(say('cli:describe.sendBack')))
    .requiredOption('--reason <text>', say('cli:option.reason'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        await sendBackBroadcast(session.db, id, textOption(options, 'reason') ?? '', byStaff(session, options));
        await tellState(session, id, options, 'cli:broadcast.sentBack', {});
      }),
    );
  const verbs = {
    start: [startBroadcast, 'cli:describe.start', 'cli:broadcast.started'],
    pause: [pauseBroadcast, 'cli:describe.pause', 'cli:broadcast.paused'],
    resume: [resumeBroadcast, 'cli:describe.resume', 'cli:broadcast.resumed'],
    cancel: [cancelBroadcast, 'cli:describe.cancel', 'cli:broadcast.cancelled'],
  } as const;
  for (const [name, [run, description, said]] of Object.entries(verbs)) {
    withJson(broadcast.command(`${name} <id>`).description(say(description)))
      .option('--as <name>', say('cli:option.as'))
      .action(
        withSession(async (session, [id = ''], options) => {
          await run(session.db, id, byAnybody(session, options));
          await tellState(session, id, options, said, {});
        }),
      );
  }
  withJson(broadcast.command('retry-missed <id>').description(say('cli:describe.retryMissed')))
    .option('--as <name>', say('cli:option.as'))
    .option('--unknown', say('cli:option.unknown'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const child = await retryMissed(
          session.db,
          id,
          { unknown: flag(options, 'unknown') },
          byStaff(session, options),
        );
        answer(options, child, () => printLine(session.say('cli:broadcast.retried', { id, child: child.id })));
      }),
    );
  statusCommand(broadcast, say);
  ledgerCommand(broadcast, say);
  listCommand(broadcast, say);
}

function createCommand(broadcast: Command, say: Translate): void {
  withJson(capped(broadcast.command('create').description(say('cli:describe.create')), say))
    .requiredOption('--text <file...>', say('cli:option.text'))
    .requiredOption('--audience <rule>', say('cli:option.audience'))
    .option('--at <time>', say('cli:option.at'))
    .option('--until <time>', say('cli:option.until'))
    .option('--on-unknown <what>', 'leave | resend', 'leave')
    .option('--if-late <what>', 'send | expire | ask', 'send')
    .option('--any-hour', say('cli:option.anyHour'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, locale, say: t, clock, settings } = session;
        const by = byStaff(session, options);
        const at = timeOption(options, 'at', t);
        const until = timeOption(options, 'until', t);
        const onUnknown = choice(options, 'onUnknown', '--on-unknown', ['leave', 'resend'], t);
        const ifLate = choice(options, 'ifLate', '--if-late', ['send', 'expire', 'ask'], t);
        const caps = capsOf(options, t);
        const year = String((at ?? clock.now()).getUTCFullYear());
        const { message, media } = await readMessageFiles(listOption(options, 'text'), {
          locale,
          channels: configuredChannels(settings),
          values: () => ({ year }),
          on: vietnamDay(at ?? clock.now()),
        });
        const wanted = {
          message,
          media,
          audience: textOption(options, 'audience') ?? '',
          at,
          until,
          onUnknown,
          ifLate,
          anyHour: flag(options, 'anyHour'),
          ...(caps === undefined ? {} : { caps }),
        };
        const created = await createBroadcast(db, wanted, by);
        answer(options, created, () => {
          printLine(t('cli:broadcast.created', { id: created.id }));
          printLine(t('cli:broadcast.next', { id: created.id }));
        });
      }),
    );
}

/** Whoever does what needs a name: two people must be told apart, and the audit chain must know whom. */
export function byStaff(session: Session, options: Options): By & { name: string } {
  const name = textOption(options, 'as');
  if (name === undefined) {
    throw new InputError('needs-as', [
      argumentFault(session.say('cli:fault.needsAs'), session.say('cli:fault.needsAsMend')),
    ]);
  }
  return { name, clock: session.clock, say: session.say, locale: session.locale };
}

/** What two people decided, anybody at the machine may start, stop and go on with; the chain then says "operator". */
function byAnybody(session: Session, options: Options): By {
  return { name: textOption(options, 'as') ?? null, clock: session.clock, say: session.say, locale: session.locale };
}

async function tellState(
  session: Session,
  id: string,
  options: Options,
  said:
    | 'cli:broadcast.approved'
    | 'cli:broadcast.sentBack'
    | 'cli:broadcast.started'
    | 'cli:broadcast.paused'
    | 'cli:broadcast.resumed'
    | 'cli:broadcast.cancelled',
  more: Record<string, string | null>,
): Promise<void> {
  const { state } = await session.db.prisma.broadcast.findUniqueOrThrow({
    where: { id: Number(id) },
    select: { state: true },
  });
  answer(options, { id, state, ...more }, () => printLine(session.say(said, { id })));
}

export function timeOption(options: Options, name: 'at' | 'until', say: Translate): Date | null {
  const text = textOption(options, name);
  if (text === undefined) return null;
  const time = parseTime(text);
  if (time === null) {
    throw new InputError('bad-time', [
      argumentFault(say('cli:fault.badTime', { option: `--${name}`, value: text }), say('cli:fault.badTimeMend')),
    ]);
  }
  return time;
}

/** The one of the allowed words that an option holds. Throws InputError, naming them. */
export function choice<T extends string>(
  options: Options,
  name: string,
  shown: string,
  allowed: readonly T[],
  say: Translate,
): T {
  const value = textOption(options, name);
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const values = { option: shown, value: value ?? '', allowed: allowed.join(' | ') };
  throw new InputError('bad-choice', [
    argumentFault(say('cli:fault.badChoice', values), say('cli:fault.badChoiceMend', values)),
  ]);
}
