import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { unzipParts } from '../../plans/formats/zip.js';
import { addProgress } from '../../plans/obligations/addProgress.js';
import { askExtension } from '../../plans/obligations/askExtension.js';
import { reportDone } from '../../plans/obligations/reportDone.js';
import { sendBack } from '../../plans/obligations/sendBack.js';
import { readPlanRow } from '../../plans/review/stored.js';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe } from '../../test/support/nudging.js';
import { startWorld, type World } from '../../test/support/world.js';
import { draftLetter } from './draftLetter.js';
import { readState } from './owing.js';
import { lettersDue, pastLadder } from './pastLadder.js';
import { readLate } from './readLate.js';
import { setLadder } from './setLadder.js';

let world: World;
let planId: number;
let agencyId: number;
let chat = 730_000;

beforeAll(async () => {
  world = await startWorld({ idle: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetNudges(world.db);
  planId = await makePlan(world.db);
  agencyId = await makeAgency(world.db);
});

const late = (day: string) => readLate(world.db, planId, day);
const idsOf = async (day: string): Promise<number[]> => (await late(day)).map(({ obligationId }) => obligationId);

/** Of the default ladder's last rung, seven working days after Thursday 10 December, it is the 21st. */
const LAST_RUNG = '2026-12-21';
const AFTER = '2026-12-22';

async function documentOf(day: string): Promise<{ xml: string; words: string }> {
  const plan = await readPlanRow(world.db, planId);
  if (plan === null) throw new Error('no plan');
  const issuer = {
    ...{ id: 0, name: 'Công an tỉnh Hưng Yên', key: 'cong an tinh' },
    ...{ kind: 'department' as const, place: '33' },
  };
  const bytes = await draftLetter({
    ...{ plan, issuer, day },
    late: await late(day),
    places: await loadPlaceFinder(world.db),
  });
  const { parts } = unzipParts(bytes, (name) => name === 'word/document.xml');
  const xml = new TextDecoder().decode(parts.get('word/document.xml'));
  return { xml, words: xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '') };
}

describe('the letter of reminder names', () => {
  test('nobody whose last rung has not passed, and the day after it who is late and for how long', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', text: 'Gửi danh sách' });
    expect(await idsOf(LAST_RUNG)).toEqual([]);
    expect(await late(AFTER)).toMatchObject([
      { obligationId: id, agency: 'Sở Y tế', text: 'Gửi danh sách', dueOn: '2026-12-10', lateDays: 8, followUp: false },
    ]);
  });

  test('“trước ngày” by its last day in time, late only from the written day on', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', exclusive: true });
    expect(await idsOf('2026-12-22')).toEqual([]);
    expect(await late('2026-12-23')).toMatchObject([{ obligationId: id, dueOn: '2026-12-10', lateDays: 8 }]);
  });

  test('by the ladder of the plan and of the task, not by the default', async () => {
    const short = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const long = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const by = { name: 'an', ...world.by };
    await setLadder(world.db, { plan: String(planId), task: null }, { before: [3], after: [] }, by);
    const task = String(long.taskNo);
    await setLadder(world.db, { plan: String(planId), task }, { before: [3], after: [1, 20] }, by);
    expect(await idsOf('2026-12-10')).toEqual([]);
    expect(await idsOf('2026-12-11')).toEqual([short.id]);
    expect(await idsOf('2027-01-29')).toEqual([short.id, long.id]);
  });

  test('no body that may only be asked, nor what was reported, confirmed or not, nor what goes on all the time', async () => {
    const { officialId } = await connectOfficial(world.db, agencyId, ++chat);
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', mode: 'đề nghị' });
    await owe(world.db, { planId, agencyId, dueOn: null });
    const reported = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const confirmed = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    expect(await idsOf(AFTER)).toEqual([reported.id, confirmed.id]);
    const at = new Date('2026-12-21T02:00:00Z');
    await reportDone(world.db, { obligationId: reported.id, officialId, at, key: 'telegram:1' });
    await world.db.pool.query(`update obligation set state = 'confirmed', done_on = '2026-12-21' where id = $1`, [
      confirmed.id,
    ]);
    expect(await idsOf(AFTER)).toEqual([]);
  });

  test('a body that nobody could be reminded for, and none of another plan', async () => {
    const other = await makePlan(world.db, '46/KH-UBND');
    await owe(world.db, { planId: other, agencyId, dueOn: '2026-12-10' });
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    expect(await idsOf(AFTER)).toEqual([id]);
    expect(lettersDue(pastLadder(await readState(world.db, AFTER, AFTER), AFTER))).toEqual([
      { planId, planNumber: '45/KH-UBND', bodies: 1, tasks: 1 },
      { planId: other, planNumber: '46/KH-UBND', bodies: 1, tasks: 1 },
    ]);
  });

  test('a deadline that was moved by its new day', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    await world.db.pool.query(`update obligation set due_on = '2026-12-18' where id = $1`, [id]);
    expect(await idsOf('2026-12-29')).toEqual([]);
    expect(await late('2026-12-30')).toMatchObject([{ obligationId: id, dueOn: '2026-12-18' }]);
  });
});

describe('the draft', () => {
  test('bears neither number nor day nor name, and says the plan, the bodies and what each is late with', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', text: 'Xây dựng kế hoạch tuyên truyền' });
    const second = await makeAgency(world.db, 'Sở Tài chính');
    await owe(world.db, { planId, agencyId: second, dueOn: '2026-12-09', text: 'Bố trí kinh phí' });
    const { words } = await documentOf(AFTER);
    expect(words).toContain('DỰ THẢO');
    expect(words).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    expect(words).toContain('CÔNG AN TỈNH HƯNG YÊN');
    expect(words).toContain('Số:         /CAT-[đơn vị soạn]');
    expect(words).toContain('ngày       tháng       năm 2026');
    expect(words).toMatch(/V\/v đôn đốc thực hiện\s*Kế hoạch số 45\/KH-UBND/);
    expect(words).toMatch(/Kính gửi:\s+- Sở Tài chính;\n- Sở Y tế\./);
    expect(words).toContain('tính đến ngày 22 tháng 12 năm 2026');
    expect(words).toMatch(/Còn 2 cơ quan, .*\(2 nội dung\)/);
    expect(words).toMatch(/Sở Y tế\nMục II\.\d+: Xây dựng kế hoạch tuyên truyền\n10\/12\/2026\n8\nChưa báo cáo\./);
    expect(words).toMatch(/GIÁM ĐỐC\s*$/);
    expect(words).not.toContain('Mốc theo dõi');
    expect(words).not.toMatch(/\{\{|undefined|null|nudges:/);
  });

  test('says that there was progress, a report sent back and a wish for a later day, and quotes none of it', async () => {
    const { officialId } = await connectOfficial(world.db, agencyId, ++chat);
    const [first, second] = [
      await owe(world.db, { planId, agencyId, dueOn: '2026-12-09' }),
      await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' }),
    ];
    const by = { officialId, at: new Date('2026-12-14T02:00:00Z') };
    await addProgress(world.db, { ...by, obligationId: first.id, key: 'telegram:2', note: 'Chờ số liệu của phường' });
    await askExtension(world.db, {
      ...{ ...by, obligationId: first.id, key: 'telegram:3', reason: 'Đồng chí Bình ốm', on: '2027-01-15' },
    });
    await reportDone(world.db, { ...by, obligationId: second.id, key: 'telegram:4' });
    const staff = { staff: 'binh', at: new Date('2026-12-15T02:00:00Z'), locale: 'vi' };
    expect(await sendBack(world.db, { ...staff, id: second.id, missing: 'Thiếu phụ lục' })).toMatchObject({
      kind: 'done',
    });
    const { words } = await documentOf(AFTER);
    expect(words).toContain('Đã báo tiến độ ngày 14/12/2026');
    expect(words).toContain('Đã đề nghị điều chỉnh thời hạn đến 15/01/2027, chưa có quyết định.');
    expect(words).toContain('Báo cáo đã trả lại bổ sung ngày 15/12/2026.');
    expect(words).not.toMatch(/Chờ số liệu|ốm|Thiếu phụ lục|Nguyễn Văn/);
  });

  test('keeps days that are not in the plan in a table of their own, with the letter they rest on', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', text: 'Việc của kế hoạch' });
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-09', source: 'follow-up', text: 'Việc theo công văn' });
    const { words } = await documentOf(AFTER);
    const [plans, beside = ''] = words.split('Mốc theo dõi, không có trong kế hoạch');
    expect(plans).toContain('Việc của kế hoạch');
    expect(plans).not.toContain('Việc theo công văn');
    expect(beside).toContain('Việc theo công văn');
    expect(beside).toContain('09/12/2026 (theo Công văn số 123/UBND-NC)');
  });

  test('of many bodies puts the list into an annex and addresses them by it', async () => {
    for (let no = 1; no <= 12; no += 1)
      await owe(world.db, { planId, agencyId: await makeAgency(world.db, `UBND xã Số ${no}`), dueOn: '2026-12-10' });
    const { words } = await documentOf(AFTER);
    expect(words).toContain('Kính gửi: Các cơ quan, đơn vị, địa phương có tên tại Phụ lục');
    const [letter, annex = ''] = words.split('\nPhụ lục\n');
    expect(letter).not.toContain('UBND xã Số 7');
    expect(letter).toContain('Còn 12 cơ quan');
    expect(annex.match(/UBND xã Số \d+/g)).toHaveLength(12);
  });

  test('is the same, letter for letter, when it is made again', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    await owe(world.db, { planId, agencyId: await makeAgency(world.db, 'Sở Tài chính'), dueOn: '2026-12-10' });
    expect((await documentOf(AFTER)).xml).toBe((await documentOf(AFTER)).xml);
  });
});
