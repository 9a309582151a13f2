import { expect, it } from 'vitest';
import { translator } from '../../content/i18n.js';
import type { OwedItem } from '../../plans/obligations/owedBy.js';
import { taskLines } from './table.js';

const ASKED: OwedItem = {
  id: 604,
  planId: 2,
  taskId: 9,
  dutyId: null,
  periodId: null,
  agencyId: 4,
  occurrence: '',
  mode: 'đề nghị',
  kind: 'dated',
  source: 'plan',
  phrase: 'trước ngày 16/01/2027',
  basis: null,
  writtenOn: '2027-01-16',
  exclusive: true,
  dueOn: '2027-01-15',
  state: 'reported',
  doneOn: '2027-02-01',
  askedOn: null,
  officialId: null,
  agency: 'Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh',
  agencyPlace: '33',
  plan: {
    id: 2,
    title: 'Triển khai thực hiện Chương trình mục tiêu quốc gia phòng, chống ma túy đến năm 2030',
    number: '135/KH-UBND',
  },
  task: 9,
  section: 'VI.12.-2',
  text: 'Phát động phong trào “Toàn dân tham gia phòng, chống ma túy”.',
  deliverable: null,
  to: null,
  bucket: 'done-late',
  overdueFrom: '2027-01-17',
  official: null,
  paper: null,
  note: null,
  reason: null,
  last: null,
};

const shown = (item: OwedItem): string => taskLines([item], translator('vi')).join('\n');

it('a body that is only asked is not called late when it has answered, nor before', () => {
  expect(shown(ASKED)).toContain('Ngày gửi: 01/02/2027');
  expect(shown(ASKED)).not.toContain('quá hạn');
  expect(shown({ ...ASKED, state: 'open', doneOn: null, bucket: 'open-overdue' })).not.toContain('quá hạn');
  expect(shown({ ...ASKED, mode: 'giao' })).toContain('Ngày gửi: 01/02/2027 (hoàn thành quá hạn)');
});

it('whoever is to confirm a report sees its paper and its words, and whoever is to decide on another day the reason', () => {
  const paper = { number: '15', symbol: 'CTr-UBND', date: '2027-02-01' };
  const reported = shown({ ...ASKED, paper, note: 'đã phát động ở 104 xã' });
  expect(reported).toContain('Văn bản: số 15/CTr-UBND');
  expect(reported).toContain('Kết quả: đã phát động ở 104 xã');
  expect(shown({ ...ASKED, state: 'open', doneOn: null, askedOn: '2027-03-15', reason: 'chờ số liệu' })).toContain(
    'Đề nghị điều chỉnh đến 15/3/2027, lý do: chờ số liệu',
  );
});

it('a plan with a long title is cut at a word, and visibly', () => {
  expect(shown(ASKED)).toMatch(/135\/KH-UBND · Triển khai .*…/);
});

it('what was sent back is not shown as if nothing had ever come', () => {
  const last = { kind: 'sent-back', at: new Date('2027-02-02T02:00:00Z') };
  expect(shown({ ...ASKED, state: 'open', doneOn: null, last })).toContain('trả lại, chờ bổ sung');
});
