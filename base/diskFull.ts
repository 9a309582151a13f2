import { statfsSync } from 'node:fs';
import { LoaError } from './errors.js';

/** Less than this and a failure to write is put down to it: an embedded PostgreSQL asks for its files in pieces of up to 16 MiB. */
const LITTLE_BYTES = 16 * 2 ** 20;
const CODES = ['ENOSPC', 'EDQUOT'];

/** The error that says that a disk is full: where, and what to do. `place` is a file or folder on it. */
export function diskFull(place: string, cause: unknown): LoaError {
  return new LoaError(
    'disk-full',
    `There is no room left on the disk of ${place}. Make room there, or set LOA_DATA to a folder on a larger disk, and try again.`,
    { again: 'unknown' },
    { cause, values: { place } },
  );
}

/** The file that could not be written because its disk is full, "" where the error does not name it; null for any other error. */
export function fullPlace(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || typeof cause.code !== 'string' || !CODES.includes(cause.code)) continue;
    return 'path' in cause && typeof cause.path === 'string' ? cause.path : '';
  }
  return null;
}

/** Whether a failure in this folder is its disk's, by what it says or by the room that is left there. */
export function isFull(folder: string, error: unknown): boolean {
  if (fullPlace(error) !== null) return true;
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LITTLE_BYTES;
  } catch {
    return false; // no folder, no disk to speak of
  }
}
