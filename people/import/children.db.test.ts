import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { importText } from '../../test/support/contactList.js';
import { freshDatabase } from '../../test/support/database.js';
import { countAudience } from '../audience/countAudience.js';
import { parseAudience } from '../audience/parseAudience.js';
import { joinContact } from '../joinContact.js';
import { optOut } from '../optOut.js';
import { syncPlaces } from '../syncPlaces.js';

const SECRET = 's';
const HEADER = 'channel,external_id,place,groups,locale,name,under_16,guardian_consent';
const SLIP = 'Phiếu đồng ý của phụ huynh lớp 7A ngày 05/9/2026';
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
});
beforeEach(() => db.pool.query('truncate contact, address, consent, suppression'));
afterAll(() => db.close());

const list = (...rows: string[]) => importText(db, SECRET, [HEADER, ...rows].join('\n'));
const people = async () => {
  const { rows } = await db.pool.query(
    `select a.external_id as id, c.minor, c.name from contact c join address a on a.contact_id = c.id order by a.external_id`,
  );
  return rows;
};
const consents = async () => {
  const { rows } = await db.pool.query('select wording, how, purpose from consent order by id');
  return rows;
};
const reached = async (rule: string) => (await countAudience(db, parseAudience(rule), ['telegram'])).reachable;

describe('a class list', () => {
  it('of pupils under 16 stores no name, keeps the guardians’ paper, and they receive only what is meant for children too', async () => {
    const done = await list(
      `telegram,1,14758,hoc-sinh,,An,có,${SLIP}`,
      `telegram,2,14758,hoc-sinh,,Bình,CO,${SLIP}`,
      'telegram,3,14758,hoc-sinh,,Chi,không,',
      'telegram,4,14758,giao-vien,,Cô Dung,,',
    );
    expect(done).toMatchObject({ created: 4, bad: 0 });
    expect(await people()).toEqual([
      { id: '1', minor: true, name: null },
      { id: '2', minor: true, name: null },
      { id: '3', minor: false, name: null },
      { id: '4', minor: false, name: 'Cô Dung' },
    ]);
    expect(await consents()).toEqual(
      [1, 2].map(() => ({ wording: SLIP, how: 'guardian-paper', purpose: 'awareness' })),
    );
    expect(await reached('place:14758')).toBe(2);
    expect(await reached('place:14758 children:too')).toBe(4);
    expect(await reached('group:hoc-sinh children:only')).toBe(2);
  });

  it('read again changes nothing; another paper is kept beside the first', async () => {
    const row = `telegram,1,14758,hoc-sinh,,An,x,${SLIP}`;
    await list(row);
    expect(await list(row)).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await consents()).toHaveLength(1);
    await list(row.replace('05/9/2026', '05/9/2027'));
    expect(await consents()).toHaveLength(2);
  });

  it('takes the name of somebody who was known with one, and of their sixteenth birthday on they are no child', async () => {
    await list('telegram,1,14758,,,An,,');
    expect(await list(`telegram,1,14758,,,An,yes,${SLIP}`)).toMatchObject({ updated: 1 });
    expect(await people()).toEqual([{ id: '1', minor: true, name: null }]);
    await importText(db, SECRET, 'channel,external_id,place,name\ntelegram,1,14758,An');
    expect(await people()).toEqual([{ id: '1', minor: true, name: null }]);
    await list('telegram,1,14758,,,An,no,');
    expect(await people()).toEqual([{ id: '1', minor: false, name: 'An' }]);
  });

  it('leaves who joined as a child by a school’s code a child where it says nothing', async () => {
    const joining = { channel: 'telegram', externalId: '9', place: '14758', groups: [], locale: 'vi', name: null };
    await joinContact(db, SECRET, { ...joining, minor: true, ownWord: true });
    await list('telegram,9,14758,,,An,,');
    expect(await people()).toEqual([{ id: '9', minor: true, name: null }]);
  });

  it('notes no consent of who has stopped', async () => {
    await list('telegram,1,14758,,,,,');
    await optOut(db, SECRET, { channel: 'telegram', externalId: '1' });
    expect(await list(`telegram,1,14758,,,,có,${SLIP}`)).toMatchObject({ suppressed: 1 });
    expect(await consents()).toEqual([]);
  });

  it.each([
    ['telegram,1,14758,hoc-sinh,,An,có,', 'no parent or guardian has agreed', 'Name the paper'],
    ['telegram,1,14758,hoc-sinh,,An,,', 'not said whether this person among pupils', 'under_16'],
    [`telegram,1,14758,hoc-sinh,,An,,${SLIP}`, 'not said whether', 'under_16'],
    [`telegram,1,14758,,,An,không,${SLIP}`, 'nobody said to be under 16', 'leave guardian_consent empty'],
    [`telegram,1,14758,,,An,,${SLIP}`, 'nobody said to be under 16', 'under_16'],
    [`telegram,1,14758,,,An,14 tuổi,${SLIP}`, '“14 tuổi” does not say', '“yes” or “no”'],
    ['telegram,1,14758,,,An,có,Mẹ Nguyễn Thị Lan ký', 'The consent is malformed', 'without anybody’s name'],
    ['telegram,1,14758,,,An,có,Gọi 0912 345 678', 'The consent is malformed', 'telephone number'],
    [`telegram,1,14758,,,An,có,${'x'.repeat(201)}`, 'The consent is malformed', '200 characters'],
  ])('refuses %j with its line, and the rows around it stay', async (row, what, mend) => {
    const done = await list('telegram,10,14758,,,,,', row, 'telegram,11,14758,,,,,');
    expect(done).toMatchObject({ created: 2, bad: 1 });
    expect(done.faults).toHaveLength(1);
    expect(done.faults[0]).toMatch(/^list\.csv:3: /);
    expect(done.faults[0]).toContain(what);
    expect(done.faults[0]).toContain(mend);
    expect((await people()).map(({ id }) => id)).toEqual(['10', '11']);
  });
});
