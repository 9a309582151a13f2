import { type Clock, systemClock } from '../../base/clock.js';
import { createLog, type Log } from '../../base/log.js';
import { TelegramApi } from './api.js';
import { Callbacks } from './callbacks.js';
import { Faults } from './faults.js';
import { type Counts, Journal } from './journal.js';
import { type Limits, Pace } from './pace.js';
import { Webhooks } from './webhook.js';
import { type Bot, type BotSpec, type GroupSpec, type PersonSpec, World } from './world.js';

export interface TelegramSimulatorOptions extends Limits {
  /** 0 (default) takes a free port. It always listens on 127.0.0.1 only. */
  port?: number;
  /** Default: one bot, `DEFAULT_BOT`. */
  bots?: BotSpec[];
  people?: PersonSpec[];
  groups?: GroupSpec[];
  /** Lets every chat id exist, so that a test need not make people first. Default false. */
  acceptUnknownChats?: boolean;
  /** Messages kept per chat, for phones, edits and copies; 0 keeps none, for benchmarks. Default 200. */
  keepMessagesPerChat?: number;
  /** Calls kept in the log; 0 keeps none. Default 10,000. */
  logCalls?: number;
  /** Every answer comes this much later. Default 0; the real API takes some 50 ms. */
  latencyMs?: number;
  /** How long a pressed button waits for answerCallbackQuery. Default 60 s. */
  callbackLifetimeMs?: number;
  /** First pause before an update is offered to a webhook again; doubles up to a minute. Default 1 s. */
  webhookRetryMs?: number;
  clock?: Clock;
  log?: Log;
}

/** The bot that is there when nobody asks for others; its token stays the same over restarts. */
export const DEFAULT_BOT: BotSpec = {
  id: 7_000_000_001,
  username: 'loa_simulator_bot',
  name: 'Loa',
  token: '7000000001:SIMULATOR-loa',
};

/** The parts of a simulated Telegram, put together but without a port. */
export interface TelegramCore {
  world: World;
  faults: Faults;
  pace: Pace;
  journal: Journal;
  callbacks: Callbacks;
  api: TelegramApi;
  firstBot(): Bot;
  counts(): Counts;
}

export function buildCore(options: TelegramSimulatorOptions): TelegramCore {
  const clock = options.clock ?? systemClock();
  const log = options.log ?? createLog('warn', 'simulator');
  const world = new World({
    clock,
    acceptUnknownChats: options.acceptUnknownChats ?? false,
    keepMessagesPerChat: options.keepMessagesPerChat ?? 200,
  });
  const faults = new Faults();
  const pace = new Pace(options);
  const journal = new Journal(options.logCalls ?? 10_000);
  const callbacks = new Callbacks(options.callbackLifetimeMs ?? 60_000);
  const webhooks = new Webhooks(clock, options.webhookRetryMs ?? 1_000);
  const api = new TelegramApi({
    world,
    journal,
    faults,
    pace,
    callbacks,
    webhooks,
    log,
    latencyMs: options.latencyMs ?? 0,
  });
  const bots = (options.bots ?? [DEFAULT_BOT]).map((spec) => world.addBot(spec));
  for (const person of options.people ?? []) world.people.set(person.id, person);
  for (const group of options.groups ?? []) world.groups.set(group.id, group);
  const firstBot = (): Bot => {
    const bot = bots[0];
    if (bot === undefined) throw new Error('A simulator without bots');
    return bot;
  };
  return { world, faults, pace, journal, callbacks, api, firstBot, counts: () => countAll(world, journal) };
}

function countAll(world: World, journal: Journal): Counts {
  const perChat: Record<string, number> = {};
  let delivered = 0;
  for (const bot of world.bots.values()) {
    delivered += bot.delivered;
    for (const [chatId, dialog] of bot.dialogs) {
      if (dialog.delivered > 0) perChat[chatId] = (perChat[chatId] ?? 0) + dialog.delivered;
    }
  }
  return {
    delivered,
    calls: journal.calls,
    refused: Object.fromEntries(journal.refused),
    unanswered: journal.unanswered,
    perChat,
  };
}
