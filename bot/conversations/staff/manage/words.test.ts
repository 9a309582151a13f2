import { expect, it } from 'vitest';
import { manageButton, readManageButton } from './buttons.js';
import { readWhen } from './when.js';
import { readManageWish } from './words.js';

/** 14:00 on Monday 23/11/2026 in Vietnam. */
const NOW = new Date('2026-11-23T07:00:00Z');
const at = (typed: string) => {
  const when = readWhen(typed, NOW);
  return typeof when === 'object' && 'at' in when ? when.at.toISOString() : when;
};

it('an hour is read as people type it, with a day or without', () => {
  expect(at('17:30')).toBe('2026-11-23T10:30:00.000Z');
  for (const typed of [
    '17h30',
    '17 giờ 30',
    '5h30 chiều',
    'chiều nay 5h30',
    '5:30 pm',
    '5 giờ rưỡi chiều',
    '17:30.',
    'hôm nay 17h30',
  ])
    expect(at(typed), typed).toBe('2026-11-23T10:30:00.000Z');
  for (const typed of [
    'mai 08:00',
    '8h sáng mai',
    'ngay mai 8 gio',
    '8:00 24/11',
    '24/11/2026 lúc 8h',
    'thứ ba 8h',
    '8 giờ 24/11',
    '8h 24 tháng 11',
    'tomorrow 8:00',
    '8 am tomorrow',
  ])
    expect(at(typed), typed).toBe('2026-11-24T01:00:00.000Z');
  for (const typed of ['ngay', 'gửi ngay', 'Ngay bây giờ.', 'luon', 'now']) expect(at(typed), typed).toBe('now');
});

it('what is no hour, has passed, lies in the night or far away is not guessed at', () => {
  expect(at('mai')).toEqual({ wrong: 'hour' });
  expect(at('17:3')).toEqual({ wrong: 'hour' });
  expect(at('25:00')).toEqual({ wrong: 'hour' });
  expect(at('8:00 31/11')).toEqual({ wrong: 'day' });
  expect(at('08:00')).toEqual({ wrong: 'passed' });
  for (const typed of ['22:30', '9h tối mai 23:00', 'mai 06:59', '11 giờ đêm'])
    expect(at(typed), typed).not.toHaveProperty('at');
  expect(at('21:00')).toEqual({ wrong: 'night' });
  expect(at('mai 5h')).toEqual({ wrong: 'night' });
  expect(at('8:00 1/3/2027')).toEqual({ wrong: 'far' });
});

it('staff find their way by plain words, with diacritics and without', () => {
  for (const typed of ['quản lý', 'QUAN LY', 'Menu', 'manage'])
    expect(readManageWish(typed), typed).toEqual({ do: 'home' });
  expect(readManageWish('dang gui')).toEqual({ do: 'list', which: 'running' });
  expect(readManageWish('Chờ duyệt')).toEqual({ do: 'list', which: 'waiting' });
  expect(readManageWish('tuần tới')).toEqual({ do: 'week' });
  expect(readManageWish('soạn tin')).toEqual({ do: 'write' });
  expect(readManageWish('tạm dừng đợt 12')).toEqual({ do: 'pause', id: 12 });
  expect(readManageWish('tiep tuc 12')).toEqual({ do: 'resume', id: 12 });
  expect(readManageWish('phê duyệt 12')).toEqual({ do: 'card', id: 12 });
  expect(readManageWish('send back 12')).toEqual({ do: 'send-back', id: 12 });
  for (const typed of ['dừng', 'tôi đang gửi báo cáo', 'phê duyệt 1234567890', 'Hàm Rồng', 'phường 12', ''])
    expect(readManageWish(typed), typed).toBeNull();
});

it('a button fits what Telegram carries and is read as it was written; another one is none', () => {
  const hash = 'a'.repeat(64);
  const largest = 999_999_999;
  const longest = 'X'.repeat(32);
  expect(readManageButton(manageButton.approve(largest, hash))).toEqual({
    do: 'approve',
    id: largest,
    seen: 'a'.repeat(16),
  });
  expect(readManageButton(manageButton.place(largest, longest))).toEqual({ do: 'place', form: largest, code: longest });
  expect(Buffer.byteLength(manageButton.place(largest, longest))).toBeLessThanOrEqual(64);
  expect(readManageButton(manageButton.list('stopped', 2))).toEqual({ do: 'list', which: 'stopped', page: 2 });
  expect(readManageButton(manageButton.write())).toEqual({ do: 'write', replaces: null });
  expect(readManageButton(manageButton.one('start-sure', 3))).toEqual({ do: 'start-sure', id: 3 });
  expect(readManageButton(manageButton.form('submit', 4))).toEqual({ do: 'submit', form: 4 });
  for (const data of [
    's1:mz:1',
    's1:ma:1.zz',
    's1:ml:q1',
    's1:mi:c0',
    's1:mf:x99999999999',
    's1:c:1.2',
    'm:',
    's1:mw:',
  ])
    expect(readManageButton(data), data).toBeNull();
});
