import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../base/clock.js';
import { makeInvites } from '../../../people/officials/invite.js';
import { sayDay } from '../../../plans/review/say.js';
import { official, owed } from '../../../test/support/obligations.js';
import { type OfficialAtWork, officialAtWork, TODAY } from '../../../test/support/officialAtWork.js';
import { type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';
import { SECRET } from '../../../test/support/world.js';

describe.each(['telegram', 'zalo'] as const)('in the chat of an official on %s', (channel) => {
  let world: PhoneWorld;
  let at: OfficialAtWork;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await officialAtWork(world);
  });
  afterEach(() => {
    expect(world.failures).toEqual([]);
  });

  it('another command in the middle of a form shows what it shows, and the form goes on', async () => {
    const { paper, me, open } = at;
    await open(paper);
    await me.press('Xin đổi thời hạn');
    const [list, reminder] = await me.say('việc của tôi');
    expect(list?.text).toContain('Việc của Công an tỉnh');
    expect(reminder?.text).toContain('Loa vẫn chờ câu trả lời');
    expect((await me.say('20/7/2027'))[0]?.text).toContain('gõ lý do');
  });

  it('another form in the middle of one leaves it, and says so; a plain word leaves it too', async () => {
    const { paper, plain, me, history, open } = at;
    const card = await open(paper);
    const [first] = await me.press('Đã xong');
    await open(plain);
    const [second] = await me.press('Báo tiến độ');
    expect(second?.text).toContain('đang trả lời dở');
    const [over] = await me.press('Bỏ qua', first);
    expect(over?.text).toContain('đã xong hoặc đã bỏ');
    const [left] = await me.say('thôi');
    expect(left?.text).toContain('Đã bỏ, chưa ghi gì');
    expect(card.buttons).toContain('Đã xong');
    expect([await history(paper), await history(plain)]).toEqual([[], []]);
  });

  it('another wish takes the place of a question that it does not answer', async () => {
    const { me, only, paper, history } = at;
    await me.say('lịch sử');
    expect((await me.say('abc'))[0]?.text).toContain('gõ số thứ tự');
    expect((await me.say('mai nhắc lại'))[0]?.text).toContain('nhắc lại các việc chưa xong');
    await only(paper);
    await me.say('xong');
    const [asked] = await me.say('xin lùi đến 20/7/2027 vì chờ số liệu');
    expect(asked?.text).toContain('đang trả lời dở');
    expect(asked?.text).toContain('đề nghị đổi thời hạn đến 20/7/2027');
    expect((await history(paper)).filter((kind) => kind !== 'snoozed')).toEqual(['extension-asked']);
  });

  it('a stop in the middle of a form stops at once and leaves nothing of it', async () => {
    const { plain, me, open, forms } = at;
    await open(plain);
    await me.press('Báo tiến độ');
    const [stopped] = await me.say('dừng');
    expect(stopped?.text).toContain('Đã dừng');
    expect(await forms()).toEqual([]);
    const { rows } = await world.db.pool.query('select state from address where external_id = $1', [me.externalId]);
    expect(rows).toEqual([{ state: 'opted_out' }]);
    expect((await me.say('việc của tôi'))[0]?.text).toContain('đã dừng nhận nhắc việc');
  });

  it('who speaks of danger gets the numbers first, also in the middle of a form', async () => {
    const { plain, me, open } = at;
    await open(plain);
    await me.press('Báo tiến độ');
    const [danger, noted] = await me.say('có người bị sốc thuốc');
    expect(danger?.text).toMatch(/^GỌI 115 NGAY/);
    expect(noted?.text).toContain('Đã ghi tiến độ');
  });

  it("a stranger's press and one of another agency change nothing and show nothing", async () => {
    const { paper, police, history } = at;
    const other = (await owed(world.db)).find(({ agencyId }) => agencyId !== police);
    const theirs = await world.official(await official(world.db, other?.agencyId ?? 0, 'Người Khác'));
    await world.db.pool.query('update obligation set agency_id = $2 where id = $1', [paper.id, other?.agencyId]);
    await theirs.say('việc của tôi');
    const label =
      theirs
        .shown()
        .at(-1)
        ?.buttons.find((text) => text.includes('xây dựng')) ?? '';
    const [card] = await theirs.press(label);
    await world.db.pool.query('update obligation set agency_id = $2 where id = $1', [paper.id, police]);
    const [told] = await theirs.press('Đã xong', card);
    expect(told?.text).toContain('không thuộc cơ quan của đồng chí');
    expect(told?.text).not.toContain('xây dựng');
    await world.db.pool.query('update official set left_at = now() where name = $1', ['Người Khác']);
    const [gone] = await theirs.press('Đã xong', card);
    expect(gone?.text).toContain('chỉ dùng được trong cuộc trò chuyện của cán bộ được giao việc');
    expect(await history(paper)).toEqual([]);
  });

  it('an update that is answered again after a crash does nothing twice', async () => {
    const { paper, me, history, open } = at;
    await open(paper);
    await me.press('Đã xong');
    await me.say(`số 123/KH-UBND ngày ${sayDay(TODAY)}`);
    const had = me.shown().length;
    const [press, text] = world.handled.slice(-2);
    for (const update of [press, text, text]) if (update !== undefined) await world.repeat(update);
    expect(await history(paper)).toEqual(['reported']);
    expect(me.shown().length).toBeGreaterThan(had);
  });

  it.runIf(channel === 'telegram')('a forwarded message and an edited one do nothing, and that is told', async () => {
    const { me, only, plain, history, state } = at;
    await only(plain);
    expect((await me.forward('xong'))[0]?.text).toContain('tin chuyển tiếp');
    await me.say('tiến độ: đã xong 3/5 xã');
    expect((await me.edit('xong'))[0]?.text).toContain('sửa tin không làm thay đổi gì');
    expect(await history(plain)).toEqual(['progress']);
    expect(await state(plain)).toMatchObject({ state: 'open' });
    expect((await me.edit('dừng'))[0]?.text).toContain('Đã dừng');
  });

  it('a button of an older program, and one whose task is gone, change nothing', async () => {
    const { me, open, paper } = at;
    const card = await open(paper);
    await world.db.pool.query('update obligation set id = id + 100000');
    expect((await me.press('Đã xong', card))[0]?.text).toContain('Không còn việc này');
  });

  it('a code that connects this chat once more says the same, and nobody else gets in with it', async () => {
    const { me, officialId } = at;
    const by = { name: 'Lan', at: new Date(), expiresAt: new Date(Date.now() + HOUR_MS), random: randomBytes };
    const [made] = await makeInvites(world.db.pool, SECRET, [officialId], by);
    const code = made?.code ?? '';
    await me.say(code);
    expect((await me.press('Đồng ý nhận nhắc việc'))[0]?.text).toContain('Đã kết nối');
    const other = world.phone();
    expect((await other.say(code))[0]?.text).toContain('Mã mời này không dùng được');
  });

  it('a resident who is an official too names a place as before, and a sticker is answered kindly', async () => {
    const { me } = at;
    expect((await me.sticker())[0]?.text).toContain('Loa chỉ đọc được chữ');
    expect((await me.say('phường Hàm Rồng, Thanh Hóa'))[0]?.text).toContain('phường Hàm Rồng');
  });
});
