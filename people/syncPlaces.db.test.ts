import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../prisma/database.js';
import { freshDatabase } from '../test/support/database.js';
import { loadPlaceFinder } from './loadPlaceFinder.js';
import { syncPlaces } from './syncPlaces.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

it('brings the country in once, and writes nothing when it is current', async () => {
  expect(await syncPlaces(db)).toBe(3355);
  expect(await syncPlaces(db)).toBe(0);
});

it('mends what differs, and leaves what others added', async () => {
  await db.pool.query(
    `insert into place values ('THPT-01', '14758', 'Trường A', 'A', 'trường', 'a', '38/14758/THPT-01/')`,
  );
  await db.pool.query(`update place set name = 'Xã cũ', path = '37/14758/' where code = '14758'`);
  expect(await syncPlaces(db)).toBe(1);
  const places = await loadPlaceFinder(db);
  expect(places.byCode('14758')).toMatchObject({ name: 'Phường Hàm Rồng', path: '38/14758/' });
  expect(places.find('A, Hàm Rồng')).toMatchObject({ kind: 'one', place: { code: 'THPT-01' } });
});
