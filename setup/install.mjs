/**
 * The libraries in node_modules are those of package-lock.json, all of them: `npm ci` runs when they are not, and only
 * then. What is installed is read from the record npm leaves in node_modules when it has finished; it is removed
 * before npm begins, so that an interrupted installation is never taken for a finished one. The development tools are
 * always among them: the build needs some, and no command then has to undo what another installed.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, ToolError } from './run.mjs';

/**
 * One package of a lock file. `link` is a workspace; `optional` ones may be missing (they are for other systems).
 *
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[] }} Package
 * @typedef {{ packages: Record<string, Package> }} LockFile
 */

/** @param {string} folder */
const recordOf = (folder) => join(folder, 'node_modules', '.package-lock.json');

/** @param {string} folder */
export function isDue(folder) {
  const wanted = readLock(join(folder, 'package-lock.json'));
  const installed = readLock(recordOf(folder));
  // Without a lock file npm says what is missing better than we could guess.
  if (wanted === null || installed === null) return true;
  const { '': _project, ...packages } = wanted.packages;
  const complete = Object.entries(packages).every(([path, want]) => {
    const have = installed.packages[path];
    if (have === undefined) return want.optional === true;
    return have.version === want.version && have.integrity === want.integrity && isForThisSystem(have);
  });
  return (
    !complete || Object.keys(installed.packages).some((path) => packages[path] === undefined || !isThere(folder, path))
  );
}

/**
 * @param {string} folder
 * @param {import('./setup.mjs').Running} running
 */
export async function install(folder, { signal, onStart }) {
  if (!existsSync(join(folder, 'package-lock.json'))) throw new ToolError('no package-lock.json', { output: '' });
  rmSync(recordOf(folder), { force: true });
  const npm = npmCommand();
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=error',
  ];
  await run(npm.command, [...npm.args, ...args], { cwd: folder, signal, onStart, shell: npm.shell });
}

/** npm as it was started with (`npm start`), else the one in the path. */
function npmCommand() {
  const script = process.env['npm_execpath'];
  if (script !== undefined && basename(script) === 'npm-cli.js' && existsSync(script)) {
    return { command: process.execPath, args: [script], shell: false };
  }
  // On Windows npm is a batch file, which only a shell can start.
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

/**
 * @param {string} file
 * @returns {LockFile | null}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // missing or half written: both mean "not installed"
  }
}

/** @param {Package} found node_modules may have been copied from another machine */
function isForThisSystem({ os = [process.platform], cpu = [process.arch] }) {
  return os.includes(process.platform) && cpu.includes(process.arch);
}

/**
 * @param {string} folder
 * @param {string} path
 */
function isThere(folder, path) {
  return existsSync(join(folder, path, 'package.json'));
}
