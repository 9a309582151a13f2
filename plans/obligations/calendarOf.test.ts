import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { translator } from '../../content/i18n.js';
import type { Board } from './board.js';
import { boardBook } from './boardBook.js';
import { calendarOf } from './calendarOf.js';
import type { OwedItem } from './owedBy.js';

const ITEM: OwedItem = {
  id: 7,
  planId: 1,
  taskId: 3,
  dutyId: null,
  periodId: null,
  agencyId: 2,
  occurrence: '',
  mode: 'giao',
  kind: 'dated',
  source: 'plan',
  phrase: 'trước ngày 30/6/2027',
  basis: null,
  writtenOn: '2027-06-30',
  exclusive: true,
  dueOn: '2027-06-29',
  state: 'open',
  doneOn: null,
  askedOn: null,
  officialId: null,
  agency: 'Công an tỉnh',
  agencyPlace: '33',
  plan: { id: 1, title: 'Phòng, chống ma túy; năm 2027', number: '45/KH-UBND' },
  task: 1,
  section: 'II.1.a',
  text: 'Chủ trì xây dựng kế hoạch tuyên truyền tại các trường học, hoàn thành trước ngày 30/6/2027, gửi Công an tỉnh tổng hợp.',
  deliverable: null,
  to: null,
  bucket: 'open-in-time',
  overdueFrom: '2027-07-01',
  official: null,
  paper: null,
  note: null,
  reason: null,
  last: null,
};

const say = translator('vi');
const calendar = (items: readonly OwedItem[]): string =>
  calendarOf(items, { name: 'Thời hạn', at: new Date('2027-03-10T02:00:00Z'), say });

it('a calendar has the last day that is in time as a whole day, with the words of the plan', () => {
  const text = calendar([ITEM]).replaceAll('\r\n ', '');
  expect(text).toContain('DTSTART;VALUE=DATE:20270629\r\nDTEND;VALUE=DATE:20270630');
  expect(text).toContain('UID:obligation-7@loa');
  expect(text).toContain('Kế hoạch: 45/KH-UBND · Phòng\\, chống ma túy\\; năm 2027');
});

it('a calendar breaks its lines where other programs can read them, and never within a letter', () => {
  const lines = calendar([ITEM]).split('\r\n');
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(lines.join('')).not.toContain('\uFFFD');
});

it('a calendar leaves out what is done and what has no day', () => {
  const text = calendar([
    { ...ITEM, state: 'reported', doneOn: '2027-05-01' },
    { ...ITEM, dueOn: null, kind: 'undated' },
  ]);
  expect(text).not.toContain('VEVENT');
});

const COUNTS = { doneOnTime: 1, doneLate: 0, openInTime: 2, openOverdue: 1, noDayOpen: 0, noDayDone: 0 };
const BOARD: Board = {
  on: '2027-07-01',
  by: 'agency',
  assigned: { rows: [{ id: '2', name: 'Công an tỉnh & <Sở Y tế>', ...COUNTS }], total: COUNTS },
  followUp: { rows: [], total: { ...COUNTS, doneOnTime: 0, openInTime: 0, openOverdue: 0 } },
  asked: { rows: [{ id: '9', name: 'Tòa án nhân dân tỉnh', done: 0, open: 3 }], total: { done: 0, open: 3 } },
};

it('a board as a workbook has a sheet for each table that has something in it, with counts as numbers', async () => {
  const parts = unzipSync(await boardBook(BOARD, say));
  const names = Object.keys(parts).filter((name) => name.startsWith('xl/worksheets/sheet'));
  expect(names).toHaveLength(2);
  const all = Object.values(parts)
    .map((part) => new TextDecoder().decode(part))
    .join('\n');
  expect(all).toContain('Công an tỉnh &amp; &lt;Sở Y tế&gt;');
  expect(all).toContain('BẢNG THEO DÕI đến hết ngày 01/7/2027');
  expect(all).toMatch(/<v>2<\/v>/);
  // Nobody who may only be asked is called late.
  const asked = new TextDecoder().decode(parts['xl/worksheets/sheet2.xml'] ?? new Uint8Array());
  expect(asked).toMatch(/<v>3<\/v>/);
});

it('a board of nothing is a workbook that says so', async () => {
  const nothing = { ...BOARD, assigned: { ...BOARD.assigned, rows: [] }, asked: { ...BOARD.asked, rows: [] } };
  expect((await boardBook(nothing, say)).byteLength).toBeGreaterThan(500);
});
