import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';

let loa: CommandLine;
beforeAll(async () => {
  loa = await startCommandLine();
});
afterAll(() => loa.close());

interface Scheduled {
  broadcasts: { id: string; item: string; at: string; existed: boolean }[];
}
interface Preview {
  items: { item: string; at: string; audience: string; until: string }[];
  shifted: { from: number; leftOut: string[]; items: { item: string; daysOff: number; before: string; at: string }[] };
}
const WARD = ['--place', '14758'];
const schedule = (name: string, ...more: string[]) =>
  loa.json<Scheduled>('campaign', 'schedule', name, ...WARD, ...more, '--as', 'an');
const day = (iso: string): string => new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 10);

test('last year’s calendar comes back with its edits, relative to 26 June, as drafts that nobody has approved', async () => {
  const name = 'thang-hanh-dong-06';
  const { broadcasts } = await schedule(name, '--year', '2031');
  const of = (item: string) => broadcasts.find((one) => one.item.startsWith(item)) ?? { id: '0', at: '', item: '' };
  // What was changed in that year: another day and hour, another group, one cancelled, all approved.
  await loa.db.pool.query(
    `update broadcast set at = at + interval '2 days 30 minutes', until = until + interval '2 days 30 minutes', audience = 'place:14758 and group:hoc-sinh' where id = $1`,
    [Number(of('26').id)],
  );
  await loa.db.pool.query(`update broadcast set state = 'cancelled' where id = $1`, [Number(of('03').id)]);
  await loa.db.pool.query(
    `update broadcast set state = 'finished', approved_by = 'binh', approved_hash = 'x' where campaign = $1 and state = 'draft'`,
    [name],
  );
  const preview = await loa.json<Preview>(
    'campaign',
    'preview',
    name,
    ...WARD,
    '--year',
    '2032',
    '--shift-from',
    '2031',
  );
  expect(preview.items).toHaveLength(29);
  expect(preview.shifted.leftOut).toEqual([of('03').item]);
  const moved = preview.shifted.items.find(({ item }) => item === of('26').item);
  expect(moved).toMatchObject({ daysOff: 2 });
  expect(day(moved?.at ?? '')).toBe('2032-06-28');
  const planned = await loa.json<Preview>('campaign', 'preview', name, ...WARD, '--year', '2032');
  const [edited, usual] = [preview, planned].map(({ items }) => items.find(({ item }) => item === of('26').item));
  expect(Date.parse(edited?.at ?? '') - Date.parse(usual?.at ?? '')).toBe((2 * 24 + 0.5) * 3_600_000);
  expect(Date.parse(edited?.until ?? '') - Date.parse(edited?.at ?? '')).toBe(
    Date.parse(usual?.until ?? '') - Date.parse(usual?.at ?? ''),
  );
  expect(edited?.audience).toContain('group:hoc-sinh');
  const { out } = await loa.run('campaign', 'preview', name, ...WARD, '--year', '2032', '--shift-from', '2031');
  expect(out).toContain('Lấy theo lịch năm 2031: 29 tin.');
  expect(out).toContain('Mọi đợt đều phải phê duyệt lại.');

  const made = await schedule(name, '--year', '2032', '--shift-from', '2031');
  // And the catch-up of this year.
  expect(made.broadcasts).toHaveLength(30);
  const { rows } = await loa.db.pool.query<{ state: string; approved_by: string | null }>(
    `select distinct state, approved_by from broadcast where id = any($1)`,
    [made.broadcasts.map(({ id }) => Number(id))],
  );
  expect(rows).toEqual([{ state: 'draft', approved_by: null }]);
  // Once more completes, and doubles nothing.
  const again = await schedule(name, '--year', '2032', '--shift-from', '2031');
  expect(again.broadcasts.every(({ existed }) => existed)).toBe(true);
});

test('what lies around Tết goes by the moon', async () => {
  await schedule('truoc-tet', '--year', '2031');
  const { shifted } = await loa.json<Preview>(
    'campaign',
    'preview',
    'truoc-tet',
    ...WARD,
    '--year',
    '2032',
    '--shift-from',
    '2031',
  );
  // Tết 2031 is on 23 January, Tết 2032 on 11 February: nineteen days later.
  const days = shifted.items.map(
    ({ at, before }) => Math.round((Date.parse(at) - Date.parse(before)) / 86_400_000) - 365,
  );
  expect(new Set(days)).toEqual(new Set([19]));
});

test('a year of which there is nothing, or that is not earlier, is refused with what helps', async () => {
  const refused = await loa.run(
    'campaign',
    'schedule',
    'thang-hanh-dong-06',
    ...WARD,
    '--year',
    '2033',
    '--shift-from',
    '2029',
    '--as',
    'an',
  );
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain('Năm 2029 không có lịch nào');
  const later = await loa.run(
    'campaign',
    'preview',
    'thang-hanh-dong-06',
    ...WARD,
    '--year',
    '2033',
    '--shift-from',
    '2034',
  );
  expect(later).toMatchObject({ code: 2 });
  expect(
    await loa.run('campaign', 'preview', 'thang-hanh-dong-06', '--year', '2033', '--shift-from', '2031'),
  ).toMatchObject({ code: 2 });
});
