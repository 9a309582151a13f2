import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../base/clock.js';
import { vietnamDay } from '../../../../base/vietnamDay.js';
import { getStaff } from '../../../../people/getStaff.js';
import { loadPlaceFinder } from '../../../../people/loadPlaceFinder.js';
import { addDays } from '../../../../plans/deadlines/day.js';
import { sayDay } from '../../../../plans/review/say.js';
import { handToStaff } from '../../../../scheduler/inbound/handToStaff.js';
import { officialAtWork } from '../../../../test/support/officialAtWork.js';
import type { Phone } from '../../../../test/support/officialPhones.js';
import {
  all,
  draft,
  ELSEWHERE,
  type StaffPhones,
  startStaffPhones,
  WARD,
  words,
} from '../../../../test/support/sends.js';
import { staffPhone } from '../../../../test/support/staffAtWork.js';
import { StaffSay } from '../say.js';
import { weekAhead } from './week.js';

describe.each(['telegram', 'zalo'] as const)('staff write to their ward and look ahead, on %s', (channel) => {
  let at: StaffPhones;
  beforeAll(async () => {
    at = await startStaffPhones(channel);
  });
  afterAll(() => at.world.close());
  beforeEach(() => at.clear());
  afterEach(() => {
    expect(at.world.failures).toEqual([]);
  });

  /** A quick message, up to the last question. */
  const write = async (phone: Phone, text: string, when = 'Ngay khi được phê duyệt') => {
    await phone.say('soạn tin');
    await phone.say(text);
    return phone.press(when);
  };

  it('a quick message goes to their own ward, is mended, shown as it will be read, and waits for a second person', async () => {
    const { world, hoa, audited } = at;
    expect(await all(hoa.say('soạn tin'))).toContain('Tin nhanh gửi đến bà con Phường Hàm Rồng');
    const wrong = await all(hoa.say('Đối tượng ở {{noi}} cần đến họp'));
    expect(wrong).toContain('Chưa dùng được, cần sửa');
    expect(wrong).toContain('đối tượng');
    expect(wrong).toContain('{{noi}}');
    const shown = await hoa.say(
      'Bà con {{place}} mời họp lúc 19 giờ. Cảnh báo nguy hiểm: tin giả đang lan ở nhiều nơi.',
    );
    expect(shown[0]?.text).toContain('Bà con Phường Hàm Rồng mời họp lúc 19 giờ');
    expect(shown[0]?.text).toContain('[Dừng nhận tin]');
    expect(await all(hoa.say('23:00'))).toContain('chỉ nhận tin trong khung 07:00–21:00');
    const check = await all(hoa.say(`08:00 ${sayDay(addDays(vietnamDay(new Date()), 2))}`));
    expect(check).toContain('Xin kiểm tra lần cuối');
    expect(check).toContain('Gửi đến: Phường Hàm Rồng (Thanh Hóa)');
    expect(check).toContain('3 người sẽ nhận được');
    expect(check).toContain('Hẹn giờ: 08:00');
    const told = await hoa.press('Gửi xin phê duyệt');
    expect(told[0]?.text).toContain('chờ phê duyệt');
    const answered = world.handled.at(-1);
    if (answered !== undefined) await world.repeat(answered);
    expect(await all(hoa.press('Gửi xin phê duyệt'))).toContain('đã xong hoặc đã bỏ');
    const rows = await world.db.prisma.broadcast.findMany();
    expect(rows).toMatchObject([
      { state: 'draft', audience: `place:${WARD}`, boundPlace: WARD, createdBy: 'Hoa', anyHour: false },
    ]);
    expect(await audited()).toContain('Hoa broadcast.create');
  });

  it('tells the approvers of that place once that something waits, and nobody else', async () => {
    const { world, lan, hoa, minh, other, viewer, handOn } = at;
    await write(hoa, 'Mời bà con họp tổ dân phố lúc 19 giờ');
    await hoa.press('Gửi xin phê duyệt');
    const before = [hoa, other, viewer].map((phone) => phone.shown().length);
    const both = await Promise.all([handToStaff(world.db, new Date()), handToStaff(world.db, new Date())]);
    const chats = both.flat().map(({ chat }) => chat);
    expect(chats.sort()).toEqual([lan.externalId, minh.externalId].sort());
    await world.db.pool.query('truncate staff_told, inbound');
    expect(await handOn()).toBe(2);
    expect(await handOn()).toBe(0);
    const news = minh.shown().at(-1);
    expect(news?.text).toContain('Có 1 tin chờ đồng chí phê duyệt');
    expect(news?.text).toContain('người soạn: Hoa');
    expect([hoa, other, viewer].map((phone) => phone.shown().length)).toEqual(before);
    const shown = await minh.press(news?.buttons[0] ?? '', news);
    expect(shown.at(-1)?.buttons).toContain('Phê duyệt');
    await minh.press('Phê duyệt');
    expect((await world.db.prisma.broadcast.findFirstOrThrow()).state).toBe('approved');
  });

  it('what was decided before it was told is not told', async () => {
    const { world, minh, put } = at;
    const id = await draft(world, 'Hoa');
    await handToStaff(world.db, new Date());
    const { rows } = await world.db.pool.query<{ channel: string; updateId: string; chat: string; body: unknown }>(
      'select channel, update_id as "updateId", chat, body from inbound where chat = $1',
      [minh.externalId],
    );
    await put(id, `state = 'cancelled'`);
    const before = minh.shown().length;
    for (const update of rows) await world.repeat(update);
    expect(rows).toHaveLength(1);
    expect(minh.shown()).toHaveLength(before);
  });

  it('who stopped is told nothing unasked, and still finds it', async () => {
    const { world, minh, handOn } = at;
    const phone = await staffPhone(world, { name: 'Minh', role: 'approver', place: WARD });
    expect(await all(phone.say('dừng'))).toContain('Loa không tự báo gì nữa');
    const id = await draft(world, 'Hoa');
    const [before, others] = [phone.shown().length, minh.shown().length];
    await handOn();
    expect([phone.shown().length, minh.shown().length]).toEqual([before, others]);
    expect(await all(phone.say('chờ phê duyệt'))).toContain(`Đợt ${id}`);
    await phone.say('hủy liên kết');
  });

  it('nobody is told in a database that has been moved', async () => {
    const { world, handOn } = at;
    await draft(world, 'Hoa');
    await world.db.pool.query(`insert into home (id, identity, heartbeat_at, held_at) values (1, 'x', now(), now())`);
    try {
      expect(await handOn()).toBe(0);
    } finally {
      await world.db.pool.query('delete from home');
    }
    expect(await handOn()).toBe(2);
  });

  it('whoever has more than a ward names one, never beyond their bounds', async () => {
    const { world, lan } = at;
    expect(await all(lan.say('soạn tin'))).toContain('Xin gõ tên');
    expect(await all(lan.say('Thanh Hóa'))).toContain('Tin nhanh chỉ gửi trong một xã, phường, đặc khu');
    expect(await all(lan.say('ham rong, thanh hoa'))).toContain('bà con Phường Hàm Rồng');
    expect(await all(lan.say('hủy'))).toContain('Đã bỏ, chưa ghi gì');
    expect(await world.db.prisma.broadcast.count()).toBe(0);
    await world.db.pool.query(`update staff set place = '38' where name = 'Lan'`);
    try {
      await lan.say('soạn tin');
      const { name } = await world.db.prisma.place.findUniqueOrThrow({ where: { code: ELSEWHERE } });
      expect(await all(lan.say(name))).toContain('không thuộc địa bàn');
    } finally {
      await world.db.pool.query(`update staff set place = null where name = 'Lan'`);
    }
  });

  it('a message under way is kept for whoever answers next, and an old button of it changes nothing', async () => {
    const { world, hoa } = at;
    const [asked] = await hoa.say('soạn tin');
    await hoa.say('hủy');
    expect(await all(hoa.press('Thôi', asked))).toContain('đã xong hoặc đã bỏ');
    await write(hoa, 'Mời bà con họp tổ dân phố');
    const { rows } = await world.db.pool.query('select step, data from chat_form');
    expect(rows).toMatchObject([{ step: 'check', data: { text: 'Mời bà con họp tổ dân phố', at: 'now' } }]);
    expect(await all(hoa.press('Sửa lời'))).toContain('Xin gõ lời nhắn');
    const check = await all(hoa.say('Mời bà con họp lúc 20 giờ'));
    expect(check).toContain('Mời bà con họp lúc 20 giờ');
    expect(check).toContain('ngay khi được phê duyệt');
    expect(await all(hoa.say('sửa lời'))).toContain('Xin gõ lời nhắn');
    await hoa.say('Mời bà con họp lúc 20 giờ');
    expect(await all(hoa.say('gửi đi'))).toContain('chờ phê duyệt');
  });

  it('whoever lost their place while writing writes nothing there', async () => {
    const { world, hoa } = at;
    await write(hoa, 'Mời bà con họp tổ dân phố');
    await world.db.pool.query(`update staff set place = $1 where name = 'Hoa'`, [ELSEWHERE]);
    try {
      expect(await all(hoa.press('Gửi xin phê duyệt'))).toContain('Không có gì thay đổi');
      expect(await world.db.prisma.broadcast.count()).toBe(0);
    } finally {
      await world.db.pool.query(`update staff set place = $1 where name = 'Hoa'`, [WARD]);
    }
  });

  it('shows the next seven days: what goes, what is not approved yet, and nothing of others', async () => {
    const { world, minh, other } = at;
    const soon = new Date(Date.now() + 26 * HOUR_MS);
    const armed = await draft(world, 'Hoa', { at: soon, message: words('Ngày hội toàn dân') });
    await minh.say(`phê duyệt ${armed}`);
    await minh.press('Phê duyệt');
    await draft(world, 'Hoa', { at: new Date(Date.now() + 50 * HOUR_MS), message: words('Họp tổ') });
    await draft(world, 'Hoa', { at: new Date(Date.now() + 24 * 9 * HOUR_MS), message: words('Xa lắm') });
    const week = await all(minh.say('tuần tới'));
    expect(week).toContain(`đợt ${armed} “Ngày hội toàn dân”`);
    expect(week).toMatch(/“Họp tổ”.*CHƯA phê duyệt/);
    expect(week).not.toContain('Xa lắm');
    expect(await all(other.say('tuần tới'))).not.toContain('Ngày hội');
  });

  it('names an article that waits where it may be approved, in the provinces it goes to', async () => {
    const { lan, minh, world } = at;
    const sum = 'ab'.repeat(32);
    const article = {
      ...{ title: 'Cùng giữ gia đình', author: 'UBND tỉnh', description: 'Ba việc', body: [], sources: ['Luật'] },
      ...{ cover: { sha256: sum, fileName: 'bia.png', mime: 'image/png', sizeBytes: 9 }, comments: false },
    };
    const target = {
      provinces: ['38'],
      regions: null,
      ages: null,
      gender: null,
      platforms: null,
      places: ['Thanh Hóa'],
    };
    await world.db.pool.query(
      `insert into mass_post (channel, sender, article, pictures, audience, target, address, created_by)
       values ('zalo', 'zalo.1', $1, '{}', 'place:38', $2, '{}', 'Hoa')`,
      [JSON.stringify(article), JSON.stringify(target)],
    );
    try {
      expect(await all(lan.say('chờ phê duyệt'))).toMatch(
        /Bài Zalo \d+ “Cùng giữ gia đình”: xem và phê duyệt trên máy tính/,
      );
      expect(await all(minh.say('chờ phê duyệt'))).toContain('không có tin nào chờ phê duyệt');
      await world.db.pool.query(`update mass_post set state = 'ready', due_at = now() + interval '20 hours'`);
      expect(await all(lan.say('tuần tới'))).toContain('“Cùng giữ gia đình”');
    } finally {
      await world.db.pool.query('delete from mass_post');
    }
  });

  it('names the deadlines of live plans in their place by day, and the holidays', async () => {
    const { lan, other, world } = at;
    const official = await officialAtWork(world);
    await official.dueIn(official.paper, 3);
    expect(await all(lan.say('tuần tới'))).toContain('Đến hạn, Công an tỉnh: “Chủ trì xây dựng kế hoạch');
    expect(await all(other.say('tuần tới'))).not.toContain('Công an tỉnh');
    const staff = await getStaff(world.db, 'Lan');
    if (staff === null) throw new Error('Lan is gone');
    const places = await loadPlaceFinder(world.db);
    const week = (day: string) =>
      weekAhead({
        db: world.db,
        chat: { channel, externalId: lan.externalId },
        updateId: '1',
        at: new Date(`${day}T02:00:00Z`),
        staff,
        say: new StaffSay('vi', channel, day),
        form: null,
        places,
        ratePerSecond: 30,
      });
    expect((await week('2026-11-22')).body.text).toContain('Thứ Ba 24/11\n• Nghỉ: Ngày Văn hóa Việt Nam');
    expect((await week('2027-02-04')).body.text).toContain('• Nghỉ: Tết Nguyên đán');
    expect((await week('2026-12-30')).body.text).toContain('• Nghỉ: Tết Dương lịch');
  });
});

it('words that were passed on or changed afterwards are no message to residents', async () => {
  const at = await startStaffPhones('telegram');
  try {
    await at.hoa.say('soạn tin');
    expect(await all(at.hoa.forward('Tin của người khác gửi đi khắp nơi'))).toContain('Đây là tin chuyển tiếp');
    await at.hoa.say('Mời bà con họp');
    expect(await all(at.hoa.edit('Mời bà con họp lúc nửa đêm'))).toContain('chỉ đọc tin khi vừa gửi');
    const { rows } = await at.world.db.pool.query('select data from chat_form');
    expect(rows).toMatchObject([{ data: { text: 'Mời bà con họp' } }]);
    expect(at.world.failures).toEqual([]);
  } finally {
    await at.world.close();
  }
});
