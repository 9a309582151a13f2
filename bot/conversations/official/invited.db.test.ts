import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, systemClock } from '../../../base/clock.js';
import { createLog } from '../../../base/log.js';
import { ensureAgency } from '../../../people/agencies/ensureAgency.js';
import { loadPlaceFinder } from '../../../people/loadPlaceFinder.js';
import { makeInvites } from '../../../people/officials/invite.js';
import { syncPlaces } from '../../../people/syncPlaces.js';
import type { Database } from '../../../prisma/database.js';
import { postgresPace } from '../../../scheduler/pace/postgresPace.js';
import { registerSender } from '../../../scheduler/sender/register.js';
import { startTelegramSimulator, type TelegramSimulator } from '../../../simulator/index.js';
import { freshDatabase } from '../../../test/support/database.js';
import { createTelegramBot } from '../../channels/telegram/bot.js';
import { createTelegramChannel, type TelegramChannel } from '../../channels/telegram/channel.js';
import { startTelegramPolling, type TelegramReceiving } from '../../channels/telegram/polling.js';
import { databaseUploads } from '../../channels/telegram/uploads.js';
import { type ConversationDeps, handleIncoming } from '../../handleIncoming.js';
import { createReplyLimit } from '../../replyLimit.js';

let database: Database;
let simulator: TelegramSimulator;
let channel: TelegramChannel;
let receiving: TelegramReceiving;
let deps: ConversationDeps;
let handled: number;
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
  handled = 0;
  failures = [];
  const log = createLog('trace', 'test');
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)
    log[level] = (...said: unknown[]) => void lines.push(JSON.stringify(said));
  const { token, apiRoot } = simulator;
  const uploads = (sender: string) => databaseUploads(database, sender);
  channel = createTelegramChannel({
    token,
    apiRoot,
    rate: 1_000,
    maxInFlight: 4,
    log,
    loadMedia: async () => null,
    uploads,
  });
  await registerSender(database, channel.sender, channel.name);
  const clock = systemClock();
  const bot = createTelegramBot({
    channel,
    pace: postgresPace(database.pool),
    keepSilent: async () => undefined,
    clock,
    log,
  });
  deps = {
    database,
    secret: 'secret of the tests',
    channels: new Map([['telegram', bot]]),
    places: await loadPlaceFinder(database),
    replyLimit: createReplyLimit(clock),
    clock,
    log,
  };
  receiving = startTelegramPolling({
    bot,
    store: async (updates) => {
      for (const update of updates) {
        await handleIncoming(deps, update).catch((error: unknown) => failures.push(error));
        handled += 1;
      }
    },
    log,
    pollSeconds: 2,
    retryMs: 20,
  });
  me = simulator.person(id);
});

afterEach(async () => {
  await receiving.stop();
  await channel.close();
  await simulator.close();
});

/** Waits until so many updates have been answered. */
async function handledBy(count: number): Promise<void> {
  while (handled < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function row(): Promise<{ state: string; place: string; contact_id: number; resident: boolean } | undefined> {
  const { rows } = await database.pool.query<{ state: string; place: string; contact_id: number; resident: boolean }>(
    'select a.state, c.place, a.contact_id, c.resident from address a join contact c on c.id = a.contact_id where a.external_id = $1',
    [String(me.id)],
  );
  return rows[0];
}

async function consents(): Promise<{ purpose: string; wording: string; how: string; withdrawn: boolean }[]> {
  const { rows } = await database.pool.query<{ purpose: string; wording: string; how: string; withdrawn: boolean }>(
    'select purpose, wording, how, withdrawn_at is not null as withdrawn from consent where contact_id = $1',
    [(await row())?.contact_id],
  );
  return rows;
}

describe('an invited official', () => {
  async function invite(): Promise<string> {
    const place = { code: '33', shortName: 'Hưng Yên' };
    const agency = await ensureAgency(database, { name: `Phòng số ${me.id}`, place, parentId: null, aliases: [] });
    const { rows } = await database.pool.query<{ id: number }>(
      `insert into official (agency_id, name, position, role) values ($1, 'Nguyễn Văn A', '', 'focal') returning id`,
      [agency.id],
    );
    const by = { name: 'Lan', at: new Date(), expiresAt: new Date(Date.now() + HOUR_MS), random: randomBytes };
    const [made] = await makeInvites(database.pool, deps.secret, [rows[0]?.id ?? 0], by);
    return made?.code ?? '';
  }

  it('reads what they agree to, agrees with the button, and is connected; nothing is sent to them as a resident', async () => {
    const code = await invite();
    me.start(code);
    const asked = await me.waitFor((message) => message.reply_markup !== undefined);
    // A body that may only be asked is not told that it was ordered.
    expect(asked.text).toContain(`mà kế hoạch giao hoặc đề nghị Phòng số ${me.id} thực hiện`);
    expect(await row()).toBeUndefined();
    me.press(asked.message_id, 'Đồng ý nhận nhắc việc');
    const joined = await me.waitFor((message) => message.text?.startsWith('Đã kết nối') === true);
    // What is owed can be looked at now, and not only when the next reminder comes.
    expect(joined.reply_markup).toMatchObject({ inline_keyboard: [[{ text: 'Việc của tôi' }]] });
    expect(await row()).toMatchObject({ state: 'active', place: '33', resident: false });
    expect(await consents()).toEqual([{ purpose: 'official', wording: asked.text, how: 'button', withdrawn: false }]);
    expect(failures).toEqual([]);
    expect(lines.join()).not.toContain(code);
  });

  it('may type the code as it is printed; a wrong one is answered kindly and connects nobody', async () => {
    const code = await invite();
    me.say('0000-0000-0000');
    await me.waitFor((message) => message.text?.startsWith('Mã mời này không dùng được') === true);
    me.say(code.toLowerCase());
    await me.waitFor((message) => message.text?.includes('Nguyễn Văn A') === true);
    expect(await row()).toBeUndefined();
  });

  it('stops like anybody else, and then the consent is withdrawn', async () => {
    me.start(await invite());
    const asked = await me.waitFor((message) => message.reply_markup !== undefined);
    me.press(asked.message_id, 'Đồng ý nhận nhắc việc');
    await handledBy(2);
    me.say('/stop');
    await handledBy(3);
    expect(await row()).toMatchObject({ state: 'opted_out' });
    expect(await consents()).toMatchObject([{ purpose: 'official', withdrawn: true }]);
  });
});
