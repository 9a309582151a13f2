import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes files into a folder, all or none: they are written under names nobody looks for, and renamed when the last one is whole. What was there under
 * their names is replaced. Throws what the system says, with nothing half-written left.
 */
export async function writeTogether(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const written: { from: string; to: string }[] = [];
  try {
    for (const [name, bytes] of files) {
      const from = join(folder, `.${name}.${process.pid}.part`);
      written.push({ from, to: join(folder, name) });
      await writeFile(from, bytes);
    }
    for (const { from, to } of written) await rename(from, to);
  } catch (error) {
    for (const { from } of written) await rm(from, { force: true });
    throw error;
  }
}
