import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { audiences } from '../../test/support/audiences.js';
import { freshDatabase } from '../../test/support/database.js';
import { suppressionKey } from '../suppressionKey.js';
import { syncPlaces } from '../syncPlaces.js';
import type { Audience } from './audience.js';
import { audienceSql } from './audienceSql.js';
import { countAudience } from './countAudience.js';
import { explainAudience } from './explainAudience.js';
import { parseAudience } from './parseAudience.js';
import { readAudience } from './readAudience.js';

const SECRET = 's';
const PLACES = ['38', '14758', 'THPT-01', '37', '00004'];
const GROUPS = ['student', 'parent', 'worker'];
const PATHS: Record<string, string> = {
  '38': '38/',
  '14758': '38/14758/',
  'THPT-01': '38/14758/THPT-01/',
  '37': '37/',
  '00004': '01/00004/',
};

interface Person {
  id: number;
  place: string;
  groups: string[];
  locale: string;
  minor: boolean;
  addresses: { channel: string; state: string; suppressed: boolean }[];
}

let db: Database;
const people: Person[] = [];

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  await db.pool.query(
    `insert into place values ('THPT-01', '14758', 'Trường THPT Hàm Rồng', 'THPT Hàm Rồng', 'trường', 'thpt ham rong', '38/14758/THPT-01/')`,
  );
  const states = [null, 'active', 'opted_out', 'blocked', 'gone', 'suppressed'];
  for (let n = 0; n < 240; n++) {
    const address = (channel: string, state: string | null | undefined) =>
      state == null
        ? []
        : [{ channel, state: state === 'suppressed' ? 'active' : state, suppressed: state === 'suppressed' }];
    people.push({
      id: n + 1,
      place: PLACES[n % PLACES.length] ?? '38',
      groups: GROUPS.filter((_, bit) => ((n >> bit) & 1) === 1),
      locale: n % 7 === 0 ? 'en' : 'vi',
      minor: false,
      addresses: [...address('telegram', states[n % 6]), ...address('zalo', states[Math.floor(n / 6) % 6])],
    });
  }
  await db.pool.query(
    `insert into contact (id, place, groups, locale) select id, place, string_to_array(groups, ';'), locale
       from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t(id, place, groups, locale)`,
    [
      people.map((p) => p.id),
      people.map((p) => p.place),
      people.map((p) => p.groups.join(';')),
      people.map((p) => p.locale),
    ],
  );
  const all = people.flatMap((person) => person.addresses.map((address) => ({ ...address, id: person.id })));
  const key = (a: { channel: string; id: number }) => suppressionKey(SECRET, a.channel, String(a.id));
  await db.pool.query(
    `insert into address (contact_id, channel, external_id, key, state)
     select id, channel, id::text, decode(key, 'hex'), state::address_state
       from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t(id, channel, key, state)`,
    [all.map((a) => a.id), all.map((a) => a.channel), all.map((a) => key(a).toString('hex')), all.map((a) => a.state)],
  );
  for (const a of all.filter((one) => one.suppressed)) {
    await db.pool.query(`insert into suppression (key, channel, cause) values ($1, $2, 'opt-out')`, [
      key(a),
      a.channel,
    ]);
  }
});
afterAll(() => db.close());

/** The rule, read aloud. */
function matches(rule: Audience, person: Person): boolean {
  switch (rule.type) {
    case 'all':
      return true;
    case 'place':
      return `/${PATHS[person.place]}`.includes(`/${rule.code}/`);
    case 'group':
      return person.groups.includes(rule.name);
    case 'locale':
      return person.locale === rule.locale;
    case 'channel':
      return person.addresses.some((address) => address.channel === rule.channel);
    case 'children':
      return rule.are === 'too' || person.minor;
    case 'not':
      return !matches(rule.of, person);
    case 'and':
      return rule.of.every((member) => matches(member, person));
    case 'or':
      return rule.of.some((member) => matches(member, person));
  }
}

async function chosen(rule: Audience, firstParameter = 1): Promise<number[]> {
  const { sql, values } = audienceSql(rule, firstParameter);
  const before = Array.from({ length: firstParameter - 1 }, (_, index) => index);
  const guard = before.map((index) => `$${index + 1}::int = ${index}`).join(' and ') || 'true';
  const { rows } = await db.pool.query<{ id: number }>(
    `select c.id from contact c where ${guard} and (${sql}) order by c.id`,
    [...before, ...values],
  );
  return rows.map((row) => row.id);
}

describe('a rule in the database', () => {
  it('chooses exactly the people that it says', async () => {
    await fc.assert(
      fc.asyncProperty(audiences([...PLACES, '01'], GROUPS), fc.constantFrom(1, 4), async (rule, firstParameter) => {
        const said = people.filter((person) => matches(rule, person)).map((person) => person.id);
        expect(await chosen(rule, firstParameter)).toEqual(said);
      }),
      { numRuns: 60 },
    );
  });

  it('includes everything below a place, schools too, and nothing whose code merely begins alike', async () => {
    await db.pool.query(
      `insert into place values ('380', null, 'Tỉnh Thử', 'Thử', 'tỉnh', 'thu', '380/') on conflict do nothing`,
    );
    await db.pool.query(`insert into contact (id, place) values (9001, '380')`);
    expect(await chosen(parseAudience('place:38'))).toEqual(
      people.filter((p) => ['38', '14758', 'THPT-01'].includes(p.place)).map((p) => p.id),
    );
    await db.pool.query(`delete from contact where id = 9001`);
  });

  it('reaches nobody under 16 unless it speaks of children, whatever else it says', async () => {
    await db.pool.query(`insert into contact (id, place, groups, minor) values (9002, '14758', '{student}', true)`);
    const has = async (rule: string) => (await chosen(parseAudience(rule))).includes(9002);
    for (const rule of ['all', 'group:student', 'place:38 or group:student', 'not locale:en', 'not (not all)'])
      expect([rule, await has(rule)]).toEqual([rule, false]);
    for (const rule of ['group:student children:too', 'place:38 children:only', 'children:only or group:parent'])
      expect([rule, await has(rule)]).toEqual([rule, true]);
    expect(await chosen(parseAudience('children:only'))).toEqual([9002]);
    expect(await has('place:38 not children:only')).toBe(false);
    await db.pool.query('delete from contact where id = 9002');
  });

  it('may name a school that only this database knows', async () => {
    expect(await readAudience(db, 'place:THPT-01')).toEqual({ type: 'place', code: 'THPT-01' });
    await expect(readAudience(db, 'place:THPT-02', 'en')).rejects.toMatchObject({
      code: 'unknown-place',
      message: expect.stringContaining('THPT-01 (Trường THPT Hàm Rồng, Hàm Rồng)'),
    });
  });
});

describe('counting an audience', () => {
  it('accounts for everybody: matched is reachable and each excluded person, once, by the best of their addresses', async () => {
    const rank = (person: Person): number =>
      Math.min(
        4,
        ...person.addresses.map((a) =>
          a.suppressed || a.state === 'opted_out' ? 1 : ['active', '-', 'blocked', 'gone'].indexOf(a.state),
        ),
      );
    const with_ = (n: number) => people.filter((person) => rank(person) === n).length;
    const count = await countAudience(db, parseAudience('all'), ['telegram', 'zalo']);
    expect(count).toEqual({
      matched: 240,
      reachable: with_(0),
      excluded: { outsideWindow: 0, optedOut: with_(1), blocked: with_(2), gone: with_(3), noChannel: with_(4) },
    });
    expect(with_(0) + with_(1) + with_(2) + with_(3) + with_(4)).toBe(240);
    expect(Math.min(with_(0), with_(1), with_(2), with_(3))).toBeGreaterThan(0);
  });

  it('counts only the channels there are, and says who has none of them', async () => {
    const count = await countAudience(db, parseAudience('all'), ['zalo']);
    expect(count.excluded.noChannel).toBe(people.filter((p) => !p.addresses.some((a) => a.channel === 'zalo')).length);
    expect((await countAudience(db, parseAudience('all'), [])).excluded.noChannel).toBe(240);
  });

  it('of nobody is nought', async () => {
    expect(await countAudience(db, parseAudience('place:96'), ['telegram'])).toEqual({
      matched: 0,
      reachable: 0,
      excluded: { outsideWindow: 0, optedOut: 0, blocked: 0, gone: 0, noChannel: 0 },
    });
  });

  it('never leaves the place of the member of staff', async () => {
    const bound = await countAudience(db, parseAudience('all or place:37'), ['telegram'], '14758');
    expect(bound.matched).toBe(people.filter((p) => p.place === '14758' || p.place === 'THPT-01').length);
  });
});

describe('explaining an audience', () => {
  it('says how many, where, in which groups and languages, on which channel, and why not more', async () => {
    const rule = parseAudience('group:student');
    const channels = ['telegram', 'zalo'];
    const explained = await explainAudience(db, rule, channels, '38');
    const inside = people.filter((p) => p.groups.includes('student') && PATHS[p.place]?.startsWith('38/'));
    expect(explained).toMatchObject(await countAudience(db, rule, channels, '38'));
    expect(explained.outsideBound).toBe(people.filter((p) => p.groups.includes('student')).length - inside.length);
    expect(explained.places).toBe(3);
    expect(explained.byPlace.map((part) => [part.key, part.name, part.matched])).toEqual(
      expect.arrayContaining([['THPT-01', 'Trường THPT Hàm Rồng', inside.filter((p) => p.place === 'THPT-01').length]]),
    );
    expect(explained.byGroup[0]).toMatchObject({ key: 'student', matched: inside.length });
    expect(explained.byLocale.map((part) => part.key).sort()).toEqual(['en', 'vi']);
    for (const parts of [explained.byPlace, explained.byLocale]) {
      expect(parts.reduce((sum, part) => sum + part.reachable, 0)).toBe(explained.reachable);
    }
    for (const part of [
      explained,
      ...explained.byPlace,
      ...explained.byGroup,
      ...explained.byLocale,
      ...explained.byChannel,
    ]) {
      expect(Object.values(part.excluded).reduce((sum, n) => sum + n, part.reachable)).toBe(part.matched);
    }
    expect(explained.byChannel.map((part) => [part.key, part.matched])).toEqual(
      channels.map((channel) => [channel, inside.length]),
    );
  });

  it('of nobody lists nothing', async () => {
    expect(await explainAudience(db, parseAudience('place:96'), ['telegram'])).toMatchObject({
      matched: 0,
      outsideBound: 0,
      byPlace: [],
      byGroup: [],
    });
  });
});
