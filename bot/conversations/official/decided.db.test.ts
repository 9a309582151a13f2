import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { confirmReports } from '../../../plans/obligations/confirmReports.js';
import { sendBack } from '../../../plans/obligations/sendBack.js';
import { sayDay } from '../../../plans/review/say.js';
import { handDecisionsOn } from '../../../scheduler/inbound/handDecisionsOn.js';
import { type OfficialAtWork, officialAtWork, TODAY } from '../../../test/support/officialAtWork.js';
import { type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';

describe.each(['telegram', 'zalo'] as const)('what the standing agency decided, on %s', (channel) => {
  let world: PhoneWorld;
  let at: OfficialAtWork;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.db.pool.query('truncate decision_told, inbound');
    at = await officialAtWork(world);
  });
  afterEach(() => {
    expect(world.failures).toEqual([]);
  });

  const lan = () => ({ staff: 'Lan', at: new Date(), locale: 'vi' });
  /** What the clock does, and then whoever answers. */
  async function handOn(): Promise<number> {
    const stored = await handDecisionsOn(world.db, new Date());
    for (const { channel: by, update_id: updateId, chat } of stored) {
      const { rows } = await world.db.pool.query<{ body: unknown }>('select body from inbound where update_id = $1', [
        updateId,
      ]);
      await world.repeat({ channel: by, updateId, chat, body: rows[0]?.body });
      await world.db.pool.query('update inbound set done_at = now() where update_id = $1', [updateId]);
    }
    return stored.length;
  }
  async function reportBoth(): Promise<void> {
    const { me, open, paper, plain } = at;
    await open(paper);
    await me.press('Đã xong');
    await me.say(`số 1/KH-CAT ngày ${sayDay(TODAY)}`);
    await open(plain);
    await me.press('Đã xong');
    await me.press('Không ghi chú');
  }

  it('comes to whoever reported in one message: received, and what is missing, with the task to open', async () => {
    const { me, paper, plain } = at;
    await reportBoth();
    await confirmReports(world.db, { ...lan(), ids: [plain.id] });
    await sendBack(world.db, { ...lan(), id: paper.id, missing: 'thiếu phụ lục số liệu' });
    expect(await handOn()).toBe(1);
    const told = me.shown().at(-1);
    expect(me.shown().filter(({ text }) => text.includes('vừa xem báo cáo'))).toHaveLength(1);
    expect(told?.text).toContain('Đã tiếp nhận: “Chủ trì, phối hợp với Sở Y tế rà soát');
    expect(told?.text).toContain('Còn thiếu: thiếu phụ lục số liệu');
    const [card] = await me.press(told?.buttons[0] ?? '', told);
    expect(card?.text).toContain('đề nghị bổ sung: thiếu phụ lục số liệu');
  });

  it('is handed on once, by whichever process looks, and a later decision by itself', async () => {
    const { paper, plain } = at;
    await reportBoth();
    await confirmReports(world.db, { ...lan(), ids: [plain.id] });
    const both = await Promise.all([handDecisionsOn(world.db, new Date()), handDecisionsOn(world.db, new Date())]);
    expect(both.flat()).toHaveLength(1);
    expect(await handOn()).toBe(0);
    await confirmReports(world.db, { ...lan(), ids: [paper.id] });
    expect(await handOn()).toBe(1);
  });

  it('is not told to who has stopped, nor in a database that has been moved', async () => {
    const { me, plain } = at;
    await reportBoth();
    await world.db.pool.query(`insert into home (id, identity, heartbeat_at, held_at) values (1, 'x', now(), now())`);
    await confirmReports(world.db, { ...lan(), ids: [plain.id] });
    expect(await handOn()).toBe(0);
    await world.db.pool.query('delete from home');
    await me.say('dừng');
    const last = me.shown().at(-1);
    expect(await handOn()).toBe(0);
    expect(me.shown().at(-1)).toEqual(last);
  });
});
