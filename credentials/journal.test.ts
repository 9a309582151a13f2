import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testLog } from '../test/support/database.js';
import { type JournalEntry, openJournal } from './journal.js';
import { credentialSealer } from './seal.js';

const ZALO = { channel: 'zalo', account: '123' };
let folder: string;
const open = (secret = 'a secret') => openJournal(folder, credentialSealer(secret), testLog);
const files = () => readdirSync(join(folder, 'credentials')).sort();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function entry(second: number, of = ZALO): JournalEntry {
  const pair = { accessToken: `access ${second}`, refreshToken: `refresh ${second}`, accessLifeMs: 90_000_000 };
  return { ...of, leaseToken: randomUUID(), pair, claimedAt: new Date(Date.UTC(2026, 10, 22, 1, 0, second)) };
}

test('another process finds what was kept, the oldest first, and only its own account’s', () => {
  const [later, earlier, other] = [entry(2), entry(1), entry(3, { ...ZALO, account: '1234' })];
  for (const kept of [later, earlier, other]) open().keep(kept);
  expect(open().entries(ZALO)).toEqual([earlier, later]);
  open().drop(earlier);
  expect(open().entries(ZALO)).toEqual([later]);
  open().drop(earlier); // whoever comes second has nothing to do
});

test('a folder that was never used holds nothing, and is not made for looking', () => {
  expect(open().entries(ZALO)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('no token can be read on the disk, and nobody else may try', () => {
  open().keep(entry(1));
  const file = join(folder, 'credentials', files()[0] ?? '');
  expect(readFileSync(file).toString('latin1')).not.toMatch(/access|refresh/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what was torn by a crash, or sealed under another secret, is left where it is and harms nothing', () => {
  const whole = entry(2);
  open().keep(entry(1));
  const [torn = ''] = files();
  writeFileSync(join(folder, 'credentials', torn), readFileSync(join(folder, 'credentials', torn)).subarray(0, 40));
  open('another secret').keep(entry(3));
  open().keep(whole);
  expect(open().entries(ZALO)).toEqual([whole]);
  expect(files()).toHaveLength(3);
});

test.skipIf(process.getuid?.() === 0)('a folder that takes nothing says so', () => {
  chmodSync(folder, 0o500);
  expect(() => open().keep(entry(1))).toThrow('EACCES');
  chmodSync(folder, 0o700);
});
