import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../base/clock.js';
import { verifyAudit } from '../../../../people/verifyAudit.js';
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

describe.each(['telegram', 'zalo'] as const)('staff manage what is sent, on %s', (channel) => {
  let at: StaffPhones;
  beforeAll(async () => {
    at = await startStaffPhones(channel);
  });
  afterAll(() => at.world.close());
  beforeEach(() => at.clear());
  afterEach(() => {
    expect(at.world.failures).toEqual([]);
  });

  it('shows what there is in their place, by words and by buttons, and under the help', async () => {
    const { world, lan, minh, other, viewer, running } = at;
    await running();
    await draft(world, 'Hoa', { message: words('Họp tổ dân phố') });
    await draft(world, 'Lan', { audience: `place:${ELSEWHERE}` });
    const home = await all(minh.say('quan ly'));
    expect(home).toContain('Đồng chí Minh (phê duyệt), Phường Hàm Rồng');
    expect(home).toContain('Đang gửi: 1 đợt');
    expect(home).toContain('Chờ phê duyệt: 1 đợt');
    expect(await all(lan.say('menu'))).toContain('Chờ phê duyệt: 2 đợt');
    const [waiting] = await minh.press('Chờ phê duyệt');
    expect(waiting?.text).toContain('“Họp tổ dân phố”');
    expect(waiting?.text).toContain('Người soạn: Hoa');
    expect(await all(other.say('đang gửi'))).toContain('không có đợt nào đang gửi');
    const help = await all(viewer.say('trợ giúp'));
    expect(help).toContain('còn có thể gõ “quản lý”');
    expect(await all(world.phone().say('trợ giúp'))).not.toContain('quản lý');
    expect(await all(world.phone().say('quản lý'))).not.toContain('Đang gửi');
  });

  it('says how far a broadcast is and when it should be through, page by page', async () => {
    const { world, lan, minh, other, put, running } = at;
    for (let n = 0; n < 7; n += 1) await running();
    const id = await running();
    await put(id, `planned = 3, any_hour = true, fanned_out_at = now()`);
    await world.db.pool.query(
      `insert into delivery (month, broadcast_id, seq, contact_id, channel, state)
       select b.month, b.id, x.seq, x.seq, $2, x.state::delivery_state
         from broadcast b, (values (1, 'sent'), (2, 'failed'), (3, 'waiting')) x(seq, state) where b.id = $1`,
      [id, channel],
    );
    const shown = await lan.say('đang gửi');
    expect(shown[0]?.text).toContain('Đang gửi: 8 đợt.');
    const pages = channel === 'zalo' ? 3 : 2;
    expect(shown[0]?.text).toContain(`Trang 1/${pages}.`);
    let last = shown;
    for (let page = 2; page <= pages; page += 1) last = await lan.press('Xem tiếp');
    expect(last[0]?.text).toContain('Trạng thái: đang gửi, đã gửi 1/3 người; không gửi được 1');
    expect(last[0]?.text).toContain('Dự kiến xong: ');
    await put(id, `state = 'finished', finished_at = now()`);
    const done = `Đã xong: Đợt ${id} “Không với ma túy”, đã gửi 1/3 người`;
    expect(await all(minh.say('đang gửi'))).not.toContain(done);
    for (let page = 2; page <= pages; page += 1) last = await minh.press('Xem tiếp');
    expect(last[0]?.text).toContain(done);
    expect(await all(other.say('đang gửi'))).not.toContain('Đã xong');
  });

  it('pauses and goes on once, and an old button says what it is now', async () => {
    const { hoa, minh, other, row, put, running, audited } = at;
    const id = await running();
    await put(id, `approved_hash = null, kind = 'nudge'`);
    const [card] = await hoa.say(`xem ${id}`);
    expect(await all(hoa.press('Tạm dừng'))).toContain(`Đã tạm dừng đợt ${id}`);
    expect((await row(id)).state).toBe('paused');
    const again = await all(hoa.press('Tạm dừng', card));
    expect(again).toContain('hiện ở trạng thái “tạm dừng”. Không có gì thay đổi');
    expect(await all(minh.say('đang dừng'))).toContain(`Đợt ${id}`);
    expect(await all(minh.say(`tiếp tục ${id}`))).toContain('gửi tiếp');
    expect((await row(id)).state).toBe('running');
    await put(id, `state = 'finished'`);
    expect(await all(minh.press('Tạm dừng'))).toContain('“đã kết thúc”');
    expect(await all(other.press('Tạm dừng', card).catch(() => other.say(`tạm dừng ${id}`)))).toContain(
      'không thuộc địa bàn',
    );
    expect(await audited()).toEqual(expect.arrayContaining(['Hoa broadcast.pause', 'Minh broadcast.resume']));
  });

  it('shows why something is held, and leaves to an admin what only they may lift', async () => {
    const { lan, row, put, running } = at;
    const id = await running();
    await put(id, `state = 'held', held_reason = 'gap'`);
    const [card] = await lan.say(`xem ${id}`);
    expect(card?.text).toContain('Lý do: dịch vụ đã ngừng một thời gian');
    expect(card?.buttons).not.toContain('Gửi tiếp');
    expect(await all(lan.say(`tiếp tục ${id}`))).toContain('đã ngừng một thời gian hoặc đã chuyển chỗ');
    expect((await row(id)).state).toBe('held');
  });

  it('a viewer sees, and may do nothing', async () => {
    const { viewer, row, running } = at;
    const id = await running();
    const [card] = await viewer.say(`xem ${id}`);
    expect(card?.buttons).toEqual(['Quản lý']);
    expect(await all(viewer.say(`tạm dừng ${id}`))).toContain('Không có gì thay đổi');
    expect(await all(viewer.say('soạn tin'))).toContain('Soạn tin là việc của người soạn thảo');
    expect((await row(id)).state).toBe('running');
  });

  it('who was disabled is a stranger at once', async () => {
    const { world, minh, row, running } = at;
    const id = await running();
    const [card] = await minh.say(`xem ${id}`);
    await world.db.pool.query(`update staff set disabled_at = now() where name = 'Minh'`);
    try {
      expect(await all(minh.press('Tạm dừng', card))).toContain('đã liên kết với cán bộ cơ quan thường trực');
      expect((await row(id)).state).toBe('running');
    } finally {
      await world.db.pool.query(`update staff set disabled_at = null where name = 'Minh'`);
    }
  });

  it('reads every word before approving: parts, languages, files, buttons, whom, how many and why not more', async () => {
    const { world, lan, minh, row, audited } = at;
    const picture = {
      kind: 'photo' as const,
      sha256: 'ab'.repeat(32),
      fileName: 'tranh.png',
      mime: 'image/png',
      sizeBytes: 90_000,
    };
    const id = await draft(world, 'Hoa', {
      at: new Date(Date.now() + 25 * HOUR_MS),
      ifLate: 'ask',
      message: {
        vi: [
          {
            body: { text: 'Ba bước từ chối', marks: [{ type: 'bold', start: 0, end: 7 }] },
            media: picture,
            buttons: [],
          },
          { body: { text: 'Gọi 111', marks: [] }, media: null, buttons: [[{ label: 'Dừng nhận tin', data: 'stop' }]] },
        ],
        en: [{ body: { text: 'Three steps to say no', marks: [] }, media: null, buttons: [] }],
      },
    });
    const shown = await minh.say(`phê duyệt ${id}`);
    const text = shown.map((one) => one.text).join('\n');
    for (const part of [
      '[Tin 1/2, Tiếng Việt]\n\nBa bước từ chối',
      '[Ảnh: tranh.png, 88 KB]',
      'Gọi 111\n\n[Nút bấm] [Dừng nhận tin]',
      '[Tin 1/1, Tiếng Anh]\n\nThree steps to say no',
      'Gửi đến: Phường Hàm Rồng (Thanh Hóa)',
      '3 người sẽ nhận được trong 4 người; còn lại: 1 người đã thôi nhận tin.',
      'Hẹn giờ: ',
      'Hết hiệu lực: ',
      'không gửi lại',
      'Nếu trễ giờ hẹn: giữ lại',
      'Người soạn: Hoa',
    ])
      expect(text).toContain(part);
    expect(shown.at(-1)?.buttons).toEqual(['Phê duyệt', 'Trả lại', 'Quản lý']);
    expect(shown.slice(0, -1).flatMap(({ buttons }) => buttons)).toEqual([]);
    const told = await all(minh.press('Phê duyệt'));
    expect(told).toContain(`Đã phê duyệt đợt ${id}.`);
    expect(await row(id)).toMatchObject({ state: 'approved', approvedBy: 'Minh' });
    expect(await all(minh.press('Phê duyệt', shown.at(-1)))).toContain('từ trước, không có gì thay đổi');
    expect(await all(lan.say(`phê duyệt ${id}`))).toContain('Người phê duyệt: Minh');
    expect((await verifyAudit(world.db)).ok).toBe(true);
    expect(await audited()).toContain('Minh broadcast.approve');
  });

  it('an approval is of what was on the screen: changed since, it is void and shown again', async () => {
    const { world, lan, minh, row, put } = at;
    const id = await draft(world, 'Hoa');
    const [, card] = await minh.say(`phê duyệt ${id}`);
    await put(id, `audience = 'place:38', bound_place = null`);
    expect(await all(minh.press('Phê duyệt', card))).toContain('không thuộc địa bàn');
    const [, again] = await lan.say(`phê duyệt ${id}`);
    await world.db.pool.query(`update broadcast set message = $2 where id = $1`, [
      id,
      JSON.stringify(words('Lời khác')),
    ]);
    const shown = await lan.press('Phê duyệt', again);
    expect(shown.map(({ text }) => text).join('\n')).toContain('đã được sửa sau khi hiện trên màn hình');
    expect(shown[0]?.text).toContain('Lời khác');
    expect((await row(id)).state).toBe('draft');
    await lan.press('Phê duyệt');
    expect((await row(id)).state).toBe('approved');
  });

  it('nobody approves what they wrote, nor who may only write, nor beyond their place', async () => {
    const { world, lan, hoa, minh, other, row } = at;
    const id = await draft(world, 'Minh');
    const own = await minh.say(`phê duyệt ${id}`);
    expect(own.at(-1)?.text).toContain('cần người thứ hai phê duyệt');
    expect(own.at(-1)?.buttons).toEqual(['Quản lý']);
    const writers = await hoa.say(`phê duyệt ${id}`);
    expect(writers.at(-1)?.text).toContain('là việc của người phê duyệt hoặc quản trị');
    expect(await all(other.say(`phê duyệt ${id}`))).toContain('không thuộc địa bàn');
    const [, card] = await lan.say(`phê duyệt ${id}`);
    await world.db.pool.query(`update staff set role = 'author' where name = 'Lan'`);
    try {
      expect(await all(lan.press('Phê duyệt', card))).toContain('Không có gì thay đổi');
    } finally {
      await world.db.pool.query(`update staff set role = 'approver' where name = 'Lan'`);
    }
    expect((await row(id)).state).toBe('draft');
  });

  it('sends back with a reason that the author is told, once, and nobody approves it any more', async () => {
    const { world, hoa, minh, row, handOn } = at;
    const id = await draft(world, 'Hoa', { message: words('Mời họp lúc 25 giờ') });
    const [, card] = await minh.say(`phê duyệt ${id}`);
    expect(await all(minh.press('Trả lại', card))).toContain('Vì sao trả lại');
    await minh.say('giờ họp ghi sai');
    const answered = world.handled.at(-1);
    if (answered !== undefined) await world.repeat(answered);
    expect(await row(id)).toMatchObject({ state: 'draft', sentBackBy: 'Minh', sentBackReason: 'giờ họp ghi sai' });
    expect(await all(minh.press('Phê duyệt', card))).toContain('Minh đã trả lại đợt gửi tin');
    expect(await all(minh.press('Trả lại', card))).toContain('đã được trả lại từ trước');
    expect(await handOn()).toBe(1);
    expect(hoa.shown().at(-1)?.text).toContain('Minh ghi: giờ họp ghi sai');
    expect(await handOn()).toBe(0);
    await hoa.press(`Xem đợt ${id}`);
    expect(await all(hoa.press('Soạn lại'))).toContain('Xin gõ lời nhắn');
    await hoa.say('Mời họp lúc 19 giờ');
    await hoa.press('Ngay khi được phê duyệt');
    await hoa.press('Gửi xin phê duyệt');
    expect((await row(id)).state).toBe('cancelled');
    expect(await world.db.prisma.broadcast.count({ where: { state: 'draft' } })).toBe(1);
  });

  it('an approval that was given can be taken back before it begins', async () => {
    const { world, minh, row } = at;
    const id = await draft(world, 'Hoa', { at: new Date(Date.now() + 30 * HOUR_MS) });
    await minh.say(`phê duyệt ${id}`);
    await minh.press('Phê duyệt');
    await minh.press('Trả lại');
    await minh.say('đổi giờ');
    expect(await row(id)).toMatchObject({
      state: 'draft',
      approvedBy: null,
      approvedHash: null,
      sentBackReason: 'đổi giờ',
    });
  });

  it('starts what has no time only after a second press', async () => {
    const { world, minh, row } = at;
    const id = await draft(world, 'Hoa');
    await minh.say(`phê duyệt ${id}`);
    expect(await all(minh.press('Phê duyệt'))).toContain('khi có người bấm Bắt đầu gửi');
    expect(await all(minh.press('Bắt đầu gửi'))).toContain('không thu hồi được');
    expect((await row(id)).state).toBe('approved');
    expect(await all(minh.press('Đúng, bắt đầu gửi'))).toContain('bắt đầu gửi');
    expect((await row(id)).state).toBe('running');
    expect(await all(minh.press('Đúng, bắt đầu gửi'))).toContain('“đang gửi”');
  });

  it('two phones of one person press the same once, and each is told how it stands', async () => {
    const { world, minh, row } = at;
    const second = await staffPhone(world, { name: 'Minh', role: 'approver', place: WARD });
    const id = await draft(world, 'Hoa');
    await minh.say(`phê duyệt ${id}`);
    await second.say(`phê duyệt ${id}`);
    expect(await all(minh.press('Phê duyệt'))).toContain(`Đã phê duyệt đợt ${id}.`);
    const { approvedAt } = await row(id);
    expect(await all(second.press('Phê duyệt'))).toContain('từ trước, không có gì thay đổi');
    expect((await row(id)).approvedAt).toEqual(approvedAt);
    await second.say('hủy liên kết');
    expect(await all(second.press('Trả lại'))).toContain('đã liên kết với cán bộ cơ quan thường trực');
  });

  it('what is past its hour is said to be so, and is not approved once its end has passed', async () => {
    const { world, minh, put } = at;
    const past = new Date(Date.now() + 2 * HOUR_MS);
    const id = await draft(world, 'Hoa', { at: past, ifLate: 'ask' });
    await put(id, `at = now() - interval '1 hour'`);
    expect(await all(minh.say(`xem ${id}`))).toContain('Giờ hẹn đã qua');
    expect(await all(minh.press('Phê duyệt'))).toContain('Giờ hẹn đã qua: tin không tự đi');
    const over = await draft(world, 'Hoa', { until: past });
    await put(over, `until = now() - interval '1 minute'`);
    const shown = await minh.say(`xem ${over}`);
    expect(shown.at(-1)?.text).toContain('đã hết hiệu lực');
    expect(shown.at(-1)?.buttons).not.toContain('Phê duyệt');
  });
});
