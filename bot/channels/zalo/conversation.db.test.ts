import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../base/clock.js';
import { ensureAgency } from '../../../people/agencies/ensureAgency.js';
import { inTransaction } from '../../../people/inTransaction.js';
import { makeInvites } from '../../../people/officials/invite.js';
import { oneRow } from '../../../people/queryable.js';
import type { SimulatedZaloUser, ZaloMessage } from '../../../simulator/index.js';
import { SECRET } from '../../../test/support/world.js';
import { startZaloWorld, type ZaloWorld } from '../../../test/support/zaloWorld.js';
import { writeJoinCode } from '../../joinCode.js';

const HAM_RONG = '14758';
const CODE = writeJoinCode({ place: HAM_RONG, groups: ['phu-huynh'] });

let world: ZaloWorld;
let me: SimulatedZaloUser;

beforeAll(async () => {
  world = await startZaloWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.zalo.faults.clear();
  me = world.newcomer();
});

/** Does something, waits until it is answered, and gives what came of it. */
async function answersTo(act: () => void, updates = 1): Promise<ZaloMessage[]> {
  const [answered, had] = [world.handled.length, fromUs().length];
  act();
  await world.handledBy(answered + updates);
  return fromUs().slice(had);
}

const fromUs = () => me.messages.filter(({ from }) => from === 'oa');
const titles = (message: ZaloMessage | undefined) => (message?.buttons ?? []).map(({ title }) => title);

function press(message: ZaloMessage | undefined, title: string): Promise<ZaloMessage[]> {
  return answersTo(() => void me.press(message?.id ?? '', title));
}

async function join(): Promise<void> {
  const [consent] = await answersTo(() => void me.say(CODE));
  await press(consent, 'Đồng ý nhận tin');
}

const address = () => world.address(me.id);

describe('a resident on Zalo', () => {
  it('follows, names a place, agrees by a button, asks for help and stops with a plain word', async () => {
    const [welcome] = await answersTo(() => me.follow());
    expect(welcome?.text).toContain('Kính chào bà con');
    expect(await address()).toBeUndefined();

    const [consent] = await answersTo(() => void me.say('phường Hàm Rồng, Thanh Hóa'));
    expect(consent?.text).toContain('phường Hàm Rồng');
    // Nobody on Zalo knows a command.
    expect(consent?.text).toContain('DỪNG');
    expect(consent?.text).not.toContain('/stop');
    expect(await address()).toBeUndefined();

    const [joined] = await press(consent, 'Đồng ý nhận tin');
    expect(joined?.text).toContain('Đã ghi nhận');
    expect((await address())?.state).toBe('active');
    const { rows } = await world.db.pool.query(
      `select wording, how from consent join address using (contact_id) where external_id = $1`,
      [me.id],
    );
    expect(rows).toEqual([{ wording: consent?.text, how: 'button' }]);

    const [help] = await answersTo(() => void me.say('TRỢ GIÚP'));
    expect(help?.text).toMatch(/113.*115.*111/);
    const [stopped] = await answersTo(() => void me.say('DỪNG'));
    expect(stopped?.text).toContain('Đã dừng');
    expect((await address())?.state).toBe('opted_out');
    expect(world.failures).toEqual([]);
  });

  it('joins by the code of a poster, typed however people type', async () => {
    const [consent] = await answersTo(() => void me.say(`  ${CODE.toLowerCase().replace(/-(?=..$)/, ' ')}. `));
    expect(consent?.text).toContain('nhóm phụ huynh');
    await press(consent, 'Đồng ý nhận tin');
    const { rows } = await world.db.pool.query(
      'select c.place, c.groups from contact c join address a on a.contact_id = c.id where a.external_id = $1',
      [me.id],
    );
    expect(rows).toEqual([{ place: HAM_RONG, groups: ['phu-huynh'] }]);
  });

  it('is told so when a code is mistyped, and joins nowhere', async () => {
    const [told] = await answersTo(() => void me.say('LOA 14759-AA'));
    expect(told?.text).toContain('Mã này chưa đúng');
    expect(await address()).toBeUndefined();
  });

  it('has a clock that every sign of life moves, and no receipt', async () => {
    await join();
    await world.db.pool.query(`update address set heard_at = now() - interval '3 days' where external_id = $1`, [
      me.id,
    ]);
    me.read();
    await answersTo(() => void me.say('Chào'));
    const heard = (await address())?.heardAt?.getTime() ?? 0;
    expect(Date.now() - heard).toBeLessThan(60_000);
  });

  it('cannot press the button of somebody else, nor type one: it is a text like any other', async () => {
    const [consent] = await answersTo(() => void me.say(CODE));
    let said = '';
    await answersTo(() => {
      ({ said } = me.press(consent?.id ?? '', 'Đồng ý nhận tin') as { said: string });
    });
    const other = world.newcomer();
    await answersTo(() => void other.say(said));
    expect(await world.address(other.id)).toBeUndefined();
    expect(other.messages.at(-1)?.text).not.toContain('Đã ghi nhận');
    const [answer] = await answersTo(() => void me.say(`${said.slice(0, -1)}${said.endsWith('A') ? 'B' : 'A'}`));
    expect(answer?.text).toContain('Cảm ơn bà con');
  });

  it('is told that an old button is over, but a stop is a stop however old', async () => {
    await join();
    const joined = fromUs().at(-1);
    const [consent] = await answersTo(() => void me.say('thành phố Huế'));
    const clock = world.zalo.clock;
    clock.advance(8 * 24 * HOUR_MS);
    try {
      const [over] = await press(consent, 'Đồng ý nhận tin');
      expect(over?.text).toContain('Nút này không còn dùng được');
      await press(joined, 'Dừng nhận tin');
      expect((await address())?.state).toBe('opted_out');
    } finally {
      clock.advance(-8 * 24 * HOUR_MS);
    }
  });

  it('who speaks of danger gets the numbers at once, also while staff is answering by hand', async () => {
    await join();
    await answersTo(() => void world.zalo.answerAsAdmin(me.id, 'Chào anh, tôi nghe đây.'));
    expect(await answersTo(() => void me.say('Tôi muốn hỏi về thủ tục'))).toEqual([]);
    const [danger] = await answersTo(() => void me.say('con tôi bị sốc thuốc'));
    expect(danger?.text).toMatch(/^GỌI 115 NGAY/);
    const [stopped] = await answersTo(() => void me.say('dừng'));
    expect(stopped?.text).toContain('Đã dừng');
    expect((await address())?.state).toBe('opted_out');
    await world.db.pool.query(`update attended_chat set until = now() - interval '1 second'`);
    expect(await answersTo(() => void me.say('Xin chào'))).toHaveLength(1);
  });

  it('who leaves the account is answered when they write, and sent nothing else until they follow it again', async () => {
    await join();
    await answersTo(() => me.unfollow());
    expect(await address()).toMatchObject({ state: 'blocked', reason: 'unfollowed' });
    expect(await answersTo(() => void me.say('Chào'))).toHaveLength(1);
    expect((await address())?.state).toBe('blocked');
    await answersTo(() => me.follow());
    expect((await address())?.state).toBe('active');
  });

  it('who follows again is not put out by word of their leaving that comes late', async () => {
    await join();
    const body = { event_name: 'unfollow', oa_id: world.zalo.oaId, follower: { id: me.id }, app_id: world.zalo.appId };
    const timestamp = String(Date.now() - 60_000);
    await answersTo(() => world.zalo.webhook.sendRaw(Buffer.from(JSON.stringify({ ...body, timestamp })), timestamp));
    expect((await address())?.state).toBe('active');
  });

  it('who withdraws is erased, is written down as erased, and is not brought back by a list', async () => {
    await join();
    await answersTo(() => me.withdraw());
    expect(await address()).toBeUndefined();
    const { rows } = await world.db.pool.query<{ cause: string; audited: number; kept: number }>(
      `select (select cause from suppression order by at desc limit 1) as cause,
              (select count(*)::int from audit_event where entry::jsonb ->> 'action' = 'contacts.erase') as audited,
              (select count(*)::int from inbound where chat = $1 and body is not null) as kept`,
      [me.id],
    );
    expect(rows[0]).toEqual({ cause: 'erased', audited: 1, kept: 0 });
  });

  it('is not answered twice, whatever Zalo repeats, and our own words come back to nobody', async () => {
    world.zalo.webhook.set({ duplicates: 1 });
    try {
      const before = world.counts.repeated;
      const [answer] = await answersTo(() => void me.say('Xin chào'));
      await world.zalo.webhook.settled();
      expect(fromUs()).toEqual([answer]);
      expect(world.counts.repeated).toBe(before + 1);
    } finally {
      world.zalo.webhook.set({ duplicates: 0 });
    }
  });

  it('is shown every choice that fits: no more than five buttons, and the province is asked for beyond that', async () => {
    const [answer] = await answersTo(() => void me.say('Tân Tiến'));
    expect(titles(answer).length).toBeLessThanOrEqual(5);
    expect(world.failures).toEqual([]);
  });
});

describe('an official on Zalo', () => {
  it('types the code of the invitation, agrees by the button under the words, and learns the word that stops', async () => {
    const code = await invite('Trần Thị Bình');
    const [notice] = await answersTo(() => void me.say(` ${code.toLowerCase()} `));
    expect(notice?.text).toContain('Trần Thị Bình (UBND phường Hàm Rồng)');
    expect(notice?.text).toContain('gửi DỪNG');
    expect(notice?.text).not.toContain('/stop');
    expect(await address()).toBeUndefined();
    const [joined] = await press(notice, 'Đồng ý nhận nhắc việc');
    expect(joined?.text).toContain('Đã kết nối');
    expect(joined?.text).not.toContain('/stop');
    const { rows } = await world.db.pool.query(
      `select o.name, c.purpose, c.wording from official o join address a using (contact_id) join consent c using (contact_id)
        where a.external_id = $1`,
      [me.id],
    );
    expect(rows).toEqual([{ name: 'Trần Thị Bình', purpose: 'official', wording: notice?.text }]);
    expect((await address())?.heardAt).not.toBeNull();
    me = world.newcomer();
    const [spent] = await answersTo(() => void me.say(code));
    expect(spent?.text).toContain('Mã mời này không dùng được');
    await answersTo(() => void me.say('DỪNG'));
    expect(world.failures).toEqual([]);
  });
});

it('what a person shares of themself unasked is neither kept nor answered: we ask for no telephone number', async () => {
  const [ignored, handled] = [world.counts.ignored, world.handled.length];
  me.submitInfo({ name: 'An', phone: '84912345678' });
  await world.zalo.webhook.settled();
  expect(world.counts.ignored).toBe(ignored + 1);
  expect(world.handled).toHaveLength(handled);
  expect((await world.db.pool.query('select from inbound where chat = $1', [me.id])).rowCount).toBe(0);
  expect(await address()).toBeUndefined();
});

async function invite(name: string): Promise<string> {
  const { db } = world;
  const place = { code: HAM_RONG, shortName: 'Hàm Rồng' };
  const agency = await ensureAgency(db, { name: 'UBND phường Hàm Rồng', place, parentId: null, aliases: [] });
  const official = await oneRow<{ id: number }>(
    db,
    `insert into official (agency_id, name, position, role) values ($1, $2, 'Phó Chủ tịch', 'focal') returning id`,
    [agency.id, name],
  );
  const at = new Date();
  const expiresAt = new Date(at.getTime() + HOUR_MS);
  const by = { name: 'Lan', at, expiresAt, random: randomBytes };
  const [made] = await inTransaction(db, (client) => makeInvites(client, SECRET, [official.id], by));
  return made?.code ?? '';
}
