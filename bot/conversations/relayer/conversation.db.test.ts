import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { relayCounts } from '../../../scheduler/relays/relayCounts.js';
import { relaysDue } from '../../../scheduler/relays/run.js';
import { testLog } from '../../../test/support/database.js';
import { type Phone, type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';
import { approvedJune, connectRelayer, forgetRelays, JUNE } from '../../../test/support/relaying.js';
import { testClock } from '../../../test/support/testClock.js';

describe.each(['telegram', 'zalo'] as const)('who relays, on %s,', (channel) => {
  let world: PhoneWorld;
  let phone: Phone;
  const clock = testClock();

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await forgetRelays(world.db);
    await world.db.pool.query('truncate chat_form');
    await approvedJune(world.db);
    phone = world.phone();
  });

  const connect = (role: 'loudspeaker' | 'village-head', more: { area?: string } = {}) =>
    connectRelayer(world.db, { role, name: `Người ${role}`, externalId: phone.externalId, channel, ...more });

  /** The package of the week of 7 June, as if it had arrived just now. */
  async function given(): Promise<void> {
    clock.set('2027-06-07T09:00:00+07:00');
    await relaysDue(world.db, { clock, log: testLog });
    await world.db.pool.query(
      `insert into delivery (month, broadcast_id, seq, contact_id, state) select month, broadcast_id, min(id), contact_id, 'sent' from relay_package group by month, broadcast_id, contact_id`,
    );
    await world.db.pool.query('update relay_package set planned_at = now()');
  }

  async function say(words: string): Promise<string> {
    const told = await phone.say(words);
    return told.map(({ text }) => text).join('\n');
  }
  const counts = async () => {
    const [row] = await relayCounts(world.db, { campaign: JUNE });
    return row === undefined ? null : [row.answered, row.saidBroadcast, row.saidForwarded, row.saidPeople];
  };

  it('says in their own words that it was read out, is read back, corrects it, and the last word counts', async () => {
    await connect('loudspeaker');
    await given();
    expect(await say('da phat 3 lan roi a')).toMatch(
      /đã phát 3 lần \(loa truyền thanh, Phường Hàm Rồng, tuần 7\/6–13\/6\)/,
    );
    expect(await counts()).toEqual([1, 3, 0, 0]);
    expect(await say('sửa')).toContain('Lời nhắn sau cùng được tính');
    expect(await say('đã phát 2 lần')).toContain('đã phát 2 lần');
    expect(await counts()).toEqual([1, 2, 0, 0]);
    expect(await say('chưa phát')).toContain('chưa làm được');
    expect(await counts()).toEqual([1, 0, 0, 0]);
    const { rows } = await world.db.pool.query('select said from relay_answer order by id');
    expect(rows.map(({ said }) => said)).toEqual(['broadcast', 'broadcast', 'nothing']);
  });

  it('passes on, is asked how many, and may answer by a button, a bare number or not at all', async () => {
    await connect('village-head', { area: 'Tổ 3' });
    await given();
    expect(await say('đã chuyển')).toContain('Khoảng bao nhiêu người nhận được?');
    await phone.press('Khoảng 100 người');
    expect(await counts()).toEqual([1, 0, 1, 100]);
    expect(await say('đã chuyển, khoảng 1.200 người')).toContain(
      'khoảng 1.200 người (nhóm Zalo, Tổ 3, Phường Hàm Rồng',
    );
    expect(await say('đã chuyển rồi')).toContain('Khoảng bao nhiêu người');
    expect(await say('tầm 85 ng')).toContain('khoảng 85 người');
    expect(await counts()).toEqual([1, 0, 1, 85]);
    expect(await say('đã chuyển, khoảng 900000 người')).toContain('lớn quá nên chưa ghi');
    expect(await counts()).toEqual([1, 0, 1, 85]);
  });

  it('keeps an answer once, even where its update is answered again after a crash', async () => {
    await connect('loudspeaker');
    await given();
    await say('đã phát');
    const last = world.handled.at(-1);
    if (last === undefined) throw new Error('nothing was handled');
    await world.repeat(last);
    expect((await world.db.pool.query('select from relay_answer')).rowCount).toBe(1);
  });

  it('asks which is meant where one person relays in two areas, and keeps the number that was said', async () => {
    await connect('village-head', { area: 'Tổ 3' });
    await connect('village-head', { area: 'Tổ 4' });
    await given();
    const [asked] = await phone.say('đã chuyển, khoảng 60 người');
    expect(asked?.text).toContain('Xin chọn gói đã làm');
    await phone.press(asked?.buttons.find((label) => label.includes('Tổ 4')) ?? '');
    const { rows } = await world.db.pool.query(
      `select r.area, a.people from relay_answer a join relay_package k on k.id = a.package_id join relayer r on r.id = k.relayer_id`,
    );
    expect(rows).toEqual([{ area: 'Tổ 4', people: 60 }]);
  });

  it('gets the Word file and the pictures again whenever they ask', async () => {
    await connect('loudspeaker');
    await given();
    const told = await say('gói');
    if (channel === 'telegram') {
      expect((await phone.received())?.name).toMatch(/^thang-hanh-dong-06-14758-2027-06-07\.(?:docx|zip)$/);
    } else expect(told).toMatch(/Địa chỉ dưới đây mở được đến|chưa gửi được tệp/);
  });

  it('is nobody to answer for where nothing was sent, and words about other things go where they belong', async () => {
    await connect('loudspeaker');
    expect(await say('đã phát')).not.toContain('Đã ghi');
    await given();
    expect(await say('đã phát chưa?')).not.toContain('Đã ghi');
    expect((await world.db.pool.query('select from relay_answer')).rowCount).toBe(0);
  });

  it('reads in what is held of them that they relay, for which place, and how often they answered', async () => {
    await connect('loudspeaker');
    await given();
    const held = () => say(channel === 'telegram' ? '/mydata' : 'dữ liệu của tôi');
    const own = 'Người chuyển tiếp: Người loudspeaker, cán bộ truyền thanh, Phường Hàm Rồng; đã báo lại';
    expect(await held()).toContain(`${own} 0 lần.`);
    await say('đã phát 3 lần');
    expect(await held()).toContain(`${own} 1 lần.`);
  });

  it('stops by the same word as everybody, and is sent nothing more', async () => {
    await connect('loudspeaker');
    await phone.say(channel === 'telegram' ? '/stop' : 'dừng');
    clock.set('2027-06-07T09:00:00+07:00');
    expect(await relaysDue(world.db, { clock, log: testLog })).toBeNull();
  });
});
