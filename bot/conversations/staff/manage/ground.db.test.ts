import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../base/clock.js';
import { verifyAudit } from '../../../../people/verifyAudit.js';
import { all, draft, type StaffPhones, startStaffPhones, words } from '../../../../test/support/sends.js';

describe.each(['telegram', 'zalo'] as const)('what an approval rests on, on %s', (channel) => {
  let at: StaffPhones;
  beforeAll(async () => {
    at = await startStaffPhones(channel);
  });
  afterAll(() => at.world.close());
  beforeEach(async () => {
    await at.clear();
    await at.world.db.pool.query('update staff set position = null');
  });
  afterEach(() => {
    expect(at.world.failures).toEqual([]);
  });

  const inCampaign = (item: string, hours: number) =>
    draft(at.world, 'Hoa', {
      message: words(`Lời nhắn ${item}`),
      at: new Date(Date.now() + hours * HOUR_MS),
      campaign: { name: 'thang-hanh-dong-06', item },
    });
  const approve = async (id: number): Promise<string> => {
    await at.minh.say(`phê duyệt ${id}`);
    return all(at.minh.press('Phê duyệt'));
  };

  it('is asked for once: the position of the person, the plan of the campaign', async () => {
    const { minh, row, world, audited } = at;
    const [first, second] = [await inCampaign('01', 24), await inCampaign('02', 48)];
    const told = await approve(first);
    expect(told).toContain(`Đã phê duyệt đợt ${first}.`);
    expect(told).toContain('Xin đồng chí cho biết chức vụ');
    expect(await all(minh.say('Phó Chủ tịch UBND phường'))).toContain('căn cứ vào kế hoạch hoặc công văn nào?');
    const done = await all(minh.say('Kế hoạch số 12/KH-UBND ngày 05/5/2026'));
    expect(done).toContain('Người phê duyệt: Minh, Phó Chủ tịch UBND phường');
    expect(done).toContain('Căn cứ: Kế hoạch số 12/KH-UBND ngày 05/5/2026');
    const ground = {
      approvedPosition: 'Phó Chủ tịch UBND phường',
      approvedBasis: 'Kế hoạch số 12/KH-UBND ngày 05/5/2026',
    };
    expect(await row(first)).toMatchObject({ state: 'approved', ...ground });
    const again = await approve(second);
    expect(again).not.toContain('chức vụ, để ghi');
    expect(again).not.toContain('căn cứ vào');
    expect(await row(second)).toMatchObject({ state: 'approved', ...ground });
    expect((await verifyAudit(world.db)).ok).toBe(true);
    expect(await audited()).toContain('Minh broadcast.ground');
  });

  it('left unanswered the approval stands, and the next one asks again', async () => {
    const { minh, row } = at;
    const [first, second] = [await draft(at.world, 'Hoa'), await draft(at.world, 'Hoa')];
    await approve(first);
    await minh.press('Để sau');
    expect(await row(first)).toMatchObject({ state: 'approved', approvedPosition: null });
    expect(await approve(second)).toContain('Xin đồng chí cho biết chức vụ');
    // Of what is no campaign's nobody asks for a plan.
    expect(await all(minh.say('Chủ tịch UBND phường'))).toContain('Đã ghi vào phê duyệt');
    expect(await row(second)).toMatchObject({ approvedPosition: 'Chủ tịch UBND phường', approvedBasis: null });
  });

  it('too long an answer is asked again; other words are still understood meanwhile', async () => {
    const { minh } = at;
    await approve(await draft(at.world, 'Hoa'));
    const shown = await all(minh.say('x'.repeat(201)));
    expect(shown).toContain('dài quá 200 ký tự');
    expect(shown).toContain('Xin đồng chí cho biết chức vụ');
    expect(await all(minh.say('quản lý'))).toContain('Đang gửi');
  });

  it('sent back, an approval and what it rested on are void', async () => {
    const { minh, row } = at;
    const id = await draft(at.world, 'Hoa');
    await approve(id);
    await minh.say('Chủ tịch UBND phường');
    await minh.say(`trả lại ${id}`);
    await minh.say('Ghi sai giờ họp');
    expect(await row(id)).toMatchObject({ state: 'draft', approvedPosition: null });
  });

  it('a stop of their place, or of one above it, stands on what runs', async () => {
    const { world, minh, other, running } = at;
    await running();
    await world.db.pool.query(
      `insert into place_stop (place, reason, set_by, set_at) values ('38', 'Quốc tang', 'Lan', now())`,
    );
    expect(await all(minh.say('quản lý'))).toContain('ĐANG DỪNG GỬI: Tỉnh Thanh Hóa');
    expect(await all(minh.say('đang gửi'))).toContain('Lý do: Quốc tang (Lan)');
    expect(await all(other.say('quản lý'))).not.toContain('ĐANG DỪNG GỬI');
    await world.db.pool.query('delete from place_stop');
  });
});
