import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../prisma/database.js';
import { freshDatabase } from '../test/support/database.js';
import { joinContact } from './joinContact.js';
import { recordConsent } from './recordConsent.js';
import { syncPlaces } from './syncPlaces.js';
import { withdrawConsent } from './withdrawConsent.js';

let db: Database;
let contactId = 0;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  const joined = await joinContact(db, 's', {
    channel: 'telegram',
    externalId: '1',
    place: '38',
    groups: [],
    locale: null,
    name: null,
    ownWord: true,
  });
  if (joined.kind === 'joined') contactId = joined.contactId;
});
afterAll(() => db.close());

const monday = new Date('2026-06-01T08:00:00Z');
const tuesday = new Date('2026-06-02T08:00:00Z');
const agree = (wording: string, at: Date) =>
  recordConsent(db, { contactId, purpose: 'awareness', wording, how: 'button', at });

it('a consent is kept once with its words, and once more when the words are others', async () => {
  await agree('Tôi đồng ý nhận tin', monday);
  await agree('Tôi đồng ý nhận tin', tuesday);
  await agree('Tôi đồng ý nhận tin và câu hỏi', tuesday);
  const { rows } = await db.pool.query('select wording, given_at from consent order by id');
  expect(rows).toEqual([
    { wording: 'Tôi đồng ý nhận tin', given_at: monday },
    { wording: 'Tôi đồng ý nhận tin và câu hỏi', given_at: tuesday },
  ]);
});

it('a withdrawn consent stays on record with the time of its withdrawal, and can be given anew', async () => {
  await agree('A', monday);
  expect(await withdrawConsent(db, contactId, 'awareness', tuesday)).toBe(true);
  expect(await withdrawConsent(db, contactId, 'awareness', new Date())).toBe(false);
  await agree('A', tuesday);
  const { rows } = await db.pool.query(`select given_at, withdrawn_at from consent where wording = 'A' order by id`);
  expect(rows).toEqual([
    { given_at: monday, withdrawn_at: tuesday },
    { given_at: tuesday, withdrawn_at: null },
  ]);
});

it('a consent belongs to a person who exists', async () => {
  await expect(
    recordConsent(db, { contactId: 999_999, purpose: 'p', wording: 'w', how: 'button', at: monday }),
  ).rejects.toMatchObject({
    code: 'unknown-contact',
  });
});
