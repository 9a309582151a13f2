import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import type { PlaceFinder } from '../findPlace.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import { syncPlaces } from '../syncPlaces.js';
import { type QuizResult, quizResults } from './results.js';
import { beginSitting, takeAnswer } from './sitting.js';

const JUNE = 'thang-hanh-dong-06/2027';
const [THANH_HOA, HAM_RONG, HAC_THANH] = ['38', '14758', '14797'] as const;

let db: Database;
let places: PlaceFinder;
let updates = 0;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  places = await loadPlaceFinder(db);
});
afterAll(() => db.close());
beforeEach(() => db.pool.query('truncate quiz_sitting, contact'));

/** So many new people of a place, by their contact numbers. */
async function people(count: number, place: string): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    'insert into contact (place) select $1 from generate_series(1, $2) returning id',
    [place, count],
  );
  return rows.map(({ id }) => id);
}

/** A finished sitting with so many right answers of three. */
async function sit(
  contactId: number,
  right: number,
  { campaign = JUNE, quiz = 'hoc-sinh', day = 1 } = {},
): Promise<void> {
  const sitter = { channel: 'telegram', externalId: String(contactId), contactId };
  const by = () => ({ updateId: String(++updates), at: new Date(Date.UTC(2027, 5, day)) });
  const { id } = await beginSitting(db, sitter, { quiz, campaign, questions: ['a', 'b', 'c'] }, by());
  for (const position of [0, 1, 2])
    await takeAnswer(db, sitter, { sitting: id, position, choice: 0, right: position < right }, by());
}

const juneOf = async (): Promise<QuizResult[]> =>
  (await quizResults(db, places)).find(({ campaign }) => campaign === JUNE)?.results ?? [];

describe('what a place came to in quizzes', () => {
  it('is the first sitting of each person against their last, whatever lies between', async () => {
    for (const person of await people(12, HAM_RONG)) {
      await sit(person, 1, { day: 1 });
      await sit(person, 0, { day: 5 });
      await sit(person, 2, { day: 20 });
    }
    expect((await juneOf()).find(({ place }) => place === HAM_RONG)).toEqual({
      place: HAM_RONG,
      persons: 12,
      sittings: 36,
      compared: 12,
      firstPercent: 33,
      lastPercent: 67,
      change: 34,
    });
  });

  it('counts who sat once, and compares only who sat twice', async () => {
    const all = await people(30, HAM_RONG);
    for (const [at, person] of all.entries()) {
      await sit(person, 0);
      if (at < 10) await sit(person, 3, { day: 9 });
    }
    const [everywhere] = await juneOf();
    expect(everywhere).toMatchObject({ persons: 30, compared: 10, firstPercent: 0, lastPercent: 100, change: 100 });
  });

  it('compares nobody’s first with another quiz', async () => {
    for (const person of await people(10, HAM_RONG)) {
      await sit(person, 0, { quiz: 'hoc-sinh' });
      await sit(person, 3, { quiz: 'phap-luat', day: 9 });
    }
    expect((await juneOf())[0]).toMatchObject({ persons: 10, compared: null, change: null });
  });

  it('is not shown for fewer than ten people, of a place or of what is left between places', async () => {
    for (const person of await people(20, HAM_RONG)) await sit(person, 3);
    for (const person of await people(9, HAC_THANH)) await sit(person, 0);
    const shown = await juneOf();
    // 29 in the province less 20 in one commune would be the 9 of the other.
    expect(shown.map(({ place }) => place)).toEqual(['', THANH_HOA]);
    expect((await quizResults(db, places))[0]?.hiddenPlaces).toBe(2);
    for (const person of await people(1, HAC_THANH)) await sit(person, 0);
    expect((await juneOf()).map(({ place }) => place)).toEqual(['', THANH_HOA, HAC_THANH, HAM_RONG]);
  });

  it.each([
    [9, { persons: 10, compared: null, firstPercent: null, lastPercent: null, change: null }],
    [10, { persons: 10, compared: 10, firstPercent: 33, lastPercent: 100, change: 67 }],
  ])(
    'shows the change of a place of which %i sat a first and a last time as it is allowed to',
    async (twice, shown) => {
      for (const [at, person] of (await people(10, HAM_RONG)).entries()) {
        await sit(person, 1);
        if (at < twice) await sit(person, 3, { day: 20 });
      }
      expect((await juneOf()).find(({ place }) => place === HAM_RONG)).toMatchObject(shown);
    },
  );

  it('compares in no place where fewer than ten can be compared, nor where the rest could be worked out', async () => {
    const many = await people(20, HAM_RONG);
    const few = await people(15, HAC_THANH);
    for (const [at, person] of [...many, ...few].entries()) {
      await sit(person, 0);
      if (at < 25) await sit(person, 3, { day: 9 });
    }
    const of = new Map((await juneOf()).map((result) => [result.place, result]));
    expect(of.get(THANH_HOA)).toMatchObject({ persons: 35, compared: 25 });
    expect(of.get(HAC_THANH)).toMatchObject({ persons: 15, compared: null, firstPercent: null });
    expect(of.get(HAM_RONG)).toMatchObject({ persons: 20, compared: null, firstPercent: null });
  });

  it('is told by campaign, without a sum over them, and leaves out what was not finished', async () => {
    const all = await people(10, HAM_RONG);
    for (const person of all) await sit(person, 2);
    for (const person of all.slice(0, 4)) await sit(person, 2, { campaign: '' });
    const sitter = { channel: 'telegram', externalId: 'x', contactId: all[0] ?? 0 };
    const by = { updateId: 'open', at: new Date(Date.UTC(2027, 5, 2)) };
    await beginSitting(db, sitter, { quiz: 'lai-xe', campaign: JUNE, questions: ['a', 'b', 'c'] }, by);
    const results = await quizResults(db, places);
    expect(results.map(({ campaign, results: shown }) => [campaign, shown.length])).toEqual([
      ['', 0],
      [JUNE, 3],
    ]);
    expect(results[1]?.results[0]).toMatchObject({ persons: 10, sittings: 10 });
  });
});
