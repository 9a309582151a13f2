import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.js';
import { createLog, type Log } from '../base/log.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { syncPlaces } from '../people/syncPlaces.js';
import type { Database } from '../prisma/database.js';
import { postgresPace } from '../scheduler/pace/postgresPace.js';
import { registerSender } from '../scheduler/sender/register.js';
import { startTelegramSimulator, type TelegramSimulator } from '../simulator/index.js';
import { freshDatabase } from '../test/support/database.js';
import { createTelegramBot } from './channels/telegram/bot.js';
import { createTelegramChannel, type TelegramChannel } from './channels/telegram/channel.js';
import { startTelegramPolling, type TelegramReceiving } from './channels/telegram/polling.js';
import { databaseUploads } from './channels/telegram/uploads.js';
import { type ConversationDeps, handleIncoming } from './handleIncoming.js';
import type { StoredUpdate } from './incoming.js';
import { encodeJoinPayload } from './joinPayload.js';
import { createReplyLimit } from './replyLimit.js';

const HAM_RONG = '14758';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

let database: Database;
let simulator: TelegramSimulator;
let channel: TelegramChannel;
let receiving: TelegramReceiving;
let deps: ConversationDeps;
let handled: StoredUpdate[];
let failures: unknown[];
let lines: string[];
let nextPerson = 1_000;
let me: ReturnType<TelegramSimulator['person']>;

beforeAll(async () => {
  database = await freshDatabase();
  await syncPlaces(database);
});
afterAll(() => database.close());

beforeEach(async () => {
  const id = nextPerson++;
  simulator = await startTelegramSimulator({ people: [{ id, firstName: 'An', languageCode: 'vi' }] });
  lines = [];
  const log = listening();
  channel = createTelegramChannel({
    token: simulator.token,
    apiRoot: simulator.apiRoot,
    rate: 1_000,
    maxInFlight: 4,
    log,
    loadMedia: async () => null,
    uploads: (sender) => databaseUploads(database, sender),
  });
  await registerSender(database, channel.sender, channel.name);
  const bot = createTelegramBot({
    channel,
    pace: postgresPace(database.pool),
    keepSilent: async () => undefined,
    clock: systemClock(),
    log,
  });
  deps = {
    database,
    secret: 'secret of the tests',
    channels: new Map([['telegram', bot]]),
    places: await loadPlaceFinder(database),
    replyLimit: createReplyLimit(systemClock()),
    clock: systemClock(),
    log,
  };
  handled = [];
  failures = [];
  const store = async (updates: StoredUpdate[]): Promise<void> => {
    for (const update of updates) {
      await handleIncoming(deps, update).catch((error: unknown) => failures.push(error));
      handled.push(update);
    }
  };
  receiving = startTelegramPolling({ bot, store, log, pollSeconds: 2, retryMs: 20 });
  me = simulator.person(id);
});

afterEach(async () => {
  await receiving.stop();
  await channel.close();
  await simulator.close();
});

/** Everything that is logged, at every level. */
function listening(): Log {
  const log = createLog('trace', 'test');
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
    log[level] = (...said: unknown[]) => void lines.push(JSON.stringify(said));
  }
  return log;
}

/** Waits until so many updates have been handled. */
async function handledBy(count: number): Promise<void> {
  while (handled.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function row(): Promise<
  { state: string; place: string; groups: string[]; locale: string; contact_id: number } | undefined
> {
  const { rows } = await database.pool.query(
    'SELECT a.state, c.place, c.groups, c.locale, a.contact_id FROM address a JOIN contact c ON c.id = a.contact_id WHERE a.external_id = $1',
    [String(me.id)],
  );
  return rows[0];
}

async function consents(): Promise<{ purpose: string; wording: string; how: string }[]> {
  const { rows } = await database.pool.query('SELECT purpose, wording, how FROM consent WHERE contact_id = $1', [
    (await row())?.contact_id,
  ]);
  return rows;
}

const link = encodeJoinPayload({ place: HAM_RONG, groups: ['phu-huynh'] });

/** Joins by a link: opens it and agrees. */
async function join(): Promise<void> {
  const before = handled.length;
  me.start(link);
  const asked = await me.waitFor((message) => message.reply_markup !== undefined);
  me.press(asked.message_id, 'Đồng ý nhận tin');
  await handledBy(before + 2);
}

describe('a resident', () => {
  it('joins place and group with the button, and what they agreed to is kept word for word', async () => {
    me.start(link);
    const asked = await me.waitFor();
    expect(await row()).toBeUndefined();
    me.press(asked.message_id, 'Đồng ý nhận tin');
    await handledBy(2);
    expect(await row()).toMatchObject({ state: 'active', place: HAM_RONG, groups: ['phu-huynh'], locale: 'vi' });
    expect(await consents()).toEqual([{ purpose: 'awareness', wording: asked.text, how: 'button' }]);
    expect(simulator.calls('answerCallbackQuery').map((call) => call.outcome)).toEqual(['answered']);
    expect(failures).toEqual([]);
  });

  it('joins by typing a name, choosing and agreeing', async () => {
    me.start();
    await me.waitFor((message) => message.text?.includes('gõ tên xã') === true);
    me.say('Hàm Rồn');
    const choice = await me.waitFor(
      (message) =>
        message.reply_markup?.inline_keyboard.flat().some((b) => b.text.startsWith('Phường Hàm Rồng')) === true,
    );
    me.press(choice.message_id, 'Phường Hàm Rồng, Thanh Hóa');
    const asked = await me.waitFor(
      (message) => message.reply_markup?.inline_keyboard.flat().some((b) => b.text === 'Đồng ý nhận tin') === true,
    );
    me.press(asked.message_id, 'Đồng ý nhận tin');
    await handledBy(4);
    expect(await row()).toMatchObject({ state: 'active', place: HAM_RONG });
  });

  it('who says dừng is opted out at once, told so once, and comes back only by agreeing again', async () => {
    await join();
    const before = simulator.deliveredTo(me.id);
    me.say('Dừng');
    await handledBy(3);
    expect((await row())?.state).toBe('opted_out');
    expect(simulator.deliveredTo(me.id)).toBe(before + 1);
    me.say('Chào');
    await handledBy(4);
    expect((await row())?.state).toBe('opted_out');
    await join();
    expect((await row())?.state).toBe('active');
  });

  it('who stops by the button under a message is stopped even if the confirmation cannot be sent', async () => {
    await join();
    const last = me.messages.findLast((message) => message.reply_markup !== undefined);
    simulator.faults.add({ fault: { kind: 'cut', when: 'before' } });
    me.press(last?.message_id ?? 0, 'stop');
    await handledBy(3);
    expect((await row())?.state).toBe('opted_out');
  });

  it('who blocks the bot is not written to, and is again when they lift the block', async () => {
    await join();
    me.block();
    await handledBy(3);
    expect((await row())?.state).toBe('blocked');
    me.unblock();
    await handledBy(4);
    expect((await row())?.state).toBe('active');
  });

  it('whose block only shows when we answer is marked all the same', async () => {
    await join();
    simulator.faults.add({ fault: { kind: 'forbidden', why: 'blocked' } });
    me.say('Chào');
    await handledBy(3);
    expect((await row())?.state).toBe('blocked');
  });

  it('is answered whatever they send: stickers, voices, pictures, edits', async () => {
    const bytes = new Uint8Array([1]);
    me.sendSticker({ bytes });
    me.sendVoice({ bytes });
    me.sendPhoto({ bytes: PNG });
    const said = me.say('Xin chào');
    me.edit(said.message_id, 'Xin chào kênh');
    await handledBy(5);
    expect(simulator.deliveredTo(me.id)).toBe(5);
    expect(failures).toEqual([]);
  });

  it('who holds a key down does not take the pace of everybody, and a stop among it is still a stop', async () => {
    await join();
    for (let n = 0; n < 30; n++) me.say('aaa');
    me.say('Dừng');
    await handledBy(33);
    expect(simulator.deliveredTo(me.id)).toBeLessThanOrEqual(22);
    expect((await row())?.state).toBe('opted_out');
    expect(failures).toEqual([]);
  });

  it('is not hurt when the same update is processed twice', async () => {
    await join();
    me.say('Thôi');
    await handledBy(3);
    // As after a crash: the update that was under way comes once more.
    for (const update of handled.slice(-1)) await handleIncoming(deps, update);
    expect(await consents()).toHaveLength(1);
    const { rows } = await database.pool.query(
      `SELECT 1 FROM consent JOIN address USING (contact_id) WHERE external_id = $1 AND withdrawn_at IS NULL`,
      [String(me.id)],
    );
    expect(rows).toEqual([]);
    expect((await row())?.state).toBe('opted_out');
  });

  it('who was being answered when the process died is told again rather than not at all, and joins once', async () => {
    await join();
    const told = me.messages.length;
    // Nobody knows whether the reply had gone: the update was not yet done.
    const agreed = handled.at(-1);
    if (agreed === undefined) throw new Error('Nothing was handled');
    await handleIncoming(deps, agreed);
    expect(me.messages.length).toBeGreaterThan(told);
    expect(await consents()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'active', place: HAM_RONG });
  });

  it('whose words are not heard of again: neither in the log nor in any table', async () => {
    await join();
    me.say('một điều rất riêng tư');
    await handledBy(3);
    expect(lines.join()).not.toContain('riêng tư');
    for (const table of ['contact', 'address', 'consent', 'suppression', 'audit_event', 'inbound']) {
      const { rows } = await database.pool.query(`SELECT * FROM ${table}`);
      expect(JSON.stringify(rows)).not.toContain('riêng tư');
    }
  });

  it('whose answer surely did not arrive is answered later: the failure says when to try again', async () => {
    await join();
    simulator.faults.add({ fault: { kind: 'too-many-requests', retryAfter: 600 } });
    me.say('Chào');
    await handledBy(3);
    expect(failures).toEqual([
      expect.objectContaining({ code: 'reply-throttled', retry: { again: 'after', waitMs: 600_000 } }),
    ]);
  });
});

describe('the handles of files in the database', () => {
  it('are kept per sender and kind, replaced, and dropped only while they are the ones refused', async () => {
    const file = { kind: 'photo' as const, sha256: 'ab', fileName: 'a', mime: 'image/png', sizeBytes: 1 };
    const ours = databaseUploads(database, 'telegram.1');
    await ours.keep(file, 'A');
    await ours.keep(file, 'B');
    expect(await ours.find(file)).toBe('B');
    expect(await ours.find({ ...file, kind: 'document' })).toBeNull();
    expect(await databaseUploads(database, 'telegram.2').find(file)).toBeNull();
    await ours.drop(file, 'A');
    expect(await ours.find(file)).toBe('B');
    await ours.drop(file, 'B');
    expect(await ours.find(file)).toBeNull();
  });
});
