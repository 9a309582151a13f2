import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputError } from '../base/errors.js';
import type { Database } from '../prisma/database.js';
import { freshDatabase } from '../test/support/database.js';
import { addStaff } from './addStaff.js';
import { getStaff } from './getStaff.js';
import { mayDo } from './permissions.js';
import { requireStaff } from './requireStaff.js';
import { syncPlaces } from './syncPlaces.js';

let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  await addStaff(db, { name: 'Nguyễn Lan', role: 'author', place: '38' });
  await addStaff(db, { name: 'minh', role: 'approver', place: null });
  await addStaff(db, { name: 'xem', role: 'viewer', place: null });
});
afterAll(() => db.close());

const refusal = (error: unknown): unknown => [(error as InputError).code, (error as InputError).faults?.length];

describe('adding staff', () => {
  it('twice the same changes nothing, in whatever Unicode form', async () => {
    const again = await addStaff(db, { name: '  Nguyễn  Lan '.normalize('NFD'), role: 'author', place: 'Thanh Hóa' });
    expect(again).toMatchObject({ name: 'Nguyễn Lan', role: 'author', place: '38', added: false });
  });

  it.each([
    ['another role for the same name', { name: 'Nguyễn Lan', role: 'admin', place: '38' }, 'staff-exists'],
    ['another place for the same name', { name: 'Nguyễn Lan', role: 'author', place: null }, 'staff-exists'],
    ['a role there is not', { name: 'x', role: 'boss', place: null }, 'bad-staff-role'],
    ['a place there is not', { name: 'x', role: 'author', place: '99999' }, 'unknown-place'],
    ['no name', { name: ' ', role: 'author', place: null }, 'bad-staff-name'],
    ['a phone number for a name', { name: '0912 345 678', role: 'author', place: null }, 'bad-staff-name'],
    ['a control character in the name', { name: 'a\u0000b', role: 'author', place: null }, 'bad-staff-name'],
  ])('refuses %s, with one line that says how to mend it', async (_what, staff, code) => {
    expect(await addStaff(db, staff).catch(refusal)).toEqual([code, 1]);
  });
});

describe('a member of staff', () => {
  it('may do what the role says, and nobody else may', async () => {
    expect(await requireStaff(db, 'minh', 'broadcast.approve')).toMatchObject({ name: 'minh', role: 'approver' });
    expect(await requireStaff(db, 'Nguyễn Lan', 'broadcast.approve').catch(refusal)).toEqual(['wrong-role', 1]);
    expect(await requireStaff(db, 'xem', 'broadcast.create').catch(refusal)).toEqual(['wrong-role', 1]);
    expect(await requireStaff(db, 'ai đó', 'broadcast.create').catch(refusal)).toEqual(['unknown-staff', 1]);
    expect(['viewer', 'author', 'approver', 'admin'].map((role) => mayDo(role as 'viewer', 'service.adopt'))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('may address their place and everything below it, and nothing else', async () => {
    for (const place of ['38', '14758']) {
      expect(await requireStaff(db, 'Nguyễn Lan', 'broadcast.create', { place })).toMatchObject({ place: '38' });
    }
    for (const place of ['37', '00004', null, 'no such']) {
      expect(await requireStaff(db, 'Nguyễn Lan', 'broadcast.create', { place }).catch(refusal)).toEqual([
        'outside-place',
        1,
      ]);
    }
    expect(await requireStaff(db, 'minh', 'broadcast.create', { place: null })).toMatchObject({ place: null });
  });

  it('who was disabled may do nothing, and their name stays theirs', async () => {
    await addStaff(db, { name: 'cũ', role: 'admin', place: null });
    await db.pool.query(`update staff set disabled_at = now() where name = 'cũ'`);
    expect(await requireStaff(db, 'cũ', 'broadcast.create').catch(refusal)).toEqual(['disabled-staff', 1]);
    expect(await addStaff(db, { name: 'cũ', role: 'admin', place: null }).catch(refusal)).toEqual(['staff-exists', 1]);
    expect(await getStaff(db, 'cũ')).toMatchObject({ role: 'admin' });
    expect(await getStaff(db, 'nobody')).toBeNull();
  });

  it('reads why in Vietnamese, or in English where asked', async () => {
    const said = async (locale: string) =>
      requireStaff(db, 'xem', 'broadcast.create', { locale }).catch((error: InputError) => error.message);
    expect(await said('vi')).toContain('không được làm việc này');
    expect(await said('en')).toContain('may not do this: broadcast.create');
  });
});
