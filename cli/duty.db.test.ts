import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';

interface Shift {
  id: string;
  name: string;
  kind: string;
  place: string;
  hours: string | null;
  days: number[];
  on: boolean;
  linked: boolean;
}

describe('loa duty', () => {
  let loa: CommandLine;
  const MINH = ['--as', 'Minh'] as const;
  const set = (...more: string[]) => loa.run('duty', 'set', 'Hoa', '--place', '14758', ...more, ...MINH);
  const listed = () => loa.json<Shift[]>('duty', 'list');

  beforeAll(async () => {
    loa = await startCommandLine();
    await loa.run('staff', 'add', 'Admin', '--role', 'admin');
    for (const [name, role] of [
      ['Minh', 'approver'],
      ['Tam', 'author'],
      ['Hoa', 'viewer'],
    ] as const)
      await loa.run('staff', 'add', name, '--role', role, '--as', 'Admin');
    await loa.run('staff', 'add', 'Xa', '--role', 'approver', '--place', '12127', '--as', 'Admin');
  });
  afterEach(async () => {
    loa.clockShows(new Date().toISOString());
    await loa.db.pool.query('delete from duty_shift');
    await loa.db.pool.query('delete from report_page');
  });
  afterAll(() => loa.close());

  test('sets a turn of duty, says that nobody would hear of it yet, lists it and ends it', async () => {
    const done = await set('--for', 'health', '--hours', '17:00-07:00', '--days', '5,1,1');
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(
      /Đã ghi ca trực \d+: Hoa, health, Phường Hàm Rồng\.[\s\S]*chưa liên kết.*npx loa staff link Hoa/,
    );
    const [shift] = await listed();
    expect(shift).toMatchObject({ name: 'Hoa', kind: 'health', place: '14758', hours: '17:00-07:00', days: [1, 5] });
    expect(shift?.linked).toBe(false);
    expect((await loa.run('duty', 'list', '--place', '38')).out).toContain('Phường Hàm Rồng');
    expect((await loa.run('duty', 'list', '--place', '12127')).out).toContain('Chưa có ca trực nào');
    const ended = await loa.run('duty', 'unset', shift?.id ?? '', ...MINH);
    expect(ended).toMatchObject({ code: 0, out: `Đã bỏ ca trực ${shift?.id}.\n` });
    expect(await listed()).toEqual([]);
    expect(await loa.run('duty', 'unset', shift?.id ?? '', ...MINH)).toMatchObject({ code: 2 });
    const { rows } = await loa.db.pool.query<{ entry: string }>(
      'select entry from audit_event order by id desc limit 2',
    );
    expect(rows.map(({ entry }) => JSON.parse(entry).action)).toEqual(['duty.unset', 'duty.set']);
  });

  test('hours over midnight belong to the day on which they begin', async () => {
    await set('--for', 'child', '--from', '2027-01-01T00:00', '--hours', '17:00-07:00', '--days', '5');
    const isOn = async (time: string): Promise<boolean | undefined> => {
      loa.clockShows(time);
      return (await listed())[0]?.on;
    };
    expect(await isOn('2027-01-08T16:00:00+07:00')).toBe(false); // Friday
    expect(await isOn('2027-01-08T18:00:00+07:00')).toBe(true);
    expect(await isOn('2027-01-09T06:00:00+07:00')).toBe(true);
    expect(await isOn('2027-01-09T18:00:00+07:00')).toBe(false);
  });

  test.each<[string, string[], RegExp]>([
    ['a kind that is none', ['--for', 'doctor'], /Không có loại trực “doctor”[\s\S]*--for health, child hoặc police/],
    [
      'a time that is none',
      ['--for', 'health', '--to', 'tối mai'],
      /“tối mai” không phải là thời điểm[\s\S]*2027-06-01T17:00/,
    ],
    [
      'an end before the beginning',
      ['--for', 'health', '--from', '2027-06-02', '--to', '2027-06-01'],
      /kết thúc trước khi bắt đầu[\s\S]*--to phải sau --from/,
    ],
    [
      'hours that are none',
      ['--for', 'health', '--hours', '17h-7h-8h'],
      /“17h-7h-8h” không phải là khoảng giờ[\s\S]*17:00-07:00/,
    ],
    ['the same hour twice', ['--for', 'health', '--hours', '07:00-07:00'], /không phải là khoảng giờ/],
    [
      'days that are none',
      ['--for', 'health', '--days', '0,8'],
      /“0,8” không phải là các thứ trong tuần[\s\S]*1 là thứ hai/,
    ],
  ])('refuses %s, says how to mend it, and sets nothing', async (_what, words, said) => {
    const refused = await set(...words);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(said);
    expect(await listed()).toEqual([]);
  });

  test('refuses a place and a person that are not there, and whoever may not', async () => {
    const wrong = (...argv: string[]) => loa.run('duty', 'set', ...argv);
    const health = ['--for', 'health'] as const;
    expect(await wrong('Hoa', '--place', '99999', ...health, ...MINH)).toMatchObject({ code: 2 });
    const nobody = await wrong('Ai đó', '--place', '14758', ...health, ...MINH);
    expect(nobody).toMatchObject({ code: 2 });
    expect(nobody.err).toContain('Ai đó');
    for (const name of ['Tam', 'Xa', 'Hoa'])
      expect(await wrong('Hoa', '--place', '14758', ...health, '--as', name)).toMatchObject({ code: 2 });
    expect(await wrong('Hoa', '--place', '14758', ...health)).toMatchObject({ code: 2 });
    expect(await wrong('Hoa', ...health, ...MINH)).toMatchObject({ code: 2 });
    expect(await listed()).toEqual([]);
    expect(await loa.run('duty', 'unset', 'một', ...MINH)).toMatchObject({ code: 2 });
  });

  test('switches a place’s page for information to the police on and off, and takes only https', async () => {
    const page = (...argv: string[]) => loa.run('duty', 'page', '14758', ...argv, ...MINH);
    const refused = await page('http://congan.example.vn');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/không phải là địa chỉ https[\s\S]*bắt đầu bằng https:\/\//);
    expect(await page()).toMatchObject({ code: 2 });
    expect(await page('https://congan.example.vn/tin')).toMatchObject({ code: 0 });
    const { rows } = await loa.db.pool.query('select place, url from report_page');
    expect(rows).toEqual([{ place: '14758', url: 'https://congan.example.vn/tin' }]);
    expect((await page('--off')).out).toContain('đã tắt trang');
    expect((await loa.db.pool.query('select from report_page')).rowCount).toBe(0);
  });
});
