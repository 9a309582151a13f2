import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inDatabase } from '../../../test/support/everyTrace.js';
import type { PhoneWorld } from '../../../test/support/officialPhones.js';
import { tellStored } from '../../../test/support/onDuty.js';
import { staffPhone } from '../../../test/support/staffAtWork.js';
import { HAM_RONG, startTalks, type TalkWorld, textOf } from '../../../test/support/talking.js';

describe.each(['telegram', 'zalo'] as const)('what is said in a talk with an officer on %s', (channel) => {
  let talks: TalkWorld;
  let world: PhoneWorld;
  beforeAll(async () => {
    talks = await startTalks(channel);
    world = talks.world;
  });
  afterAll(() => world.close());
  afterEach(async () => {
    expect(world.failures).toEqual([]);
    await talks.tidy();
  });

  it('danger comes first in a talk too: numbers at once, and the words go on to the officer, who sees that it is urgent', async () => {
    const { me, officer } = await talks.talking();
    const read = await talks.heard(officer, async () => {
      expect(textOf(await me.say('mẹ em bất tỉnh rồi'))).toMatch(/^GỌI 115 NGAY/);
    });
    expect(textOf(read)).toMatch(/^KHẨN CẤP, cuộc nói chuyện số \d+[\s\S]*mẹ em bất tỉnh rồi$/);
    expect(textOf(await talks.heard(officer, () => me.location(19.807, 105.776)))).toMatch(/19\.807000, 105\.776000/);
    // What the officer asks about it is no danger of the officer's.
    const asked = await talks.heard(me, async () => expect(await officer.say('Mẹ em còn thở không?')).toEqual([]));
    expect(textOf(asked)).toBe('Cán bộ (phường Hàm Rồng, Thanh Hóa):\nMẹ em còn thở không?');
    expect(textOf(await me.say('tỉnh rồi ạ'))).toContain('Mừng là đã đỡ');
  });

  it('a stop, an erasure and a question for one’s own data work at once in it; the officer hears that nobody is there', async () => {
    const { me, officer } = await talks.talking();
    expect(textOf(await me.say('dữ liệu của tôi'))).toMatch(/nói chuyện giữa người dân và cán bộ/);
    const told = await talks.heard(officer, async () => expect(textOf(await me.say('dừng'))).toContain('Đã dừng'));
    expect(textOf(told)).toContain('không liên lạc được với người dân');
    const next = await talks.talking();
    await next.me.say('cứu em với');
    expect(textOf(await next.me.say('dữ liệu của tôi'))).toContain('có người gặp nguy hiểm');
    await next.me.say('chưa ai đọc lời này');
    await next.me.say('xóa dữ liệu');
    await next.me.press('Xóa hết');
    expect(textOf(await talks.heard(next.officer, async () => undefined))).not.toContain('chưa ai đọc');
    const { rows: left } = await world.db.pool.query('select from danger_chat');
    expect(left).toEqual([]);
    expect(await talks.rows()).toMatchObject([
      { state: 'over' },
      { state: 'over', external_id: null, staff_chat: null },
    ]);
  });

  it('the officer’s own commands are carried out and not passed on', async () => {
    const { me, officer } = await talks.talking();
    const passed = await talks.heard(me, async () => {
      expect(textOf(await officer.say('chờ xác nhận'))).not.toBe('');
      expect(textOf(await officer.say('/help'))).not.toBe('');
    });
    expect(passed).toEqual([]);
  });

  it('what is no text is not passed on, and it is said so; what looks like a report gets the one answer', async () => {
    const { me, officer } = await talks.talking();
    const read = await talks.heard(officer, async () => {
      expect(textOf(await me.sticker())).toContain('không chuyển hình, tiếng nói');
      expect(textOf(await me.location(19.8, 105.7))).toContain('chỉ chuyển vị trí khi có người gặp nguy hiểm');
      expect(textOf(await me.say('nhà số 5 bán ma túy'))).toMatch(
        /không nhận tin báo[\s\S]*không được chuyển cho cán bộ/,
      );
      talks.allowPassing(false);
      expect(textOf(await me.say('nhanh quá'))).toContain('chưa được chuyển');
      talks.allowPassing(true);
    });
    expect(read).toEqual([]);
    const long = `đầu ${'x'.repeat(channel === 'zalo' ? 1_900 : 4_080)} cuối`;
    expect(textOf(await talks.heard(officer, () => me.say(long))).replace(/\n---\nCuộc[^\n]*\n/, '')).toContain(long);
    if (channel === 'telegram') {
      await me.say('con em 10 tuổi');
      expect(textOf(await talks.heard(officer, () => me.edit('con em 12 tuổi')))).toContain(
        '(viết lại) con em 12 tuổi',
      );
    }
  });

  it('who was not asked takes nothing; who is staff no more is not told what the resident writes', async () => {
    const { me, officer } = await talks.talking();
    const late = await talks.clerk();
    const call = officer.shown().find(({ buttons }) => buttons.includes('Nhận nói chuyện'));
    expect(call).toBeDefined();
    const stranger = await staffPhone(world, { name: `Muộn ${channel}`, role: 'viewer', place: HAM_RONG });
    expect(await talks.takes(late)).toBe('not-called');
    expect(await talks.takes(stranger)).toBe('not-called');
    await world.db.pool.query('update staff_chat set unlinked_at = now() where external_id = $1', [officer.externalId]);
    const told = await talks.heard(me, async () => {
      await talks.heard(officer, () => me.say('còn đó không ạ'));
      expect(textOf(officer.shown())).not.toContain('còn đó không ạ');
    });
    expect(textOf(told)).toContain('không liên lạc được với cán bộ nữa');
  });

  it('the resident who blocks the channel is gone, and the officer is told', async () => {
    const { me, officer } = await talks.talking();
    await world.db.pool.query(`update handover set external_id = '999999999' where external_id = $1`, [me.externalId]);
    const told = await talks.heard(officer, async () => {
      await officer.say('còn đó không?');
      await tellStored(world);
    });
    expect(textOf(told)).toContain('không liên lạc được với người dân');
  });

  it('planted words stand nowhere in the database while they wait to be told, nor afterwards', async () => {
    const { me, officer } = await talks.talking();
    await me.say('zqplantone ở nhà');
    await officer.say('zqplanttwo đến ngay');
    const words = ['zqplantone', 'zqplanttwo'];
    // On Zalo the test's own world stores what phones say unsealed until it is answered; that is over by now.
    expect(await inDatabase(world.db, words)).toEqual([]);
    await tellStored(world);
    expect(textOf(officer.shown())).toContain('zqplantone');
    expect(textOf(me.shown())).toContain('zqplanttwo');
    expect(await inDatabase(world.db, words)).toEqual([]);
  });
});
