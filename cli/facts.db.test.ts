import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';

const HAM_RONG = '14758';
let loa: CommandLine;
let folder: string;

beforeAll(async () => {
  loa = await startCommandLine();
  loa.clockShows('2026-11-22T09:00:00+07:00');
});
afterAll(() => loa.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-facts-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await loa.db.pool.query('delete from local_fact');
});

const listed = (lines: readonly string[]): string => {
  const file = join(folder, 'dia-phuong.csv');
  writeFileSync(file, ['place,kind,name,phone,address,hours,source,checked_on', ...lines].join('\n'));
  return file;
};
const facts = (...more: string[]) => loa.json<Record<string, unknown>[]>('facts', 'list', ...more);

test('a list of what places tell is taken in, and the same list again changes nothing', async () => {
  const file = listed([
    `${HAM_RONG},commune-police,Công an phường Hàm Rồng,0237 3852 113,,,Công văn 12/CAP,20/11/2026`,
    `"phường Hàm Rồng, Thanh Hóa",clinic,Trạm y tế phường Hàm Rồng,,Số 3 Bà Triệu,Sáng thứ 2 đến thứ 6,Trạm y tế,2026-11-20`,
  ]);
  expect(await loa.run('facts', 'import', file, '--as', 'an')).toMatchObject({
    code: 0,
    err: '',
    out: 'Đã ghi 2 thông tin, 0 dòng hỏng.\n',
  });
  expect(await loa.json('facts', 'import', file)).toEqual({ written: 2, bad: 0 });
  expect(await facts()).toMatchObject([
    {
      place: HAM_RONG,
      kind: 'clinic',
      phone: null,
      hours: 'Sáng thứ 2 đến thứ 6',
      checkedOn: '2026-11-20',
      old: false,
    },
    { place: HAM_RONG, kind: 'commune-police', phone: '0237 3852 113', address: null },
  ]);
});

test('each bad row is told with its line and how to mend it, and the good ones stay', async () => {
  const file = listed([
    `${HAM_RONG},clinic,Trạm y tế,0237 111 222,,,Trạm y tế,2026-11-20`,
    `99999,clinic,Trạm y tế,0237 111 222,,,Trạm y tế,2026-11-20`,
    `${HAM_RONG},pharmacy,Nhà thuốc,0237 111 222,,,Trạm y tế,2026-11-20`,
    `${HAM_RONG},methadone,,gọi chị Hoa,,,,2026-11-31`,
    `${HAM_RONG},legal-aid,Trung tâm,,,,Sở Tư pháp,2026-11-23`,
    `${HAM_RONG},clinic`,
  ]);
  const { out, err, code } = await loa.run('facts', 'import', file);
  expect({ out, code }).toEqual({ out: 'Đã ghi 1 thông tin, 5 dòng hỏng.\n', code: 2 });
  const line = (n: number): string =>
    err
      .split('\n')
      .filter((one) => one.startsWith(`${file}:${n}: `))
      .join(' ');
  expect(line(3)).toContain('99999');
  expect(line(4)).toMatch(/pharmacy.*Dùng một trong: .*methadone/);
  for (const said of ['name', 'source', 'gọi chị Hoa', '2026-11-31']) expect(line(5)).toContain(said);
  expect(line(6)).toContain('phone và address');
  expect(line(6)).toContain('không sau hôm nay (2026-11-22)');
  expect(line(7)).not.toBe('');
  expect(await facts()).toHaveLength(1);
});

test.each([
  ['nothing there', 'khong-co.csv', null],
  ['a column is missing', 'a.csv', 'place,kind,name\n'],
  ['an unknown column', 'b.csv', 'place,kind,name,source,checked_on,note\n'],
  ['an empty file', 'c.csv', ''],
])('a file with %s is refused before anything is written', async (_what, name, text) => {
  const file = join(folder, name);
  if (text !== null) writeFileSync(file, text);
  const { out, err, code } = await loa.run('facts', 'import', file, '--json');
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(err).toContain(file);
});

test('one fact is set, seen, grows old, and is taken away; who did it is in the audit', async () => {
  const set = ['facts', 'set', 'phường Hàm Rồng, Thanh Hóa', 'clinic', '--name', 'Trạm y tế', '--source', 'Trạm y tế'];
  expect(await loa.run(...set, '--phone', '0237 111 222', '--checked-on', '1/11/2025', '--as', 'an')).toMatchObject({
    code: 0,
    err: '',
    out: 'Đã ghi: Phường Hàm Rồng, clinic.\n',
  });
  expect((await loa.run('facts', 'list', '--place', '38')).out).toMatch(/14758 .*2025-11-01 \(cũ hơn 12 tháng\)/);
  expect(await facts('--place', '01')).toEqual([]);
  expect(await loa.json(...set, '--address', 'Số 3')).toMatchObject({
    phone: null,
    address: 'Số 3',
    checkedOn: '2026-11-22',
  });
  expect(await facts()).toHaveLength(1);
  expect(await loa.run('facts', 'unset', HAM_RONG, 'clinic')).toMatchObject({ code: 0, out: 'Đã bỏ.\n' });
  expect((await loa.run('facts', 'list')).out).toBe('Chưa có thông tin nào.\n');
  const { rows } = await loa.db.pool.query<{ entry: string }>('select entry from audit_event order by id desc limit 3');
  expect(rows.map(({ entry }): unknown => JSON.parse(entry))).toMatchObject([
    { actor: 'operator', action: 'facts.unset', subject: `fact:${HAM_RONG}` },
    { actor: 'operator', action: 'facts.set' },
    { actor: 'an', action: 'facts.set' },
  ]);
});

test.each([
  [
    'a place that several bear',
    ['set', 'Tân An', 'clinic', '--name', 'x', '--source', 'y', '--phone', '0237111222'],
    'Tân An',
  ],
  [
    'a kind that is none',
    ['set', HAM_RONG, 'drugstore', '--name', 'x', '--source', 'y', '--phone', '0237111222'],
    'Dùng một trong',
  ],
  ['neither number nor address', ['set', HAM_RONG, 'clinic', '--name', 'x', '--source', 'y'], 'phone và address'],
  [
    'a day that is none',
    ['set', HAM_RONG, 'clinic', '--name', 'x', '--source', 'y', '--phone', '0237111222', '--checked-on', 'hôm qua'],
    'hôm qua',
  ],
  ['a blank name', ['set', HAM_RONG, 'clinic', '--name', ' ', '--source', 'y', '--phone', '0237111222'], 'name'],
  [
    'nobody of that name',
    ['set', HAM_RONG, 'clinic', '--name', 'x', '--source', 'y', '--phone', '0237111222', '--as', 'ma'],
    'ma',
  ],
  ['what is not there', ['unset', HAM_RONG, 'clinic'], 'npx loa facts list'],
  ['a place that is none', ['list', '--place', 'Sao Hỏa'], 'Sao Hỏa'],
])('%s is refused with how to mend it, and nothing is written', async (_what, args, said) => {
  const { out, err, code } = await loa.run('facts', ...args);
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(err).toContain(said);
  expect(await facts()).toEqual([]);
});

test('a member of staff who only looks may not change what a place tells', async () => {
  await loa.db.prisma.staff.create({ data: { name: 'xem', role: 'viewer' } });
  const set = await loa.run(
    'facts',
    'set',
    HAM_RONG,
    'clinic',
    '--name',
    'x',
    '--source',
    'y',
    '--phone',
    '0237111222',
    '--as',
    'xem',
  );
  expect(set).toMatchObject({ code: 2, out: '' });
  expect(
    await loa.run('facts', 'import', listed([`${HAM_RONG},clinic,x,0237111222,,,y,2026-11-20`]), '--as', 'xem'),
  ).toMatchObject({ code: 2 });
  expect(await facts()).toEqual([]);
});
