/**
 * `npm run check`: types, lint and format, import directions, unused code, and what must not be in the repository. All
 * of them run even when one fails; each has one line, and a failed one says what it found.
 */
import './nodeVersion.mjs';
import { join } from 'node:path';
import { followParent } from '../base/followParent.mjs';
import { run, ToolError } from './run.mjs';
import { prepare, runCommand } from './setup.mjs';
import { root } from './words.mjs';

/** @typedef {{ name: string, find: () => Promise<string> }} Check `find` gives what is wrong, or nothing */

/** @type {Check[]} */
const CHECKS = [
  { name: 'types', find: () => tool('typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', '.') },
  {
    name: 'lint and format',
    find: () =>
      tool('@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=50', '.'),
  },
  {
    name: 'import directions',
    find: async () => {
      const { findImportFaults } = await import('./checks/imports.mjs');
      return findImportFaults(root, await listFiles('*.ts', '*.mjs')).join('\n');
    },
  },
  { name: 'unused code', find: () => tool('knip/bin/knip.js', '--no-progress') },
  {
    name: 'secrets and paths',
    find: async () => {
      const { findForbiddenContent, findLockFaults } = await import('./checks/trackedFiles.mjs');
      return [...findForbiddenContent(root, await listFiles()), ...findLockFaults(root)].join('\n');
    },
  },
];

await runCommand(async () => {
  followParent();
  await prepare({ language: process.env['LOA_LANG'] ?? 'en' });
  let failed = 0;
  for (const { name, find } of CHECKS) {
    const began = Date.now();
    const found = await find();
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    if (found !== '') failed += 1;
    process.stdout.write(`${found === '' ? '✓' : '✗'} ${name} (${seconds} s)\n${found === '' ? '' : `${found}\n`}`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
});

/**
 * @param {string} program in node_modules
 * @param {...string} args
 */
async function tool(program, ...args) {
  try {
    await run(process.execPath, [join(root, 'node_modules', program), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
    });
    return '';
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return error.output.trim() || error.message;
  }
}

/**
 * What is in the repository or about to be, without what is deleted on disk.
 *
 * @param {...string} patterns
 */
async function listFiles(...patterns) {
  const git = (/** @type {string[]} */ ...args) =>
    run('git', ['ls-files', '-z', ...args, '--', ...patterns], { cwd: root });
  const there = await git('--cached', '--others', '--exclude-standard');
  const deleted = new Set((await git('--deleted')).split('\0'));
  return [...new Set(there.split('\0'))].filter((file) => file !== '' && !deleted.has(file));
}
