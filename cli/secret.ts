import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoaError } from '../base/errors.js';
import { checkSecret, isSecretKnown } from '../people/secretMark.js';
import type { Database } from '../prisma/database.js';

/**
 * The installation's secret: LOA_SECRET, else the file `secret` of the data folder, made at first use and readable only
 * by its owner. It must be the one the database was begun with; where that file is gone none is made in its place. Two
 * processes that start at once end up with the same one.
 */
export async function openSecret(
  db: Database,
  fromEnvironment: string | undefined,
  dataFolder: string,
): Promise<string> {
  const file = join(dataFolder, 'secret');
  if (fromEnvironment === undefined && !existsSync(file) && (await isSecretKnown(db))) {
    throw new LoaError(
      'secret-missing',
      `The file ${file} is gone: without it nobody who stopped would be recognised. Put it back from the backup, or set LOA_SECRET.`,
      { again: 'no' },
      { values: { file } },
    );
  }
  const secret = fromEnvironment ?? readOrMake(file, dataFolder);
  await checkSecret(db, secret);
  return secret;
}

function readOrMake(file: string, dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
