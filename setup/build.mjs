/**
 * dist/ is the program compiled from the sources as they are now, and nothing else: it is built beside and moved into
 * place with its stamp inside, so that a file whose source is gone vanishes, a build that fails leaves the former one,
 * and half a build is never run.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedStamp } from './generate.mjs';
import { run } from './run.mjs';

/** Folders that tsconfig.build.json leaves out, or that hold no source. */
const NOT_BUILT = new Set(['dist', 'data', 'coverage', 'test', 'bench', 'setup', join('prisma', 'generated')]);

/** @param {string} folder */
export function isDue(folder) {
  const stamp = join(folder, 'dist', '.loa-stamp');
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(folder);
}

/**
 * @param {string} folder
 * @param {import('./setup.mjs').Running} running
 */
export async function build(folder, { signal, onStart }) {
  const dist = join(folder, 'dist');
  // Beside dist and not deeper: source maps name the sources relative to where they lie.
  const [next, former] = [join(folder, '.dist-next'), join(folder, '.dist-former')];
  for (const leftover of [next, former]) rmSync(leftover, { recursive: true, force: true });
  const before = fingerprint(folder);
  const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', next, '--pretty', 'false'], {
      cwd: folder,
      signal,
      onStart,
    });
    writeFileSync(join(next, '.loa-stamp'), before);
    if (existsSync(dist)) renameSync(dist, former);
    renameSync(next, dist);
  } finally {
    for (const leftover of [next, former]) rmSync(leftover, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function fingerprint(folder) {
  const hash = createHash('sha256');
  for (const file of ['tsconfig.json', 'tsconfig.build.json', 'node_modules/.package-lock.json', generatedStamp('')]) {
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
