import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readOverdueChoice } from '../../../people/officials/overdueSummary.js';
import { type OfficialAtWork, officialAtWork } from '../../../test/support/officialAtWork.js';
import { type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';

describe.each(['telegram', 'zalo'] as const)('the head of an agency on %s', (channel) => {
  let world: PhoneWorld;
  let work: OfficialAtWork;
  let contactId: number;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    work = await officialAtWork(world);
    await world.db.pool.query(`update official set role = 'head' where id = $1`, [work.officialId]);
    const { rows } = await world.db.pool.query<{ id: number }>('select contact_id as id from official where id = $1', [
      work.officialId,
    ]);
    contactId = rows[0]?.id ?? 0;
  });

  const said = async (text: string): Promise<string> => (await work.me.say(text)).map((one) => one.text).join('\n');
  const choice = () => readOverdueChoice(world.db, contactId);

  test('is told nothing until they agree under the words that say what comes, and the consent keeps those words', async () => {
    const [notice] = await work.me.say('nhận báo cáo quá hạn');
    expect(notice?.text).toContain('việc đã quá hạn của Công an tỉnh');
    expect(await choice()).toBeNull();
    const [done] = await work.me.press('Đồng ý nhận hằng tuần');
    expect(done?.text).toContain('hằng tuần, 08:00 thứ hai');
    expect(await choice()).toBe('weekly');
    const { rows } = await world.db.pool.query<{ wording: string }>(
      `select wording from consent where contact_id = $1 and purpose = 'overdue-weekly'`,
      [contactId],
    );
    expect(rows.map(({ wording }) => wording)).toEqual([notice?.text]);
  });

  test('chooses otherwise, presses twice, ends it by a word, and a stop ends it too', async () => {
    await work.me.say('bao cao qua han');
    await work.me.press('Đồng ý nhận hằng tuần');
    await work.me.press('Đồng ý nhận hằng ngày');
    await work.me.press('Đồng ý nhận hằng ngày');
    expect(await choice()).toBe('daily');
    const { rows } = await world.db.pool.query(`select from consent where purpose = 'overdue-daily'`);
    expect(rows).toHaveLength(1);
    expect(await said('thôi nhận báo cáo quá hạn')).toContain('Đã thôi');
    expect(await choice()).toBeNull();
    expect(await said('thôi nhận báo cáo quá hạn')).toContain('không có gì thay đổi');
    await work.me.say('overdue summary');
    await work.me.press('Đồng ý nhận hằng ngày');
    await work.me.say('dừng');
    expect(await choice()).toBeNull();
    expect(await said('việc của tôi')).toContain('đã dừng nhận nhắc việc');
    await work.me.say('nhận báo cáo quá hạn');
    expect(await choice()).toBeNull();
  });

  test('finds it under their tasks where there is room; a focal officer is told that it is for heads, and changes nothing', async () => {
    await work.only(work.paper);
    const [list] = await work.me.say('việc của tôi');
    expect(list?.buttons).toContain('Nhận báo cáo quá hạn');
    await work.me.press('Nhận báo cáo quá hạn');
    await world.db.pool.query(`update official set role = 'focal' where id = $1`, [work.officialId]);
    const [told] = await work.me.press('Đồng ý nhận hằng ngày');
    expect(told?.text).toContain('chỉ gửi lãnh đạo cơ quan');
    expect(await choice()).toBeNull();
    expect((await work.me.say('việc của tôi'))[0]?.buttons).not.toContain('Nhận báo cáo quá hạn');
  });
});
