import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import type { Fault } from '../base/errors.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';
import type { ReadFile } from './textFile.js';

/**
 * A campaign's files at one moment, in memory: what is linted, scheduled, kept as a version and exported are then the same bytes,
 * whatever happens to the folder meanwhile, and a stored version is read like a folder.
 */
export interface CampaignTree {
  /** The campaign's name: that of its folder. */
  name: string;
  /** What faults name its files by: the folder as it was given, or `name@2` for a stored version. */
  root: string;
  /** Bytes by path from the root, with `/` between folders. */
  files: ReadonlyMap<string, Uint8Array>;
}

/** A campaign is thirty messages with a picture and a drawing each; a video may be among them. */
const TREE_LIMITS = { fileBytes: 5 * 1024 * 1024, bytes: 64 * 1024 * 1024, files: 2_000 } as const;

/** A path that every system can write: no way up, no device, nothing hidden. */
const SAFE_PART = /^(?![.\s])[\p{L}\p{N}\p{M} ._@()+,-]{1,100}(?<![.\s])$/u;

/** Is this a path inside a campaign: one file, or one in a message's folder? */
export function isTreePath(path: string): boolean {
  const parts = path.split('/');
  return parts.length <= 2 && parts.every((part) => SAFE_PART.test(part)) && path === path.normalize('NFC');
}

/**
 * Reads a folder. What the system itself lays beside files (names that begin with a dot, `Thumbs.db`) is passed over; links, deeper
 * folders, names that are not safe elsewhere, and too much of anything are faults, and are not read.
 */
export async function readTree(folder: string, t: Translate): Promise<{ tree: CampaignTree; faults: Fault[] }> {
  const files = new Map<string, Uint8Array>();
  const faults: Fault[] = [];
  let bytes = 0;
  const walk = async (below: string): Promise<void> => {
    for (const entry of (await readdir(join(folder, below), { withFileTypes: true })).sort(byName)) {
      if (entry.name.startsWith('.') || entry.name === 'Thumbs.db') continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const where = { file: join(folder, path), line: null };
      if (entry.isSymbolicLink()) faults.push(contentFault(t, 'treeLink', where));
      else if (!isTreePath(entry.isDirectory() ? `${path}/x` : path)) faults.push(contentFault(t, 'treePath', where));
      else if (entry.isDirectory()) await walk(path);
      else if (!entry.isFile()) faults.push(contentFault(t, 'treeLink', where));
      else if (files.size >= TREE_LIMITS.files) return void faults.push(manyFiles(where, t));
      else {
        const { size } = await lstat(join(folder, path));
        bytes += size;
        if (size > TREE_LIMITS.fileBytes || bytes > TREE_LIMITS.bytes) faults.push(tooLarge(where, size, t));
        else files.set(path, await readFile(join(folder, path)));
      }
    }
  };
  try {
    await walk('');
  } catch {
    // Not there, no right, no folder: the remedy is the same.
    faults.push(contentFault(t, 'unreadable', { file: folder, line: null }));
  }
  return { tree: { name: basename(resolve(folder)), root: folder, files }, faults };
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

const manyFiles = (where: { file: string; line: null }, t: Translate): Fault =>
  contentFault(t, 'treeMany', where, { limit: TREE_LIMITS.files });

function tooLarge(where: { file: string; line: null }, size: number, t: Translate): Fault {
  const kilobytes = (count: number): number => Math.ceil(count / 1024);
  const values = { actual: kilobytes(size), limit: kilobytes(TREE_LIMITS.fileBytes) };
  return contentFault(t, 'treeLarge', where, { ...values, all: kilobytes(TREE_LIMITS.bytes) });
}

/** Reads a file of the tree by the path that faults name it by. */
export function treeReader({ root, files }: CampaignTree): ReadFile {
  return async (path) => {
    const found = files.get(relative(resolve(root), resolve(path)).split(sep).join('/'));
    if (found === undefined) throw new Error(`${path} is no file of the campaign`);
    return found;
  };
}

/** The folders of the messages, in the order of their names. */
export function treeFolders({ files }: CampaignTree): string[] {
  const folders = [...files.keys()].filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? '');
  return [...new Set(folders)].sort();
}

/** The names of the files in one folder. */
export function treeNames({ files }: CampaignTree, folder: string): string[] {
  return [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 over paths and bytes: two trees with one hash say the same, wherever they lie. */
export function treeHash({ files }: Pick<CampaignTree, 'files'>): string {
  const lines = [...files].map(([path, bytes]) => `${sha256Of(bytes)}  ${path}\n`).sort();
  return sha256Of(Buffer.from(lines.join('')));
}
