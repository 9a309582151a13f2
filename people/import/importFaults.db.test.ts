import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { LIST_HEADER as HEADER, importText } from '../../test/support/contactList.js';
import { freshDatabase } from '../../test/support/database.js';
import { syncPlaces } from '../syncPlaces.js';
import { importContacts } from './importContacts.js';

const SECRET = 's';
let db: Database;
let folder: string;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  folder = mkdtempSync(join(tmpdir(), 'loa-import-'));
});
beforeEach(() => db.pool.query('truncate contact, address'));
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

async function storedIds(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>('select external_id as id from address order by external_id');
  return rows.map((row) => row.id);
}

describe('a bad row', () => {
  it.each([
    ['telegram,1,99999,,,', "“99999” is no place's code. Use the code"],
    ['telegram,1,256,,,', 'perhaps: 00256 (Phường Hai Bà Trưng, Hà Nội)'],
    ['telegram,1,Hàm Rồng,,,', 'perhaps: 14758 (Phường Hàm Rồng, Thanh Hóa)'],
    ['telegram,1,,,,', "“” is no place's code"],
    ['sms,1,38,,,', 'No channel is “sms”. Use one of: telegram, zalo'],
    ['telegram,abc,38,,,', '“abc” is no id of telegram'],
    ['telegram,007,38,,,', '“007” is no id of telegram'],
    ['telegram,4503599627370496,38,,,', 'is no id of telegram'],
    ['zalo,2.46846E+18,38,,,', 'format the column as Text'],
    ['telegram,1,38,,fr,', 'No language is “fr”. Use one of: vi, en'],
    ['telegram,1,38,Học sinh,,', 'for example hoc-sinh'],
    ['telegram,1,38,nguoi-nghien,,', 'would mark people'],
    [`telegram,1,38,${Array.from({ length: 21 }, (_, n) => `g${n}`).join(';')},,`, '21 groups in one row'],
    [`telegram,1,38,${'g'.repeat(41)},,`, 'is malformed'],
    [`telegram,1,38,,,${'x'.repeat(201)}`, 'A name has 200 characters at most'],
    ['telegram,1,38,,,a\u0000b', 'The name is malformed'],
    ['telegram,1,38', '3 cells where 6 belong'],
    ['telegram,1,38,,,,x', '7 cells where 6 belong'],
    ['telegram,1,38,,,"x', 'The quotation marks are wrong'],
    ['telegram,1,38,,,\uFFFD', 'broken characters'],
    [`telegram,1,38,,,${'x'.repeat(20_000)}`, 'The line is too long'],
    [
      'sms,x,99999,A b,fr,',
      "No channel is “sms”; “99999” is no place's code; The group name “A b” is malformed; No language is “fr”",
    ],
  ])('%j is one line that says where, what and how; the good rows around it stay', async (row, said) => {
    const result = await importText(db, SECRET, `${HEADER}\ntelegram,10,38,,,\n\n${row}\ntelegram,11,38,,,\n`);
    expect(result).toMatchObject({ rows: 3, created: 2, bad: 1 });
    expect(result.faults).toHaveLength(1);
    expect(result.faults[0]).toMatch(/^list\.csv:4: .+\. .+\.$/u);
    expect(result.faults[0]).toContain(said);
    expect(await storedIds()).toEqual(['10', '11']);
  });

  it('is counted and told even when there are more than the result keeps', async () => {
    const list = [HEADER, ...Array.from({ length: 1_500 }, (_, n) => `telegram,${n + 1},x${n},,,`)].join('\n');
    const file = join(folder, 'many.csv');
    writeFileSync(file, list);
    let told = 0;
    const result = await importContacts({ db, secret: SECRET, file, onFault: async () => void told++ });
    expect([result.bad, told, result.faults.length]).toEqual([1_500, 1_500, 1_000]);
  });
});

describe('a file that is no list', () => {
  it.each([
    ['', 'list.csv:1: The file has no lines'],
    ['\uFEFF\r\n', 'The file has no lines'],
    ['telegram,1,38,,,\n', 'missing channel, external_id, place'],
    ['channel,external_id,place,group\n', 'unknown “group”'],
    ['channel,external_id,place,place\n', 'twice place'],
    ['channel,"external_id,place\n', 'The quotation marks are wrong'],
    [Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'), 'UTF-16'],
  ])('%j is one clear line, and nothing is written', async (content, said) => {
    await expect(importText(db, SECRET, content)).rejects.toMatchObject({
      code: 'bad-contacts-file',
      message: expect.stringContaining(said),
      faults: { length: 1 },
    });
    expect(await storedIds()).toEqual([]);
  });

  it('not even there, or a folder', async () => {
    const from = (file: string) => importContacts({ db, secret: SECRET, file, locale: 'en' });
    await expect(from(join(folder, 'none.csv'))).rejects.toMatchObject({
      code: 'bad-contacts-file',
      message: expect.stringContaining('ENOENT'),
    });
    await expect(from(folder)).rejects.toMatchObject({ code: 'bad-contacts-file' });
  });

  it('but a list of nobody imports nobody', async () => {
    expect(await importText(db, SECRET, `${HEADER}\n`)).toMatchObject({ rows: 0, created: 0, bad: 0 });
  });
});
