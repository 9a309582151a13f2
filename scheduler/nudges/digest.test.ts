import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../content/limits.js';
import { partsFor } from '../../content/message.js';
import { BY_RULE } from '../calendar/workingDays.js';
import { composeDigest } from './digest.js';
import type { Owing, State } from './owing.js';
import { planDay } from './planDay.js';

const DAY = '2027-06-30';

const owing = (id: number, more: Partial<Owing> = {}): Owing => ({
  ...{ id, planId: 1, taskId: id, agencyId: 1, agency: 'Sở Y tế', mode: 'giao', kind: 'dated', source: 'plan' },
  ...{
    basis: null,
    dueOn: '2027-07-02',
    writtenOn: '2027-07-03',
    exclusive: true,
    handedTo: null,
    section: `V.${id}.a`,
  },
  ...{ text: `Xây dựng kế hoạch số ${id}`, planNumber: '45/KH-UBND', planTitle: 'Kế hoạch', activatedBy: 'binh' },
  ...more,
});

/** The one person's digest of that day, as text and as the part it is. */
function digest(owed: Owing[], locale = 'vi', name = 'Nguyễn Văn An') {
  const state: State = {
    ...{ announced: BY_RULE, lastRun: null, ladders: new Map(), owing: owed, told: new Map(), snoozed: new Map() },
    officials: [{ officialId: 1, agencyId: 1, contactId: 1, name, locale, focal: true }],
  };
  const [person] = planDay(state, DAY).persons;
  if (person === undefined) throw new Error('Nobody is told anything');
  const [part] = partsFor(composeDigest(person, DAY, BY_RULE), locale);
  if (part === undefined) throw new Error('The digest has no part');
  return { text: part.body.text, part };
}

const overdue = { dueOn: '2027-06-25', writtenOn: '2027-06-25', exclusive: false };

describe('a digest', () => {
  test('says what is late, what is due and what comes, each with plan, section and day', () => {
    const today = { dueOn: DAY, writtenOn: DAY, exclusive: false };
    expect(digest([owing(1), owing(2, overdue), owing(3, today)]).text).toBe(`Kính gửi đồng chí Nguyễn Văn An (Sở Y tế),
Nhắc việc ngày 30/06/2027: 3 việc cần lưu ý.

🔴 Quá hạn
1. Xây dựng kế hoạch số 2
   Kế hoạch số 45/KH-UBND, mục V.2.a · chậm nhất 25/06/2027 · quá hạn 3 ngày làm việc

Đến hạn
2. Xây dựng kế hoạch số 3
   Kế hoạch số 45/KH-UBND, mục V.3.a · chậm nhất 30/06/2027

Sắp đến hạn
3. Xây dựng kế hoạch số 1
   Kế hoạch số 45/KH-UBND, mục V.1.a · chậm nhất 02/07/2027 · còn 2 ngày làm việc

Đồng chí bấm nút dưới đây để xem, báo kết quả hoặc đề nghị điều chỉnh thời hạn.`);
  });

  test('asks a body that cannot be told, without red and without a word of lateness', () => {
    const { text } = digest([owing(1, { ...overdue, mode: 'đề nghị', agency: 'Tòa án nhân dân tỉnh' })]);
    expect(text).toContain('Kính gửi Tòa án nhân dân tỉnh');
    expect(text).toContain('Trân trọng đề nghị quý cơ quan');
    expect(text).toContain('thời gian đề nghị: chậm nhất 25/06/2027');
    expect(text).not.toMatch(/quá hạn|Quá hạn|🔴|đến hạn/);
  });

  test('keeps what is asked apart from what is assigned', () => {
    const { text } = digest([owing(1, { mode: 'đề nghị' }), owing(2)]);
    expect(text.indexOf('Trân trọng đề nghị')).toBeGreaterThan(text.indexOf('Xây dựng kế hoạch số 2'));
    expect(text).toMatch(/^2\. Xây dựng kế hoạch số 1$/m);
  });

  test('never passes a follow-up day off as one of the plan’s', () => {
    const { text } = digest([owing(1, { source: 'follow-up', basis: 'Công văn số 123/UBND-NC' })]);
    expect(text).toContain('mốc theo dõi, không có trong kế hoạch (Công văn số 123/UBND-NC)');
  });

  test('speaks English to whoever does, and leaves the plan’s sentence as it is', () => {
    const { text } = digest([owing(1), owing(2, overdue)], 'en');
    expect(text).toContain('Dear Nguyễn Văn An (Sở Y tế),\nReminder of 30/06/2027: 2 tasks need your attention.');
    expect(text).toContain('at the latest 25/06/2027 · 3 working days overdue');
    expect(text).toContain('Xây dựng kế hoạch số 1');
  });

  test('tells ten tasks and counts the others, within what either channel takes in buttons and Telegram in text', () => {
    const long = 'Chủ trì, phối hợp với các sở, ban, ngành liên quan rà soát, thống kê, '.repeat(8);
    const { text, part } = digest(
      Array.from({ length: 40 }, (_, at) => owing(at + 1, { text: long, planNumber: null, planTitle: long })),
    );
    expect(text).toContain('và 30 việc khác.');
    expect(text.length).toBeLessThan(LIMITS.telegram.textChars);
    const buttons = part.buttons.flat();
    expect(buttons.length).toBeLessThanOrEqual(LIMITS.zalo.buttons);
    expect(buttons.map((button) => ('data' in button ? button.data : ''))).toEqual(['t:1', 't:2', 't:3', 'm:']);
  });

  test('fills an approved template exactly, however long name and task are', () => {
    const { part } = digest([owing(1, { text: 'a'.repeat(500) })], 'vi', 'Nguyễn Thị Ngọc Ánh Tuyết Hoàng Phương Mai');
    expect(Object.keys(part.template ?? {})).toEqual(['ten', 'noi_dung', 'han']);
    expect(part.template?.['ten']?.length).toBeLessThanOrEqual(30);
    expect(part.template?.['noi_dung']?.length).toBeLessThanOrEqual(200);
    expect(part.template?.['han']).toBe('02/07/2027');
  });

  test('marks exactly its headings as bold', () => {
    const { text, part } = digest([owing(1), owing(2, overdue)]);
    expect(part.body.marks.map(({ start, end }) => text.slice(start, end))).toEqual(['🔴 Quá hạn', 'Sắp đến hạn']);
  });
});
