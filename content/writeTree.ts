import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type CampaignTree, isTreePath } from './campaignTree.js';

/**
 * Writes a campaign as a folder, byte for byte: whole under its name, or not at all. The folder must not be there yet, or be empty; then the answer is
 * true. False: something lies there, and nothing was written.
 */
export async function writeTree({ files }: CampaignTree, folder: string): Promise<boolean> {
  const target = resolve(folder);
  if (!(await isFree(target))) return false;
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(join(dirname(target), '.loa-export-'));
  try {
    for (const [path, bytes] of files) {
      if (!isTreePath(path)) throw new Error(`${path} is no path inside a campaign`);
      await mkdir(dirname(join(aside, path)), { recursive: true });
      await writeFile(join(aside, path), bytes);
    }
    await chmod(aside, 0o755);
    // An empty folder of that name gives way; one that was filled meanwhile does not.
    await rename(aside, target);
    return true;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return false;
    throw error;
  }
}
