import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../../content/i18n.js';
import type { LocalisedMessage } from '../../../content/message.js';
import { createBroadcast, type NewBroadcast } from '../../../scheduler/broadcast/create.js';
import { readLedger } from '../../../scheduler/broadcast/ledger.js';
import { approveBroadcast, startBroadcast } from '../../../scheduler/broadcast/verbs.js';
import { startTelegramSimulator, type TelegramSimulator } from '../../../simulator/index.js';
import { testLog } from '../../../test/support/database.js';
import { text } from '../../../test/support/world.js';
import { nextUserId, type PersonSpec, startZaloWorld, type ZaloWorld } from '../../../test/support/zaloWorld.js';
import { createTelegramChannel, type TelegramChannel } from '../telegram/channel.js';
import { databaseUploads } from '../telegram/uploads.js';

const TEMPLATE = '100001';
const DATA = { ten: 'Nguyễn Văn An', noi_dung: 'Báo cáo quý III', han: '25/11/2026' };
const HOURS_AGO = { now: 1, threeDays: 72, tenDays: 240 };

let world: ZaloWorld;
let telegram: TelegramSimulator;
let telegramChannel: TelegramChannel;
let nextChat = 5_001;

beforeAll(async () => {
  telegram = await startTelegramSimulator();
  world = await startZaloWorld({
    sends: true,
    env: { ZALO_NUDGE_TEMPLATE: TEMPLATE },
    simulator: { limits: {} },
    beside: (db) => {
      telegramChannel = createTelegramChannel({
        token: telegram.token,
        apiRoot: telegram.apiRoot,
        rate: 1_000,
        maxInFlight: 8,
        log: testLog,
        loadMedia: async () => null,
        uploads: (sender) => databaseUploads(db, sender),
      });
      return [telegramChannel];
    },
  });
});
afterAll(async () => {
  await world.close();
  await telegramChannel.close();
  await telegram.close();
});
afterEach(async () => {
  world.zalo.faults.clear();
  await world.db.pool.query(`update broadcast set state = 'cancelled', finished_at = now() where state <> 'cancelled'`);
  await calm();
});

const calm = () =>
  world.db.pool.query(
    `update sender set not_before = null, stopped_at = null, stopped_reason = null, tripped_at = null, probe_at = null, probes = 0`,
  );

/** Somebody with a Zalo, of whom Zalo and we say the same, unless `saysZalo` differs; perhaps with a Telegram. */
function person(
  hoursAgo: number | null,
  { withTelegram = false, zaloSays = hoursAgo }: { withTelegram?: boolean; zaloSays?: number | null } = {},
): PersonSpec {
  const id = nextUserId();
  const lastInteraction = zaloSays === null ? null : new Date(Date.now() - zaloSays * 3_600_000).toISOString();
  world.zalo.addUsers([{ id, name: 'Người', lastInteraction, wrote: true }]);
  return { zalo: id, heardHoursAgo: hoursAgo, ...(withTelegram ? { telegram: newChat() } : {}) };
}

function newChat(): number {
  nextChat += 1;
  telegram.addPeople([{ id: nextChat, firstName: 'Người' }]);
  return nextChat;
}

const by = () => ({ clock: world.zalo.clock, say: translator('en'), locale: 'en' });

async function send(people: readonly PersonSpec[], wanted: Partial<NewBroadcast> = {}): Promise<number> {
  const { audience } = await world.people(people);
  const { id } = await createBroadcast(
    world.db,
    {
      message: text('Không với ma túy'),
      media: new Map(),
      audience,
      at: null,
      until: null,
      onUnknown: 'leave',
      ifLate: 'send',
      anyHour: true,
      ...wanted,
    },
    { name: 'an', ...by() },
  );
  await approveBroadcast(world.db, id, { name: 'binh', ...by() });
  await startBroadcast(world.db, id, { name: 'an', ...by() });
  return Number(id);
}

function nudge(data: Record<string, string> | null = DATA): Partial<NewBroadcast> {
  const message: LocalisedMessage = {
    vi: [
      { body: { text: 'Nhắc hạn 25/11', marks: [] }, media: null, buttons: [], ...(data ? { template: data } : {}) },
    ],
  };
  return { kind: 'nudge', message };
}

async function ledger(id: number): Promise<string[]> {
  const broadcast = await world.db.prisma.broadcast.findUniqueOrThrow({ where: { id } });
  const lines: string[] = [];
  for await (const { channel, state, reason } of readLedger(world.db, broadcast))
    lines.push([channel, state, reason].filter((part) => part !== null).join(' '));
  return lines;
}

/** The ledger once everybody in it is as wanted. */
async function until(id: number, wanted: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + 25_000;
  for (;;) {
    const now = await ledger(id);
    if (JSON.stringify(now) === JSON.stringify(wanted)) return;
    if (Date.now() > giveUpAt) expect(now).toEqual(wanted);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const reachedOnZalo = (people: readonly PersonSpec[]) => people.map(({ zalo }) => world.zalo.deliveredTo(zalo ?? ''));
const reachedOnTelegram = (people: readonly PersonSpec[]) =>
  people.map(({ telegram: chat }) => (chat === undefined ? 0 : telegram.deliveredTo(chat)));

describe('awareness', () => {
  test('goes by Zalo inside the free window, else to another address of the person, else says that the window is shut', async () => {
    const people = [
      person(HOURS_AGO.now),
      person(HOURS_AGO.now, { withTelegram: true }),
      person(HOURS_AGO.threeDays, { withTelegram: true }),
      person(HOURS_AGO.threeDays),
      person(null),
      { telegram: newChat() },
    ];
    await until(await send(people), [
      'zalo sent',
      'zalo sent',
      'telegram sent',
      'zalo skipped outside-window',
      'zalo skipped outside-window',
      'telegram sent',
    ]);
    expect(reachedOnZalo(people.slice(0, 5))).toEqual([1, 1, 0, 0, 0]);
    expect(reachedOnTelegram(people)).toEqual([0, 0, 1, 0, 0, 1]);
  });

  test('passes to the other address where the window closes after the fan-out, and is skipped where there is none', async () => {
    const people = [person(HOURS_AGO.now, { withTelegram: true }), person(HOURS_AGO.now)];
    await world.db.pool.query(`update sender set not_before = now() + interval '1 hour' where channel = 'zalo'`);
    const id = await send(people);
    await until(id, ['zalo waiting', 'zalo waiting']);
    await world.db.pool.query(`update address set heard_at = now() - interval '49 hours' where channel = 'zalo'`);
    await calm();
    await until(id, ['telegram sent', 'zalo skipped outside-window']);
    expect(reachedOnZalo(people)).toEqual([0, 0]);
  });

  test('believes Zalo where its clock says otherwise than ours', async () => {
    const wrong = { zaloSays: HOURS_AGO.tenDays };
    const people = [person(HOURS_AGO.now, { withTelegram: true, ...wrong }), person(HOURS_AGO.now, wrong)];
    await until(await send(people), ['telegram sent', 'zalo skipped outside-window']);
    expect((await world.address(people[1]?.zalo ?? ''))?.heardAt).toBeNull();
  });

  test('does not come back to who has left the account, but finds them elsewhere', async () => {
    const people = [person(HOURS_AGO.now, { withTelegram: true }), person(HOURS_AGO.now)];
    for (const { zalo } of people) world.zalo.user(zalo ?? '').block('cs');
    await until(await send(people), ['telegram sent', 'zalo skipped blocked']);
    expect(await world.address(people[1]?.zalo ?? '')).toMatchObject({ state: 'blocked', reason: 'zalo-244' });
  });

  test('counts a sent message once whatever receipts Zalo brings, and nothing of ours is answered', async () => {
    const people = [person(HOURS_AGO.now)];
    const id = await send(people);
    await until(id, ['zalo sent']);
    world.zalo.user(people[0]?.zalo ?? '').read();
    await world.zalo.webhook.settled();
    expect(reachedOnZalo(people)).toEqual([1]);
    expect(world.failures).toEqual([]);
  });

  test('longer than one message of Zalo arrives whole, in parts', async () => {
    const people = [person(HOURS_AGO.now)];
    const long = Array.from({ length: 60 }, (_, n) => `Câu thứ ${n} của một bài dài về phòng, chống ma túy.`).join(' ');
    await until(await send(people, { message: text(long) }), ['zalo sent']);
    const parts = world.zalo.user(people[0]?.zalo ?? '').messages.map((message) => message.text);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join(' ')).toBe(long);
  });
});

describe('a nudge', () => {
  test('is text for seven days and a template beyond, and for who never was heard', async () => {
    const people = [person(HOURS_AGO.now), person(HOURS_AGO.threeDays), person(HOURS_AGO.tenDays), person(null)];
    await until(await send(people, nudge()), ['zalo sent', 'zalo sent', 'zalo sent', 'zalo sent']);
    // A template is on the phone a moment after it was accepted.
    const got = await Promise.all(people.map(({ zalo }) => world.zalo.user(zalo ?? '').waitFor(() => true)));
    expect(got.map(({ kind }) => kind)).toEqual(['text', 'text', 'template', 'template']);
  });

  test('falls to the template where Zalo says that the window is shut', async () => {
    const people = [person(HOURS_AGO.now, { zaloSays: HOURS_AGO.tenDays })];
    await until(await send(people, nudge()), ['zalo sent']);
    await world.zalo.user(people[0]?.zalo ?? '').waitFor(({ kind }) => kind === 'template');
  });

  test('finds another address of who refuses templates', async () => {
    const people = [person(HOURS_AGO.tenDays, { withTelegram: true }), person(HOURS_AGO.tenDays)];
    for (const { zalo } of people) world.zalo.user(zalo ?? '').block('template');
    await until(await send(people, nudge()), ['telegram sent', 'zalo skipped blocked']);
  });

  test('whose values do not fit the template reaches nobody, and says which', async () => {
    const people = [person(HOURS_AGO.tenDays)];
    const id = await send(people, nudge({ ...DATA, ten: 'N'.repeat(31) }));
    await until(id, ['zalo failed content: templateData.ten too-long (30)']);
    const { rows } = await world.db.pool.query('select state, held_reason from broadcast where id = $1', [id]);
    expect(rows).toEqual([{ state: 'held', held_reason: 'content: templateData.ten too-long (30)' }]);
    expect(world.zalo.calls().filter(({ to }) => to === people[0]?.zalo)).toEqual([]);
  });

  test('that says nothing a template could be filled with is held before anybody is called', async () => {
    const id = await send([person(HOURS_AGO.tenDays)], nudge(null));
    await until(id, ['zalo failed content: template-data-missing']);
  });
});

describe('what Zalo refuses', () => {
  const sender = async () => {
    const { rows } = await world.db.pool.query<{ silent: boolean; stopped: string | null }>(
      `select coalesce(not_before > now() + interval '50 seconds', false) as silent, stopped_reason as stopped from sender where channel = 'zalo'`,
    );
    return rows[0];
  };

  test('-32 costs nobody an attempt: the account keeps silent for a minute, and then everybody gets theirs', async () => {
    const people = Array.from({ length: 10 }, () => person(HOURS_AGO.now));
    world.zalo.faults.add({ fault: { kind: 'error', code: -32 }, times: 3 });
    const id = await send(people);
    while (!(await sender())?.silent) await new Promise((resolve) => setTimeout(resolve, 20));
    world.zalo.faults.clear();
    while ((await ledger(id)).some((line) => line.includes('sending')))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const { rows } = await world.db.pool.query<{ n: number }>(
      `select coalesce(max(attempts), 0)::int as n from delivery where broadcast_id = $1 and state = 'waiting'`,
      [id],
    );
    expect(rows[0]?.n).toBe(0);
    await world.db.pool.query(
      `update delivery set retry_at = now() where broadcast_id = $1 and state = 'waiting' and retry_at is not null`,
      [id],
    );
    await world.db.pool.query(`update broadcast_lane set work_at = now(), drained = false where broadcast_id = $1`, [
      id,
    ]);
    await calm();
    await until(
      id,
      people.map(() => 'zalo sent'),
    );
    expect(reachedOnZalo(people)).toEqual(people.map(() => 1));
  });

  test('a package that is too low stops the account, and fails nobody', async () => {
    world.zalo.faults.add({ fault: { kind: 'error', code: -224 } });
    const id = await send([person(HOURS_AGO.now)]);
    while ((await sender())?.stopped === null) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await sender())?.stopped).toBe('zalo-224');
    await until(id, ['zalo waiting zalo-224']);
  });

  test('a code that nobody has described fails that one person', async () => {
    const people = [person(HOURS_AGO.now), person(HOURS_AGO.now)];
    world.zalo.faults.add({ users: [people[0]?.zalo ?? ''], fault: { kind: 'error', code: -98_765 } });
    await until(await send(people), ['zalo failed unlisted zalo-98765', 'zalo sent']);
  });

  test('an answer that never comes leaves the person unknown, and nobody gets it twice', async () => {
    const people = [person(HOURS_AGO.now)];
    world.zalo.faults.add({ fault: { kind: 'cut', when: 'after' }, times: 1 });
    await until(await send(people), ['zalo unknown connection-closed']);
    expect(reachedOnZalo(people)).toEqual([1]);
  });

  test('an access token that died early is renewed once, and nobody notices', async () => {
    const people = [person(HOURS_AGO.now)];
    world.zalo.tokens.killAccessToken();
    await until(await send(people), ['zalo sent']);
    expect(reachedOnZalo(people)).toEqual([1]);
  });
});
