import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../prisma/database.js';
import { freshDatabase } from '../test/support/database.js';
import { permitChannel, readPermit, revokePermit } from './channelPermit.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const by = { name: 'Quản trị', at: new Date('2026-11-22T02:00:00Z') };
const decision = '1234/QĐ-UBND, 20/11/2026, UBND tỉnh Thanh Hóa';
const hash = createHash('sha256').update(decision).digest('hex');
const entries = async () => {
  const { rows } = await db.pool.query<{ entry: string }>('select entry from audit_event order by id');
  return rows.map(({ entry }): unknown => JSON.parse(entry));
};

it('a channel that carriers block stands on posters by a recorded decision only, until it is taken back', async () => {
  expect(await readPermit(db, 'telegram')).toBeNull();
  await permitChannel(db, { channel: 'telegram', decision: ` ${decision} ` }, by);
  expect(await readPermit(db, 'telegram')).toMatchObject({ decision, permittedBy: 'Quản trị', permittedAt: by.at });
  expect(await revokePermit(db, 'telegram', by)).toBe(true);
  expect(await readPermit(db, 'telegram')).toBeNull();
  expect(await revokePermit(db, 'telegram', by)).toBe(false);
  expect(await entries()).toMatchObject([
    { actor: 'Quản trị', action: 'channels.permit', subject: 'channel:telegram', detail: { decision: hash } },
    { actor: 'Quản trị', action: 'channels.revoke', subject: 'channel:telegram', detail: { decision: hash } },
  ]);
});

it.each([
  '',
  'được phép',
  '1234/QĐ-UBND',
  '1234/QĐ-UBND, 20/11/2026',
  '1234/QĐ-UBND, 31/2/2026, UBND tỉnh',
  '1234/QĐ-UBND, 20/11/2030, UBND tỉnh',
  `1234/QĐ-UBND, 20/11/2026, ${'x'.repeat(400)}`,
])('"%s" is no decision that anybody could look up', async (words) => {
  await expect(permitChannel(db, { channel: 'telegram', decision: words }, by)).rejects.toMatchObject({
    code: 'bad-decision',
  });
  expect(await readPermit(db, 'telegram')).toBeNull();
});

it('Zalo needs no decision', async () => {
  await expect(permitChannel(db, { channel: 'zalo', decision }, by)).rejects.toMatchObject({
    code: 'no-permit-needed',
  });
});
