import { Hono } from 'hono';
import { systemClock } from '../../base/clock.js';
import { createTelegramBot } from '../../bot/channels/telegram/bot.js';
import { createTelegramChannel } from '../../bot/channels/telegram/channel.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { telegramWebhook } from '../../bot/channels/telegram/webhook.js';
import { type ConversationDeps, handleIncoming } from '../../bot/handleIncoming.js';
import type { StoredUpdate } from '../../bot/incoming.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Database } from '../../prisma/database.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { type SimulatedPerson, startTelegramSimulator } from '../../simulator/index.js';
import { freshDatabase, testLog } from './database.js';
import { populate, SECRET } from './world.js';

/** A Loa behind its webhook's route, to which a test brings updates as Telegram would write them. */
export interface TelegramHook {
  db: Database;
  /** Somebody who has pressed Start, with their app in that language. */
  person(language: 'vi' | 'en'): SimulatedPerson;
  /** Brings the body of a request; resolves with its status once what was in it is answered. */
  post(body: unknown): Promise<number>;
  failures: unknown[];
  close(): Promise<void>;
}

const PATH = '/webhooks/telegram';
let nextPerson = 9_000;

export async function startTelegramHook(): Promise<TelegramHook> {
  const db = await freshDatabase();
  await populate(db, 0);
  const simulator = await startTelegramSimulator({});
  const { token, apiRoot } = simulator;
  const clock = systemClock();
  const uploads = (sender: string) => databaseUploads(db, sender);
  const own = { token, apiRoot, rate: 1_000, maxInFlight: 4, log: testLog, loadMedia: async () => null, uploads };
  const channel = createTelegramChannel(own);
  await registerSender(db, channel.sender, channel.name);
  const pace = postgresPace(db.pool);
  const bot = createTelegramBot({ channel, pace, keepSilent: async () => undefined, clock, log: testLog });
  const deps: ConversationDeps = {
    database: db,
    secret: SECRET,
    channels: new Map([['telegram', bot]]),
    places: await loadPlaceFinder(db),
    replyLimit: { take: () => true },
    clock,
    log: testLog,
  };
  const failures: unknown[] = [];
  const store = async (updates: StoredUpdate[]): Promise<void> => {
    for (const update of updates) await handleIncoming(deps, update).catch((error: unknown) => failures.push(error));
  };
  const app = new Hono();
  telegramWebhook(app, { path: PATH, secret: 'secret', botId: bot.botId, store, log: testLog });
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'secret' };
  return {
    db,
    failures,
    person(languageCode) {
      const id = nextPerson++;
      simulator.addPeople([{ id, firstName: 'An', languageCode }]);
      const person = simulator.person(id);
      // Telegram lets a bot write only to whoever has written to it; nobody brings this update here.
      person.start();
      return person;
    },
    async post(body) {
      const answer = await app.request(PATH, { method: 'POST', headers, body: JSON.stringify(body) });
      return answer.status;
    },
    async close() {
      await channel.close();
      await simulator.close();
      await db.close();
    },
  };
}
