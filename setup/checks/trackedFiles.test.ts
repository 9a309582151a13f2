import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findForbiddenContent, findLockFaults } from './trackedFiles.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-tracked-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Put together here, so that this file holds nothing that looks like what it is about.
const slash = '/';
test.each([
  ['a Telegram bot token', `8234567890:${'AA'}${'h'.repeat(33)}`],
  ['a private key', `-----BEGIN ${'RSA'} PRIVATE KEY-----`],
  ['an access token', `ghp${'_'}${'a'.repeat(36)}`],
  ['a path of one machine', `see ${slash}home${slash}lan/loa`],
  ['a path of one machine', `'${slash}work${slash}main/x'`],
  ['the host of a package registry', `https:${slash}${slash}registry.${'example'}.com/x`],
])('%s is found with its line', (what, text) => {
  writeFileSync(join(folder, 'a.md'), `fine\n${text}\n`);
  expect(findForbiddenContent(folder, ['a.md'])).toEqual([`a.md:2: looks like ${what}`]);
});

test('what only resembles a secret or a path is let through', () => {
  const fine = [
    'https://example.org/work/list',
    '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11',
    '`/users/me`',
    '$' + '{base}/home/x',
    './root/x',
  ];
  writeFileSync(join(folder, 'b.md'), fine.join('\n'));
  expect(findForbiddenContent(folder, ['b.md'])).toEqual([]);
});

test('a lock file says no host, lacks no hash and fits package.json', () => {
  const write = (packages: object): void =>
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { a: '1' } }));
  write({
    '': { dependencies: { a: '1' } },
    'node_modules/a': { version: '1', integrity: 'sha512-x' },
    'node_modules/b': { resolved: 'b', link: true },
  });
  expect(findLockFaults(folder)).toEqual([]);
  write({ '': {}, 'node_modules/a': { version: '1', resolved: 'https://x/a.tgz' } });
  expect(findLockFaults(folder)).toEqual([
    expect.stringContaining('does not have the dependencies of package.json'),
    expect.stringContaining('says where it was downloaded'),
    expect.stringContaining('has no version or no hash'),
  ]);
});
