import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../prisma/database.js';
import { freshDatabase } from '../test/support/database.js';
import { appendAudit } from './appendAudit.js';
import { verifyAudit } from './verifyAudit.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(() =>
  // Only who owns the table can do this, and it shows: nothing in the program may.
  db.pool.query(
    'alter table audit_event disable trigger user; truncate audit_event; alter table audit_event enable trigger user',
  ),
);
afterAll(() => db.close());

const entry = (id: number) => ({
  at: new Date(1_780_000_000_000 + id),
  actor: 'lan',
  action: 'broadcast.create',
  subject: `broadcast:${id}`,
  detail: { id },
});

async function append(count: number): Promise<void> {
  for (let id = 1; id <= count; id++) await appendAudit(db, entry(id));
}

/** What only somebody with every right in the database can do. */
async function tamper(sql: string): Promise<void> {
  await db.pool.query('alter table audit_event disable trigger user');
  await db.pool.query(sql);
  await db.pool.query('alter table audit_event enable trigger user');
}

describe('the audit chain', () => {
  it('is whole when empty, and numbers its entries from 1', async () => {
    expect(await verifyAudit(db)).toEqual({ ok: true, entries: 0, head: { id: 0, hash: '0'.repeat(64) } });
    const first = await appendAudit(db, entry(1));
    const second = await appendAudit(db, entry(2));
    expect([first.id, second.id]).toEqual([1, 2]);
    expect(await verifyAudit(db)).toEqual({ ok: true, entries: 2, head: second });
    const { rows } = await db.pool.query('select entry from audit_event where id = 1');
    expect(first.hash).toBe(createHash('sha256').update(Buffer.alloc(32)).update(rows[0].entry).digest('hex'));
  });

  it('stays dense and linked when many append at once', async () => {
    const heads = await Promise.all(Array.from({ length: 60 }, (_, id) => appendAudit(db, entry(id))));
    expect(heads.map((head) => head.id).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 60 });
  });

  it('holds an entry exactly when the transaction around it was committed', async () => {
    const work = async (end: 'commit' | 'rollback') => {
      const client = await db.pool.connect();
      try {
        await client.query('begin');
        await appendAudit(client, entry(1));
        await appendAudit(client, entry(2));
        await client.query(end);
      } finally {
        client.release();
      }
    };
    await Promise.all([work('commit'), work('rollback'), appendAudit(db, entry(3)), work('commit'), work('rollback')]);
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 5 });
  });

  it('cannot be changed or shortened by an ordinary statement', async () => {
    await append(2);
    await expect(db.pool.query(`update audit_event set entry = '{}' where id = 1`)).rejects.toThrow('append-only');
    await expect(db.pool.query('delete from audit_event')).rejects.toThrow('append-only');
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 2 });
  });

  it.each([
    ['changed', `update audit_event set entry = replace(entry, 'lan', 'minh') where id = 3`, 3, 'changed'],
    ['taken out', 'delete from audit_event where id = 3', 3, 'missing'],
    ['taken out at the start', 'delete from audit_event where id = 1', 1, 'missing'],
    [
      'put in another order',
      'update audit_event set id = case id when 2 then -3 else -2 end where id in (2, 3); update audit_event set id = -id where id < 0',
      2,
      'unlinked',
    ],
    [
      'rewritten together with its hash',
      `update audit_event set entry = '{}', hash = sha256(prev_hash || '{}'::bytea) where id = 3`,
      4,
      'unlinked',
    ],
  ])('shows an entry that was %s', async (_what, sql, brokenAt, wrong) => {
    await append(5);
    await tamper(sql);
    expect(await verifyAudit(db)).toEqual({ ok: false, entries: brokenAt - 1, brokenAt, wrong });
  });

  it('shows a tail that was cut off only against a head remembered elsewhere', async () => {
    await append(5);
    const verdict = await verifyAudit(db);
    const head = verdict.ok ? verdict.head : { id: 0, hash: '' };
    await tamper('delete from audit_event where id > 3');
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 3 });
    expect(await verifyAudit(db, head)).toEqual({ ok: false, entries: 3, brokenAt: 4, wrong: 'cut' });
    await append(2);
    expect(await verifyAudit(db, head)).toEqual({ ok: false, entries: 4, brokenAt: 5, wrong: 'cut' });
  });

  it('is read in pages, so that its length does not matter', async () => {
    await db.pool.query(`
      with recursive chain(id, prev_hash, hash) as (
        select 1, decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 32), 'hex') || '{}'::bytea)
        union all
        select id + 1, hash, sha256(hash || '{}'::bytea) from chain where id < 2500
      )
      insert into audit_event (id, entry, prev_hash, hash) select id, '{}', prev_hash, hash from chain`);
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 2500 });
  });
});
