import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../prisma/database.js';
import { freshDatabase } from '../test/support/database.js';
import { erase } from './erase.js';
import { joinContact } from './joinContact.js';
import { markActive } from './markActive.js';
import { markBlocked } from './markBlocked.js';
import { markGone } from './markGone.js';
import { moveAddress } from './moveAddress.js';
import { optIn } from './optIn.js';
import { optOut } from './optOut.js';
import { settleSuppressed } from './settleSuppressed.js';
import { suppressionKey } from './suppressionKey.js';
import { syncPlaces } from './syncPlaces.js';

const SECRET = 'secret of the tests';
let db: Database;
let nextId = 1_000;
let chat = { channel: 'telegram', externalId: '' };

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
});
afterAll(() => db.close());
beforeEach(() => {
  chat = { channel: 'telegram', externalId: String(nextId++) };
});

async function join(ownWord = false, place: string | null = '14758') {
  return joinContact(db, SECRET, { ...chat, place, groups: [], locale: null, name: null, ownWord });
}

async function stateOf(externalId = chat.externalId): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ state: string }>('select state from address where external_id = $1', [
    externalId,
  ]);
  return rows[0]?.state;
}

async function isSuppressed(externalId = chat.externalId): Promise<boolean> {
  const { rowCount } = await db.pool.query('select from suppression where key = $1', [
    suppressionKey(SECRET, 'telegram', externalId),
  ]);
  return rowCount === 1;
}

describe('who said stop', () => {
  it('is suppressed and opted out at once, and saying it again changes nothing', async () => {
    await join();
    await optOut(db, SECRET, chat);
    const first = await db.pool.query('select * from address where external_id = $1', [chat.externalId]);
    await optOut(db, SECRET, chat);
    expect(await isSuppressed()).toBe(true);
    expect((await db.pool.query('select * from address where external_id = $1', [chat.externalId])).rows).toEqual(
      first.rows,
    );
    expect(await stateOf()).toBe('opted_out');
  });

  it('is suppressed even when nobody knew the chat, and stays so when a list brings it later', async () => {
    await optOut(db, SECRET, chat);
    expect(await isSuppressed()).toBe(true);
    expect(await join()).toMatchObject({ kind: 'joined', created: true, state: 'opted_out', lifted: false });
    expect(await stateOf()).toBe('opted_out');
  });

  it('stays stopped through a block, its end, and a chat that is gone', async () => {
    await join();
    await optOut(db, SECRET, chat);
    await markBlocked(db, chat, 'blocked');
    await markActive(db, chat);
    await markGone(db, chat, 'deactivated');
    expect(await stateOf()).toBe('opted_out');
  });

  it('receives again only on their own word', async () => {
    await join();
    await optOut(db, SECRET, chat);
    expect(await join()).toMatchObject({ kind: 'joined', created: false, state: 'opted_out', lifted: false });
    expect(await join(true)).toMatchObject({ kind: 'joined', created: false, state: 'active', lifted: true });
    expect([await stateOf(), await isSuppressed()]).toEqual(['active', false]);
    await optOut(db, SECRET, chat);
    await optIn(db, SECRET, chat);
    await optIn(db, SECRET, chat);
    expect([await stateOf(), await isSuppressed()]).toEqual(['active', false]);
  });

  it('is found opted out even where the address was written as active at the same moment', async () => {
    await optOut(db, SECRET, chat);
    await join();
    await db.pool.query(`update address set state = 'active' where external_id = $1`, [chat.externalId]);
    expect(await settleSuppressed(db)).toBe(1);
    expect(await settleSuppressed(db)).toBe(0);
    expect(await stateOf()).toBe('opted_out');
  });

  it('cannot be told from the key without the secret', () => {
    const key = suppressionKey(SECRET, 'telegram', '7');
    expect(key).toHaveLength(32);
    expect(suppressionKey('another secret', 'telegram', '7').equals(key)).toBe(false);
    expect(suppressionKey(SECRET, 'zalo', '7').equals(key)).toBe(false);
  });
});

describe('a chat', () => {
  it('that blocked us is active again when the person writes', async () => {
    await join();
    await markBlocked(db, chat, 'bot was blocked by the user');
    expect(await stateOf()).toBe('blocked');
    expect(await join()).toMatchObject({ kind: 'joined', state: 'active' });
    expect(await stateOf()).toBe('active');
  });

  it('that was gone may come back', async () => {
    await join();
    await markGone(db, chat, 'user is deactivated');
    expect(await stateOf()).toBe('gone');
    await markActive(db, chat);
    expect(await stateOf()).toBe('active');
  });

  it('keeps its person when it gets another id, twice over', async () => {
    const joined = await join();
    const to = `-100${chat.externalId}`;
    await moveAddress(db, SECRET, 'telegram', chat.externalId, to);
    await moveAddress(db, SECRET, 'telegram', chat.externalId, to);
    const { rows } = await db.pool.query('select contact_id, key, state from address where external_id = $1', [to]);
    expect(rows).toEqual([
      {
        contact_id: joined.kind === 'joined' && joined.contactId,
        key: suppressionKey(SECRET, 'telegram', to),
        state: 'active',
      },
    ]);
    expect(await stateOf()).toBeUndefined();
  });

  it('that stopped is still stopped under its new id', async () => {
    await join();
    await optOut(db, SECRET, chat);
    const to = `-100${chat.externalId}`;
    await moveAddress(db, SECRET, 'telegram', chat.externalId, to);
    expect([await stateOf(to), await isSuppressed(to)]).toEqual(['opted_out', true]);
  });

  it('is not written to twice when both ids were known', async () => {
    await join();
    const old = chat.externalId;
    chat = { channel: 'telegram', externalId: `-100${old}` };
    await join();
    await moveAddress(db, SECRET, 'telegram', old, chat.externalId);
    expect([await stateOf(old), await stateOf()]).toEqual(['gone', 'active']);
  });
});

describe('who asks to be erased', () => {
  it('leaves nothing but a key: contact, every address and every consent go', async () => {
    const joined = await join();
    const contactId = joined.kind === 'joined' ? joined.contactId : 0;
    const other = `9${chat.externalId}`;
    await db.pool.query(`insert into address (contact_id, channel, external_id, key) values ($1, 'telegram', $2, $3)`, [
      contactId,
      other,
      suppressionKey(SECRET, 'telegram', other),
    ]);
    await db.pool.query(
      `insert into consent (contact_id, purpose, wording, how) values ($1, 'news', 'words', 'button')`,
      [contactId],
    );

    expect(await erase(db, SECRET, chat)).toBe(true);
    expect(await erase(db, SECRET, chat)).toBe(false);
    for (const [table, column] of [
      ['contact', 'id'],
      ['address', 'contact_id'],
      ['consent', 'contact_id'],
    ]) {
      expect((await db.pool.query(`select from ${table} where ${column} = $1`, [contactId])).rowCount, table).toBe(0);
    }
    expect([await isSuppressed(), await isSuppressed(other)]).toEqual([true, true]);
  });

  it('is not brought back by anybody else, and comes back on their own word', async () => {
    await join();
    await optOut(db, SECRET, chat);
    await erase(db, SECRET, chat);
    expect(await join()).toEqual({ kind: 'erased' });
    expect(await stateOf()).toBeUndefined();
    expect(await join(true)).toMatchObject({ kind: 'joined', created: true, state: 'active', lifted: true });
    expect([await stateOf(), await isSuppressed()]).toEqual(['active', false]);
  });
});

describe('who joins through the bot', () => {
  const full = (more: object) => ({
    ...chat,
    place: '14758',
    groups: ['student'],
    locale: 'en',
    name: 'An',
    ownWord: true,
    ...more,
  });
  const contact = async () =>
    (
      await db.pool.query(
        `select c.place, c.groups, c.locale, c.name from contact c join address a on a.contact_id = c.id where a.external_id = $1`,
        [chat.externalId],
      )
    ).rows[0];

  it('is stored once, and a second link adds its groups and keeps what it does not say', async () => {
    expect(await joinContact(db, SECRET, full({}))).toMatchObject({
      kind: 'joined',
      created: true,
      state: 'active',
      lifted: false,
    });
    expect(
      await joinContact(db, SECRET, full({ place: null, groups: ['youth'], locale: null, name: null })),
    ).toMatchObject({ created: false });
    expect(await contact()).toEqual({ place: '14758', groups: ['student', 'youth'], locale: 'en', name: 'An' });
    await joinContact(db, SECRET, full({ place: '38', groups: [], locale: 'vi' }));
    expect(await contact()).toEqual({ place: '38', groups: ['student', 'youth'], locale: 'vi', name: 'An' });
  });

  it('needs a place, and one that exists; else nothing is written and no suppression lifted', async () => {
    await optOut(db, SECRET, chat);
    expect(await joinContact(db, SECRET, full({ place: null }))).toEqual({ kind: 'place-needed' });
    expect(await joinContact(db, SECRET, full({ place: '99999' }))).toEqual({ kind: 'unknown-place' });
    expect([await stateOf(), await isSuppressed()]).toEqual([undefined, true]);
  });

  it('is one contact when the same start arrives ten times at once', async () => {
    const joined = await Promise.all(Array.from({ length: 10 }, () => joinContact(db, SECRET, full({}))));
    expect(new Set(joined.map((one) => one.kind === 'joined' && one.contactId)).size).toBe(1);
    expect(joined.filter((one) => one.kind === 'joined' && one.created)).toHaveLength(1);
    const { rowCount } = await db.pool.query(
      `select from contact c where not exists (select from address a where a.contact_id = c.id)`,
    );
    expect(rowCount).toBe(0);
  });
});
