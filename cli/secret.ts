import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The installation's secret: LOA_SECRET, else the file `secret` of the data folder, made at first use and readable
 * only by its owner. Two processes that start at once end up with the same one.
 */
export function readSecret(fromEnvironment: string | undefined, dataFolder: string): string {
  if (fromEnvironment !== undefined) return fromEnvironment;
  const file = join(dataFolder, 'secret');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
