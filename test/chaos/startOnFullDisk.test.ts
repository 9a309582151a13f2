import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../base/root.js';

let disk: string;
let mounted = false;

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'loa-small-'));
});
afterEach(() => {
  if (mounted) execFileSync('umount', ['-l', disk]);
  mounted = false;
  rmSync(disk, { recursive: true, force: true });
});

/** Whether the folder is a disk of that size and so many files now. */
function mount(options: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk], { stdio: 'ignore' });
    mounted = true;
  } catch {
    // a container that may not
  }
  return mounted;
}

/** `loa staff list` on that disk: it opens the database as `start` does, and ends. */
function open(): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env['PATH'], LOA_DATA: join(disk, 'data'), LOA_LANG: 'en', LOG_LEVEL: 'warn' };
  return new Promise((resolve) => {
    const args = [join(projectRoot, 'cli', 'loa.mjs'), 'staff', 'list'];
    const child = execFile(process.execPath, args, { env, cwd: '/' }, (_error, _stdout, said) =>
      resolve({ code: child.exitCode ?? -1, said: said.trim() }),
    );
  });
}

test.for([
  { room: 'not even for the folder', options: 'size=4k,nr_inodes=1' },
  { room: 'for half of the database', options: 'size=24m' },
])(
  'a disk without room ($room) is named, with what to do, and nothing half-done stays',
  {
    timeout: 120_000,
  },
  async ({ options }, { skip }) => {
    if (!mount(options)) return skip('needs root on Linux and the right to mount a small disk');
    const { code, said } = await open();
    expect(said).toMatch(/^There is no room left on the disk of .*data\. Make room there, or set LOA_DATA/);
    expect(said.split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    expect(existsSync(join(disk, 'data', 'postgres'))).toBe(false);
    execFileSync('mount', ['-o', 'remount,size=300m,nr_inodes=100000', disk]);
    expect(await open()).toMatchObject({ code: 0 });
  },
);
