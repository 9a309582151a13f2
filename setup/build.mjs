/**
 * dist/ is the program compiled from the sources as they are now, and nothing else: it is built beside and moved into
 * place with its stamp inside, so that a file whose source is gone vanishes, a build that fails leaves the former one,
 * and half a build is never run. The same holds for the dist/ of the package it is built on, which is compiled first;
 * both are moved into place only when both are there, the one with the stamp last.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedStamp } from './generate.mjs';
import { run } from './run.mjs';

/** The workspace that is compiled: the program finds it by its name in node_modules. */
const PACKAGE = 'zalo-api-ts';

/** Folders that tsconfig.build.json leaves out, or that hold no source. */
const NOT_BUILT = new Set([
  'dist',
  'data',
  'coverage',
  'test',
  'bench',
  'setup',
  join('prisma', 'generated'),
  join(PACKAGE, 'dist'),
]);

/** What the result depends on besides the sources. */
const SETTINGS = [
  'tsconfig.json',
  'tsconfig.build.json',
  join(PACKAGE, 'tsconfig.build.json'),
  'node_modules/.package-lock.json',
];

/** @param {string} folder */
export function isDue(folder) {
  const stamp = join(folder, 'dist', '.loa-stamp');
  const isThere = [folder, join(folder, PACKAGE)].every((place) => existsSync(join(place, 'dist')));
  return !isThere || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(folder);
}

/**
 * @param {string} folder
 * @param {import('./setup.mjs').Running} running
 */
export async function build(folder, { signal, onStart }) {
  const places = [join(folder, PACKAGE), folder].map(placesOf);
  const tidy = () => {
    for (const { next, former } of places)
      for (const leftover of [next, former]) rmSync(leftover, { recursive: true, force: true });
  };
  tidy();
  const before = fingerprint(folder);
  const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    for (const { project, next } of places) {
      await run(process.execPath, [tsc, '-p', project, '--outDir', next, '--pretty', 'false'], {
        cwd: folder,
        signal,
        onStart,
      });
    }
    writeFileSync(join(folder, '.dist-next', '.loa-stamp'), before);
    for (const { dist, next, former } of places) {
      if (existsSync(dist)) renameSync(dist, former);
      renameSync(next, dist);
    }
  } finally {
    tidy();
  }
}

/**
 * Beside dist and not deeper: source maps name the sources relative to where they lie.
 *
 * @param {string} folder
 */
function placesOf(folder) {
  return {
    project: join(folder, 'tsconfig.build.json'),
    dist: join(folder, 'dist'),
    next: join(folder, '.dist-next'),
    former: join(folder, '.dist-former'),
  };
}

/** @param {string} folder */
function fingerprint(folder) {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS, generatedStamp('')]) {
    const path = join(folder, file);
    hash.update(`${file}\n${existsSync(path) ? readFileSync(path, 'utf8') : ''}\n`);
  }
  hashSources(hash, folder, '');
  return hash.digest('hex');
}

/**
 * TypeScript by its content, JSON (types are taken from it) by size and time, since some of it is large.
 *
 * @param {import('node:crypto').Hash} hash
 * @param {string} folder
 * @param {string} inside
 */
function hashSources(hash, folder, inside) {
  const entries = readdirSync(join(folder, inside), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(inside, entry.name);
    if (entry.isDirectory()) {
      if (!/^\.|^node_modules$/.test(entry.name) && !NOT_BUILT.has(path)) hashSources(hash, folder, path);
    } else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) {
      hash.update(`${path}\n${readFileSync(join(folder, path), 'utf8')}\n`);
    } else if (entry.name.endsWith('.json') && inside !== '') {
      const { size, mtimeMs } = statSync(join(folder, path));
      hash.update(`${path}\n${size} ${mtimeMs}\n`);
    }
  }
}
