import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readJoinCode } from '../bot/joinCode.js';
import { decodeJoinPayload, encodeJoinPayload } from '../bot/joinPayload.js';
import { addStaff } from '../people/addStaff.js';
import { joinContact } from '../people/joinContact.js';
import { openLivePlaces } from '../people/livePlaces.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { asksAge } from '../people/pupils.js';
import { syncPlaces } from '../people/syncPlaces.js';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';
import { testLog } from '../test/support/database.js';
import { SECRET } from '../test/support/world.js';

const HAM_RONG = '14758';
const SCHOOL = ['places', 'add', '--under', 'phường Hàm Rồng, Thanh Hóa', '--kind', 'school', '--name'];
interface Added {
  code: string;
  added: boolean;
  joinCode: string;
}
let loa: CommandLine;

beforeAll(async () => {
  loa = await startCommandLine();
  await addStaff(loa.db, { name: 'dung', role: 'author', place: '01' });
});
afterAll(() => loa.close());
afterEach(async () => {
  await loa.db.pool.query(`truncate contact, address`);
  await loa.db.pool.query(`delete from place where kind in ('trường', 'trường đại học', 'nơi làm việc')`);
});

const list = (...more: string[]) => loa.json<{ code: string; name: string }[]>('places', 'list', ...more);
const school = (name = 'Trường THCS Hàm Rồng') => loa.json<Added>(...SCHOOL, name);

describe('a school', () => {
  test('is added below its ward with a code of its own, and the same again is the same', async () => {
    const first = await loa.run(...SCHOOL, 'Trường  THCS Hàm Rồng ', '--as', 'an');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^Đã thêm Trường THCS Hàm Rồng, mã 14758-[2-9A-Z]{4}\.\nÁp phích: npx loa poster --place 14758-/,
    );
    const again = await school('trường THCS hàm rồng');
    expect(again).toMatchObject({ added: false });
    expect(await list()).toMatchObject([
      { code: again.code, kind: 'school', name: 'Trường THCS Hàm Rồng', under: HAM_RONG },
    ]);
    expect(await list('--under', '38')).toHaveLength(1);
    expect(await list('--under', '01')).toEqual([]);
    const payload = { place: again.code, groups: ['hoc-sinh'] };
    expect(decodeJoinPayload(encodeJoinPayload(payload))).toEqual(payload);
    expect(readJoinCode(again.joinCode.toLowerCase(), (code) => code === again.code)).toEqual({
      place: again.code,
      groups: [],
    });
    expect(readJoinCode(again.joinCode.replaceAll('-', ' – '), (code) => code === again.code)).toEqual({
      place: again.code,
      groups: [],
    });
  });

  test('asks whoever joins by its code how old they are, a university and a workplace do not', async () => {
    const { code } = await school('Mầm non Hoa Sen');
    const places = await loadPlaceFinder(loa.db);
    expect(asksAge(places.byCode(code), [])).toBe(true);
    for (const [kind, name] of [
      ['university', 'Trường Đại học Hồng Đức'],
      ['workplace', 'Công ty May Sông Mã'],
    ] as const) {
      const other = await loa.json<Added>('places', 'add', '--under', HAM_RONG, '--kind', kind, '--name', name);
      expect(asksAge((await loadPlaceFinder(loa.db)).byCode(other.code), [])).toBe(false);
    }
  });

  test('is found by its name where a place is asked for, and stays when the program brings its places up to date', async () => {
    const { code } = await school();
    await syncPlaces(loa.db);
    expect((await loadPlaceFinder(loa.db)).find('truong thcs ham rong')).toMatchObject({
      kind: 'one',
      place: { code },
    });
    expect(await loa.json('contacts', 'count', '--audience', `place:${code}`)).toMatchObject({ count: 0 });
    expect((await loadPlaceFinder(loa.db)).find('Hàm Rồng')).toMatchObject({ kind: 'one', place: { code: HAM_RONG } });
  });

  test('is known to a service that was running before it was added, and forgotten once it is gone', async () => {
    const live = await openLivePlaces(loa.db, testLog, 20);
    try {
      const { code } = await school();
      await vi.waitUntil(() => live.places.byCode(code) !== undefined, { timeout: 10_000 });
      await loa.run('places', 'remove', code);
      await vi.waitUntil(() => live.places.byCode(code) === undefined, { timeout: 10_000 });
    } finally {
      await live.close();
    }
  });

  test('taken away and added again has the code that stands on its posters', async () => {
    const { code } = await school();
    expect(await loa.run('places', 'remove', 'Trường THCS Hàm Rồng', '--as', 'an')).toMatchObject({
      code: 0,
      out: 'Đã bỏ Trường THCS Hàm Rồng; 0 người thuộc về nơi bên trên.\n',
    });
    expect((await loa.run('places', 'list')).out).toBe('Chưa thêm trường học, nơi làm việc nào.\n');
    expect((await school()).code).toBe(code);
    expect((await school('Trường THCS Hàm Rồng 2')).code).not.toBe(code);
  });

  test('with people is not taken away unless they may belong to the place above', async () => {
    const { code } = await school();
    const joining = {
      channel: 'telegram',
      externalId: '5',
      place: code,
      groups: [],
      locale: 'vi',
      name: null,
      ownWord: true,
    };
    await joinContact(loa.db, SECRET, { ...joining, minor: true });
    const refused = await loa.run('places', 'remove', code);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/còn 1 người.*--move-people/s);
    expect(await loa.json('places', 'remove', code, '--move-people')).toEqual({ place: code, moved: 1 });
    const { rows } = await loa.db.pool.query('select place, minor from contact');
    expect(rows).toEqual([{ place: HAM_RONG, minor: true }]);
  });

  test('at which a fact stands is not taken away', async () => {
    const { code } = await school();
    await loa.run(
      'facts',
      'set',
      code,
      'clinic',
      '--name',
      'Phòng y tế trường',
      '--source',
      'Trường',
      '--phone',
      '0237 111 222',
    );
    expect(await loa.run('places', 'remove', code)).toMatchObject({ code: 2, out: '' });
    await loa.run('facts', 'unset', code, 'clinic');
    expect(await loa.run('places', 'remove', code)).toMatchObject({ code: 0 });
  });
});

test.each([
  ['a place that is none', ['--under', 'Sao Hỏa', '--kind', 'school', '--name', 'Trường A'], 'Sao Hỏa'],
  ['a place that several bear', ['--under', 'Tân An', '--kind', 'school', '--name', 'Trường A'], 'Tân An'],
  [
    'a kind that is none',
    ['--under', HAM_RONG, '--kind', 'pagoda', '--name', 'Chùa A'],
    'school, university, workplace',
  ],
  ['no name', ['--under', HAM_RONG, '--kind', 'school', '--name', ' '], 'biển hiệu'],
  ['a name that goes on and on', ['--under', HAM_RONG, '--kind', 'school', '--name', 'x'.repeat(101)], '100'],
  ['a name over two lines', ['--under', HAM_RONG, '--kind', 'school', '--name', 'Trường\u0000A'], 'biển hiệu'],
  [
    'a number in the name',
    ['--under', HAM_RONG, '--kind', 'workplace', '--name', 'Quán 0912 345 678'],
    'số điện thoại',
  ],
  [
    'a place where people are treated',
    ['--under', HAM_RONG, '--kind', 'workplace', '--name', 'Cơ sở cai nghiện số 1'],
    'bằng mã của xã, phường',
  ],
  [
    'a point for methadone',
    ['--under', HAM_RONG, '--kind', 'workplace', '--name', 'Điểm Methadone Hàm Rồng'],
    'đánh dấu',
  ],
  ['staff of elsewhere', ['--under', HAM_RONG, '--kind', 'school', '--name', 'Trường A', '--as', 'dung'], 'dung'],
])('%s is refused with how to mend it, and nothing is added', async (_what, args, said) => {
  const refused = await loa.run('places', 'add', ...args);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain(said);
  expect(await list()).toEqual([]);
});

test('nothing lies below a school, and no ward can be taken away', async () => {
  const { code } = await school();
  const below = await loa.run('places', 'add', '--under', code, '--kind', 'school', '--name', 'Lớp 7A');
  expect(below).toMatchObject({ code: 2, out: '' });
  const ward = await loa.run('places', 'remove', HAM_RONG, '--move-people');
  expect(ward).toMatchObject({ code: 2, out: '' });
  expect(ward.err).toContain('npx loa places list');
  expect(await loa.db.prisma.place.count({ where: { code: HAM_RONG } })).toBe(1);
});
