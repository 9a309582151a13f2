/**
 * Compiles the programs that tests run as processes of their own (test/tsconfig.children.json), without looking at types, which is
 * `npm run check`'s. Each run has a folder of its own inside the project, where the program finds its root and its libraries.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { root } from './words.mjs';

const NAME = 'children-';
/** What a run left that was killed. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1_000;

/** @returns {Promise<string>} the folder; to be removed after the run */
export async function compileChildren() {
  const under = join(root, '.loa');
  mkdirSync(under, { recursive: true });
  for (const name of readdirSync(under).filter((entry) => entry.startsWith(NAME))) {
    const former = join(under, name);
    if (Date.now() - statSync(former).mtimeMs > FORGOTTEN_MS) rmSync(former, { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(under, NAME));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', join('test', 'tsconfig.children.json'), '--outDir', folder], { cwd: root });
  return folder;
}
