/** Where this machine has the servers and the browser that tests, measurements and pictures use; looks, installs nothing. */
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Debian keeps PostgreSQL's servers out of the path, macOS its browsers. */
const POSTGRES_ROOTS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const CHROMIUM_FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The server `redis-server`, or null. */
export function findRedis() {
  return findInPath('redis-server');
}

/** The folder that holds `initdb` and `postgres`, the newest of several, or null. */
export function findPostgres() {
  const inPath = findInPath('postgres');
  const folders = inPath === null ? [] : [dirname(inPath), dirname(realpathSync(inPath))];
  for (const parent of POSTGRES_ROOTS) {
    if (!existsSync(parent)) continue;
    const versions = readdirSync(parent).filter(
      (name) => parent === '/usr/lib/postgresql' || name.startsWith('postgresql'),
    );
    const newestFirst = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    folders.push(...newestFirst.map((name) => join(parent, name, 'bin')));
  }
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => isExecutable(join(folder, name)))) ?? null;
}

/** A Chromium or Chrome that playwright-core can drive, or null. `TEST_CHROMIUM` names another one. */
export function findChromium() {
  const named = process.env['TEST_CHROMIUM'];
  if (named) return isExecutable(named) ? named : null;
  for (const name of CHROMIUM_NAMES) {
    const file = findInPath(name);
    if (file !== null) return file;
  }
  return CHROMIUM_FILES.find(isExecutable) ?? null;
}

/** @param {string} name */
function findInPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run
  }
}
