import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { LIST_HEADER as HEADER, importText } from '../../test/support/contactList.js';
import { freshDatabase } from '../../test/support/database.js';
import { erase } from '../erase.js';
import { optOut } from '../optOut.js';
import { syncPlaces } from '../syncPlaces.js';
import type { ImportProgress } from './importContacts.js';

const SECRET = 's';
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
});
beforeEach(() => db.pool.query('truncate contact, address, suppression, consent restart identity'));
afterAll(async () => {
  await db.close();
});

async function stored() {
  const { rows } = await db.pool.query(
    `select a.channel, a.external_id as id, c.place, c.groups, c.locale, c.name, a.state
       from address a join contact c on c.id = a.contact_id order by a.channel, a.external_id`,
  );
  return rows;
}

describe('importing a list', () => {
  it('stores its people, and a second time changes nothing', async () => {
    const list = `${HEADER}\ntelegram,1,14758,student;youth,vi,Nguyễn Văn A\nzalo,2468458835296197922,38,,en,\n`;
    expect(await importText(db, SECRET, list)).toMatchObject({
      rows: 2,
      created: 2,
      updated: 0,
      unchanged: 0,
      suppressed: 0,
      bad: 0,
      faults: [],
    });
    const first = await db.pool.query(
      'select * from contact, address where address.contact_id = contact.id order by contact.id',
    );
    expect(await importText(db, SECRET, list)).toMatchObject({ rows: 2, created: 0, updated: 0, unchanged: 2, bad: 0 });
    expect(
      (await db.pool.query('select * from contact, address where address.contact_id = contact.id order by contact.id'))
        .rows,
    ).toEqual(first.rows);
    expect(await stored()).toEqual([
      {
        channel: 'telegram',
        id: '1',
        place: '14758',
        groups: ['student', 'youth'],
        locale: 'vi',
        name: 'Nguyễn Văn A',
        state: 'active',
      },
      {
        channel: 'zalo',
        id: '2468458835296197922',
        place: '38',
        groups: [],
        locale: 'en',
        name: null,
        state: 'active',
      },
    ]);
  });

  it('updates exactly the people that differ', async () => {
    await importText(db, SECRET, `${HEADER}\ntelegram,1,38,a,vi,A\ntelegram,2,38,b,vi,B\n`);
    expect(
      await importText(db, SECRET, `${HEADER}\ntelegram,1,38,a;a,vi,A\ntelegram,2,37,c;b,en,\ntelegram,3,38,,,\n`),
    ).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
    expect((await stored()).slice(1)).toEqual([
      { channel: 'telegram', id: '2', place: '37', groups: ['b', 'c'], locale: 'en', name: null, state: 'active' },
      { channel: 'telegram', id: '3', place: '38', groups: [], locale: 'vi', name: null, state: 'active' },
    ]);
  });

  it('keeps what a list without that column does not speak of', async () => {
    await importText(db, SECRET, `${HEADER}\ntelegram,1,38,a,en,A\n`);
    expect(await importText(db, SECRET, 'place,channel,external_id\n37,telegram,1\n')).toMatchObject({ updated: 1 });
    expect(await stored()).toEqual([
      { channel: 'telegram', id: '1', place: '37', groups: ['a'], locale: 'en', name: 'A', state: 'active' },
    ]);
  });

  it.each([
    [
      'Excel in Vietnam: BOM, semicolons, CRLF, quotes',
      '\uFEFFchannel;external_id;place;groups;locale;name\r\nTelegram;1;14758;"b;a";VI;"Nguyễn ""Tí"""\r\n\r\n;;;;;\r\n',
    ],
    [
      'tabs, other order, capitals and spaces in the names',
      'Name\tGroups\tPlace\tExternal ID\tChannel\tLocale\nNguyễn "Tí"\ta;b\t14758\t1\ttelegram\tvi'.replace(
        'Nguyễn "Tí"',
        '"Nguyễn ""Tí"""',
      ),
    ],
    [
      'old Macintosh line ends and NFD',
      `${HEADER}\rtelegram, 1 ,14758,b; a,vi,"${'Nguyễn ""Tí""'.normalize('NFD')}"\r`,
    ],
  ])('reads %s', async (_what, list) => {
    expect(await importText(db, SECRET, list)).toMatchObject({ rows: 1, created: 1, faults: [] });
    expect(await stored()).toEqual([
      {
        channel: 'telegram',
        id: '1',
        place: '14758',
        groups: ['a', 'b'],
        locale: 'vi',
        name: 'Nguyễn "Tí"',
        state: 'active',
      },
    ]);
  });
});

describe('who must not be written to', () => {
  const list = `${HEADER}\ntelegram,1,38,,,\ntelegram,2,38,,,\n`;

  it('stays stopped through an import, whether the chat was known or not', async () => {
    await importText(db, SECRET, `${HEADER}\ntelegram,1,38,,,\n`);
    for (const externalId of ['1', '2']) await optOut(db, SECRET, { channel: 'telegram', externalId });
    expect(await importText(db, SECRET, list)).toMatchObject({ created: 1, unchanged: 1, suppressed: 2, bad: 0 });
    expect((await stored()).map((person) => person.state)).toEqual(['opted_out', 'opted_out']);
    expect(await importText(db, SECRET, list)).toMatchObject({ created: 0, unchanged: 2, suppressed: 2 });
  });

  it('and who was erased is not stored again', async () => {
    await importText(db, SECRET, list);
    await erase(db, SECRET, { channel: 'telegram', externalId: '2' });
    expect(await importText(db, SECRET, list)).toMatchObject({ created: 0, unchanged: 2, suppressed: 1 });
    expect((await stored()).map((person) => person.id)).toEqual(['1']);
    expect((await db.pool.query('select from contact')).rowCount).toBe(1);
  });

  it('nor is a block lifted by a list', async () => {
    await importText(db, SECRET, list);
    await db.pool.query(`update address set state = 'blocked' where external_id = '1'`);
    expect(await importText(db, SECRET, list.replace('telegram,1,38', 'telegram,1,37'))).toMatchObject({
      updated: 1,
      suppressed: 0,
    });
    expect((await stored())[0]).toMatchObject({ id: '1', place: '37', state: 'blocked' });
  });
});

describe('an address that stands in the list more than once', () => {
  it('is written as its last good row says, told once, and a second import changes nothing', async () => {
    const far = Array.from({ length: 6_000 }, (_, n) => `telegram,${n + 100},38,,,`);
    const list = [
      HEADER,
      'telegram,1,38,a,,',
      'telegram,1,38,b,,',
      ...far,
      'telegram,1,37,c,,',
      'telegram,1,99999,,,',
    ].join('\n');
    const first = await importText(db, SECRET, list);
    expect(first).toMatchObject({ rows: 6_004, created: 6_001, repeated: 2, bad: 1 });
    expect(first.notes).toEqual([
      'list.csv:2: This person stands again on line 6004. The last line counts; remove this one.',
    ]);
    expect((await stored()).find((person) => person.id === '1')).toMatchObject({ place: '37', groups: ['c'] });
    expect(await importText(db, SECRET, list)).toMatchObject({ created: 0, updated: 0, unchanged: 6_001, repeated: 2 });
  });
});

describe('a long import', () => {
  const rows = 12_000;
  const list = [HEADER, ...Array.from({ length: rows }, (_, n) => `telegram,${n + 1},38,,,`)].join('\n');

  it('commits as it goes and tells how far it is', async () => {
    const seen: ImportProgress[] = [];
    await importText(db, SECRET, list, { onProgress: (progress) => void seen.push(progress) });
    const written = seen.filter((progress) => progress.phase === 'writing').map((progress) => progress.created);
    expect(written.length).toBeGreaterThan(2);
    expect(written).toEqual([...written].sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ phase: 'writing', created: rows, totalRows: rows });
  });

  it('that is stopped keeps what was written, says so, and the next one completes it', async () => {
    const stop = new AbortController();
    const result = await importText(db, SECRET, list, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.created > 0) stop.abort();
      },
    });
    expect(result.stopped).toBe(true);
    expect(result.created).toBeGreaterThan(0);
    expect((await db.pool.query('select from address')).rowCount).toBe(result.created);
    expect(await importText(db, SECRET, list)).toMatchObject({
      stopped: false,
      created: rows - result.created,
      unchanged: result.created,
    });
  });

  it('beside another of the same list makes nobody twice', async () => {
    const half = list.split('\n').slice(0, 4_000).join('\n');
    const results = await Promise.all([
      importText(db, SECRET, half),
      importText(db, SECRET, half),
      importText(db, SECRET, half),
    ]);
    expect(results.reduce((sum, result) => sum + result.created, 0)).toBe(3_999);
    expect((await db.pool.query('select from contact')).rowCount).toBe(3_999);
  });
});
