import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';
import { insertPeople } from '../test/support/world.js';

let loa: CommandLine;
beforeAll(async () => {
  loa = await startCommandLine();
});
afterAll(() => loa.close());

const CAMPAIGN = ['thuoc-la-dien-tu-hoc-duong', '--year', '2031', '--place', '14758'];
const SOURCE = 'Quyết định số 12/QĐ-BGDĐT ngày 02/3/2031';

interface Row {
  item: string;
  at: string;
  audience: string;
  exams: { name: string; people: number }[];
  allInExam: boolean;
}
interface Preview {
  items: Row[];
  examsUnknown: number[];
}
const preview = () => loa.json<Preview>('campaign', 'preview', ...CAMPAIGN);
const dayOf = (row: Row | undefined): string => row?.at.slice(0, 10) ?? '';

test('preview says that nothing is known of examinations of the year and the place', async () => {
  expect((await preview()).examsUnknown).toEqual([2031]);
  const { out } = await loa.run('campaign', 'preview', ...CAMPAIGN);
  expect(out).toContain('Chưa biết lịch thi của nơi này năm 2031');
});

test('bad input names what is wrong and what helps, all at once', async () => {
  const none = await loa.run('exams', 'add', '--from', '2031-06-12', '--to', '2031-06-10', '--as', 'an');
  expect(none).toMatchObject({ code: 2 });
  expect(none.err).toContain('--place VN cho cả nước');
  const some = await loa.run(
    ...['exams', 'add', '--place', '38', '--from', '2031-06-12', '--to', '2031-06-10', '--name', 'Thi', '--as', 'an'],
  );
  expect(some).toMatchObject({ code: 2 });
  expect(some.err).toContain('Ngày cuối 2031-06-10 trước ngày đầu 2031-06-12');
  expect(some.err).toContain('--source');
  const days = ['--from', '2031-06-10', '--to', '2031-06-10', '--name', 'Thi', '--source', SOURCE];
  expect(await loa.run('exams', 'add', '--place', 'Atlantis', ...days, '--as', 'an')).toMatchObject({ code: 2 });
  expect(await loa.run('exams', 'add', '--place', '38', ...days, '--as', 'nobody')).toMatchObject({ code: 2 });
  expect(await loa.run('exams', 'remove', 'x', '--as', 'an')).toMatchObject({ code: 2 });
  expect(await loa.json('exams', 'list')).toEqual([]);
});

test('preview shows the examinations, and schedule leaves out what would reach nobody else, and says which', async () => {
  await insertPeople(loa.db, 3, { firstChat: 7001, group: 'hoc-sinh' });
  await insertPeople(loa.db, 2, { firstChat: 7101, group: 'phu-huynh' });
  const rows = (await preview()).items;
  const alone = rows.find(({ audience }) => audience.includes('(group:hoc-sinh'));
  const mixed = rows.find(({ audience }) => audience.includes(' or '));
  expect(alone).toBeDefined();
  expect(mixed).toBeDefined();
  const day = dayOf(alone);
  const added = await loa.run(
    ...['exams', 'add', '--place', 'VN', '--from', day, '--to', day, '--name', 'Thi tốt nghiệp THPT 2031'],
    ...['--source', SOURCE, '--as', 'an'],
  );
  expect(added).toMatchObject({ code: 0 });
  expect(added.out).toContain('cả nước (mọi học sinh)');
  const other = [
    '--from',
    dayOf(mixed),
    '--to',
    dayOf(mixed),
    '--name',
    'Thi lớp 10',
    '--source',
    SOURCE,
    '--as',
    'an',
  ];
  await loa.json('exams', 'add', '--place', 'Thanh Hóa', ...other);
  const after = await preview();
  expect(after.examsUnknown).toEqual([]);
  expect(after.items.find(({ item }) => item === alone?.item)).toMatchObject({
    allInExam: true,
    exams: [{ name: 'Thi tốt nghiệp THPT 2031', people: 3 }],
  });
  // A message to everybody is no reason to leave out parents: only the pupils in it are.
  expect(after.items.find(({ item }) => item === mixed?.item)).toMatchObject({
    allInExam: false,
    exams: [{ name: 'Thi lớp 10', people: 3 }],
  });
  const { out } = await loa.run('campaign', 'preview', ...CAMPAIGN);
  expect(out).toContain('3 em đang dự thi sẽ không nhận tin này');
  expect(out).toContain('tin này chỉ dành cho các em nên không lên lịch');
  expect(out).not.toContain('Chưa biết lịch thi');

  const scheduled = await loa.json<{ broadcasts: { item: string }[]; leftOut: { item: string }[] }>(
    ...['campaign', 'schedule', ...CAMPAIGN, '--as', 'an'],
  );
  expect(scheduled.leftOut.map(({ item }) => item)).toEqual([alone?.item]);
  const made = scheduled.broadcasts.map(({ item }) => item);
  // All but the one, and the catch-up for who joins later.
  expect(made.filter((item) => item !== 'catch-up')).toHaveLength(rows.length - 1);
  expect(made).not.toContain(alone?.item);
  expect(made).toContain(mixed?.item);
  const again = await loa.run('campaign', 'schedule', ...CAMPAIGN, '--as', 'an');
  expect(again.out).toContain('Không lên lịch 1 tin vì trùng ngày thi của học sinh');
  expect(again.out).toContain(alone?.item);
});

test('they are listed for a place with what they rest on, and taken back, and the chain has both', async () => {
  const { out } = await loa.run('exams', 'list', '--place', '14758');
  expect(out).toContain(`Căn cứ: ${SOURCE}. an ghi.`);
  const [exam] = await loa.json<{ id: string }[]>('exams', 'list');
  expect(await loa.run('exams', 'remove', exam?.id ?? '', '--as', 'an')).toMatchObject({ code: 0 });
  const { rows } = await loa.db.pool.query<{ entry: string }>(
    `select entry from audit_event where entry like '%exam%'`,
  );
  expect(rows.some(({ entry }) => entry.includes('exams.add'))).toBe(true);
  expect(rows.some(({ entry }) => entry.includes('exams.remove'))).toBe(true);
  expect(await loa.json('audit', 'verify')).toMatchObject({ ok: true });
});
