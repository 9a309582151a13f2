import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import type { PlaceFinder } from '../findPlace.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import { syncPlaces } from '../syncPlaces.js';
import { givePledge, type PledgeKind, withdrawPledge } from './pledge.js';
import { pledgeResults } from './results.js';

const JUNE = 'thang-hanh-dong-06/2027';
const [THANH_HOA, HAM_RONG, HAC_THANH] = ['38', '14758', '14797'] as const;
const NOT_SHOWN = { pledges: null, selfDeclaredPeople: null };

let db: Database;
let places: PlaceFinder;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  places = await loadPlaceFinder(db);
});
afterAll(() => db.close());
beforeEach(() => db.pool.query('truncate pledge, contact'));

/** So many people of a place, each with a pledge of that kind; their contact numbers. */
async function pledged(
  count: number,
  place: string,
  kind: PledgeKind,
  people: number | null = null,
): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    'insert into contact (place) select $1 from generate_series(1, $2) returning id',
    [place, count],
  );
  const at = new Date('2027-06-15T02:00:00Z');
  for (const { id } of rows) await givePledge(db, id, { kind, campaign: JUNE, version: 1, wording: '…', people, at });
  return rows.map(({ id }) => id);
}

const june = async () => {
  const [found] = await pledgeResults(db, places);
  return { of: new Map(found?.results.map(({ place, kinds }) => [place, kinds])), hidden: found?.hiddenPlaces };
};

it('pledges are counted by kind up to the province, self-declared numbers apart', async () => {
  await pledged(12, HAM_RONG, 'person');
  await pledged(10, HAM_RONG, 'family', 4);
  await pledged(1, HAC_THANH, 'class', 40);
  const { of } = await june();
  expect(of.get(THANH_HOA)).toEqual({
    person: { pledges: 12, selfDeclaredPeople: 0 },
    family: { pledges: 10, selfDeclaredPeople: 40 },
    class: { pledges: 1, selfDeclaredPeople: 40 },
    business: { pledges: 0, selfDeclaredPeople: 0 },
  });
  expect(of.get('')).toEqual(of.get(THANH_HOA));
  expect(of.get(HAM_RONG)?.class.pledges).toBe(0);
});

it.each(['person', 'family'] as const)(
  'nine pledges of one kind (%s) in a place are not shown, ten are',
  async (kind) => {
    await pledged(9, HAM_RONG, kind, kind === 'family' ? 4 : null);
    expect(await june()).toEqual({ of: new Map(), hidden: 2 });
    await pledged(1, HAM_RONG, kind, kind === 'family' ? 4 : null);
    const { of, hidden } = await june();
    expect([of.get(HAM_RONG)?.[kind].pledges, of.get('')?.[kind].pledges, hidden]).toEqual([10, 10, 0]);
  },
);

it('few families are not told from the province less its other communes', async () => {
  await pledged(20, HAM_RONG, 'family', 3);
  await pledged(9, HAC_THANH, 'family', 3);
  const { of, hidden } = await june();
  expect(of.get(THANH_HOA)?.family).toEqual({ pledges: 29, selfDeclaredPeople: 87 });
  expect([of.has(HAM_RONG), of.has(HAC_THANH), hidden]).toEqual([false, false, 2]);
});

it('classes and businesses pledge in the open, beside few persons of whom nothing is said', async () => {
  await pledged(1, HAM_RONG, 'class', 40);
  await pledged(2, HAM_RONG, 'business', 12);
  await pledged(3, HAM_RONG, 'person');
  const { of } = await june();
  expect(of.get(HAM_RONG)).toEqual({
    person: NOT_SHOWN,
    family: NOT_SHOWN,
    class: { pledges: 1, selfDeclaredPeople: 40 },
    business: { pledges: 2, selfDeclaredPeople: 24 },
  });
});

it('a pledge given again counts once, and one that was taken back is gone', async () => {
  const given = await pledged(10, HAM_RONG, 'person');
  const [first = 0] = given;
  const at = new Date('2027-06-16T02:00:00Z');
  await givePledge(db, first, { kind: 'person', campaign: JUNE, version: 1, wording: '…', people: null, at });
  expect((await june()).of.get(HAM_RONG)?.person.pledges).toBe(10);
  expect(await withdrawPledge(db, first, { kind: 'person', campaign: JUNE })).toBe(true);
  expect(await withdrawPledge(db, first, { kind: 'person', campaign: JUNE })).toBe(false);
  expect((await june()).of.size).toBe(0);
  await db.pool.query('truncate pledge');
  expect(await pledgeResults(db, places)).toEqual([]);
});
