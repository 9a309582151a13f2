/**
 * The Prisma client in prisma/generated is that of prisma/schema.prisma and of the installed Prisma. Works without a
 * network: the schema engine, which Prisma would fetch first, is not needed for this. The stamp is written last.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** @param {string} folder */
export const generatedStamp = (folder) => join(folder, 'prisma', 'generated', '.loa-stamp');

/** @param {string} folder */
export function isDue(folder) {
  const stamp = generatedStamp(folder);
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(folder);
}

/**
 * @param {string} folder
 * @param {import('./setup.mjs').Running} running
 */
export async function generate(folder, { signal, onStart }) {
  const before = fingerprint(folder);
  rmSync(join(folder, 'prisma', 'generated'), { recursive: true, force: true });
  const env = {
    ...process.env,
    // Any file that exists stops the download; `generate` never runs it.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    NO_COLOR: '1',
  };
  const prisma = join(folder, 'node_modules', 'prisma', 'build', 'index.js');
  await run(process.execPath, [prisma, 'generate'], { cwd: folder, env, signal, onStart });
  writeFileSync(generatedStamp(folder), before);
}

/** @param {string} folder */
function fingerprint(folder) {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']) {
    const path = join(folder, file);
    hash.update(`${file}\n${existsSync(path) ? readFileSync(path, 'utf8') : ''}\n`);
  }
  return hash.digest('hex');
}
