import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../base/clock.js';
import { createLog } from '../../../base/log.js';
import type { Pace } from '../../../scheduler/pace/pace.js';
import { startTelegramSimulator, type TelegramSimulator } from '../../../simulator/index.js';
import type { StoredUpdate } from '../../incoming.js';
import { createTelegramBot, type TelegramBot } from './bot.js';
import { createTelegramChannel, type TelegramChannel } from './channel.js';
import { toIncoming } from './incoming.js';
import { startTelegramPolling, type TelegramReceiving } from './polling.js';
import { telegramWebhook } from './webhook.js';

const log = createLog('silent', 'test');
const uploads = () => ({ find: async () => null, keep: async () => undefined, drop: async () => undefined });

let simulator: TelegramSimulator;
let channel: TelegramChannel;
let bot: TelegramBot;
let receiving: TelegramReceiving | undefined;
let stored: StoredUpdate[];

/** Slots at once: the real paces have their own tests. */
const pace: Pace = { reserve: async (_sender, _rate, wanted) => ({ slots: wanted, startsInMs: 0, intervalMs: 1 }) };

beforeEach(async () => {
  simulator = await startTelegramSimulator({
    people: [
      { id: 11, firstName: 'An', languageCode: 'vi' },
      { id: 12, firstName: 'Bình' },
    ],
    groups: [{ id: -100, title: 'Tổ dân phố 3' }],
    webhookRetryMs: 20,
  });
  channel = createTelegramChannel({
    token: simulator.token,
    apiRoot: simulator.apiRoot,
    rate: 30,
    maxInFlight: 4,
    loadMedia: async () => null,
    uploads,
    log,
  });
  stored = [];
  bot = createTelegramBot({
    channel,
    pace,
    keepSilent: async () => undefined,
    clock: systemClock(),
    log,
  });
});

afterEach(async () => {
  await receiving?.stop();
  receiving = undefined;
  await channel.close();
  await simulator.close();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const keep = async (updates: StoredUpdate[]): Promise<void> => void stored.push(...updates);
const poll = (store = keep): TelegramReceiving =>
  (receiving = startTelegramPolling({ bot, store, log, pollSeconds: 2, retryMs: 20 }));

describe('long polling', () => {
  it('announces the commands in both languages, then stores what people do, in order', async () => {
    poll();
    const an = simulator.person(11);
    an.start('abc');
    an.say('Chào kênh');
    await until(() => stored.length === 2 && simulator.calls('setMyCommands').length === 2);
    expect(stored.map(({ channel: name, chat }) => [name, chat])).toEqual([
      ['telegram', '11'],
      ['telegram', '11'],
    ]);
    expect(new Set(stored.map((update) => update.updateId)).size).toBe(2);
    expect(stored[0]?.updateId).toMatch(/^7000000001-\d+$/);
    const commands = simulator.calls('setMyCommands').map((call) => call.params);
    expect(commands.map((params) => params['language_code'])).toEqual([undefined, 'en']);
    expect(receiving?.failure()).toBeNull();
  });

  it('acknowledges nothing that is not stored: what the database refused comes again', async () => {
    let refusals = 2;
    poll(async (updates) => {
      if (refusals-- > 0) throw new Error('the database is away');
      await keep(updates);
    });
    simulator.person(11).say('một');
    simulator.person(12).say('hai');
    await until(() => stored.length >= 2);
    expect(new Set(stored.map((update) => update.chat))).toEqual(new Set(['11', '12']));
  });

  it('outlives a network that fails', async () => {
    simulator.faults.add({ methods: ['*'], times: 4, fault: { kind: 'cut', when: 'before' } });
    poll();
    simulator.person(11).say('một');
    await until(() => stored.length === 1);
    expect(receiving?.failure()).toBeNull();
  });

  it('is not kept from receiving by a menu that cannot be set', async () => {
    simulator.faults.add({
      methods: ['setMyCommands'],
      fault: { kind: 'answer', errorCode: 400, description: 'Bad Request: x' },
    });
    poll();
    simulator.person(11).say('một');
    await until(() => stored.length === 1);
  });

  it('takes a webhook of before away', async () => {
    await bot.api.setWebhook(`http://127.0.0.1:9/${'x'.repeat(8)}`);
    poll();
    simulator.person(11).say('một');
    await until(() => stored.length === 1);
  });

  it('stops promptly in the middle of a long poll', async () => {
    poll();
    await until(() => simulator.calls('deleteWebhook').length > 0);
    const before = performance.now();
    await receiving?.stop();
    expect(performance.now() - before).toBeLessThan(1_500);
  });

  it('receives blocks and the end of them', async () => {
    poll();
    const an = simulator.person(11);
    an.say('một');
    an.block();
    an.unblock();
    await until(() => stored.length === 3);
    expect(stored.map((update) => toIncoming(update, new Date())?.kind)).toEqual(['text', 'blocked', 'unblocked']);
  });
});

describe('the webhook', () => {
  const SECRET = 'a-secret_word';
  let server: Server;
  let app: Hono;
  let origin: string;
  let refuse: boolean;

  beforeEach(async () => {
    refuse = false;
    app = new Hono();
    const store = async (updates: StoredUpdate[]): Promise<void> => {
      if (refuse) throw new Error('the database is away');
      await keep(updates);
    };
    telegramWebhook(app, { path: '/telegram', secret: SECRET, botId: bot.botId, store, log });
    const listener = getRequestListener(app.fetch);
    server = createServer((request, response) => void listener(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const post = (body: string, secret: string | null = SECRET): Promise<Response> | Response =>
    app.request('/telegram', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }),
      },
    });
  const update = JSON.stringify({
    update_id: 5,
    message: { message_id: 1, date: 1, chat: { id: 11, type: 'private' }, text: 'x' },
  });

  it('is announced with its secret, and brings what people do', async () => {
    receiving = startTelegramPolling({
      bot,
      store: keep,
      log,
      webhook: { url: `${origin}/telegram`, secret: SECRET },
      retryMs: 20,
    });
    await until(() => simulator.calls('setWebhook').length === 1);
    simulator.person(11).say('một');
    await until(() => stored.length === 1);
    expect(stored[0]?.chat).toBe('11');
  });

  it('says 200 only when the update is stored: until then Telegram brings it again', async () => {
    refuse = true;
    expect((await post(update)).status).toBe(503);
    receiving = startTelegramPolling({
      bot,
      store: keep,
      log,
      webhook: { url: `${origin}/telegram`, secret: SECRET },
      retryMs: 20,
    });
    await until(() => simulator.calls('setWebhook').length === 1);
    simulator.person(11).say('một');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(stored).toEqual([]);
    refuse = false;
    await until(() => stored.length === 1);
  });

  it('refuses whoever does not know the secret, before it reads what they send', async () => {
    expect((await post(update, null)).status).toBe(401);
    expect((await post(update, 'another')).status).toBe(401);
    expect((await post('x'.repeat(2_000_000), 'another')).status).toBe(401);
    expect(stored).toEqual([]);
  });

  it('refuses a body beyond its bound, and one that is no update', async () => {
    expect((await post('x'.repeat(2_000_000))).status).toBe(413);
    expect((await post('{')).status).toBe(400);
    expect((await post('{}')).status).toBe(400);
    expect((await post(update)).status).toBe(200);
    expect(stored).toHaveLength(1);
  });
});
