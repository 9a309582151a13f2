/**
 * One setup at a time in one folder. The lock is a file that names its holder and the tool the holder is running; it
 * counts only while one of the two lives (on this machine) and while the holder keeps touching it (seen from another
 * machine or container on the same disk). A killed holder therefore blocks nobody, and a tool that outlived its
 * killed holder is waited for.
 */
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const TOUCH_MS = 2_000;
const FORGOTTEN_MS = 30_000;
const ASK_AGAIN_MS = 200;

/**
 * @typedef {{ holder: number, tool: number | null, host: string }} Claim
 */

/**
 * Runs `work` while nobody else does. `onWait` is told once whom we wait for; `claimTool` of the argument names the
 * tool that is running.
 *
 * @template T
 * @param {string} folder
 * @param {(pid: number) => void} onWait
 * @param {(claimTool: (pid: number) => void) => Promise<T>} work
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function underLock(folder, onWait, work, signal) {
  const file = join(folder, '.loa', 'setup.lock');
  mkdirSync(dirname(file), { recursive: true });
  /** @type {Claim} */
  const claim = { holder: process.pid, tool: null, host: hostname() };
  for (let told = false; !tryTake(file, claim); ) {
    const lock = readLock(file);
    if (lock === null) continue;
    if (isAbandoned(lock)) {
      removeAbandoned(file, lock.text);
      continue;
    }
    if (lock.claim !== null && !told) {
      told = true;
      onWait(isAlive(lock.claim.holder) ? lock.claim.holder : (lock.claim.tool ?? lock.claim.holder));
    }
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
  const touching = setInterval(() => {
    const now = new Date();
    // Gone when somebody deleted the folder under us; the work itself will say so.
    if (existsSync(file)) utimesSync(file, now, now);
  }, TOUCH_MS);
  try {
    return await work((pid) => writeFileSync(file, JSON.stringify({ ...claim, tool: pid })));
  } finally {
    clearInterval(touching);
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {Claim} claim
 */
function tryTake(file, claim) {
  try {
    writeFileSync(file, JSON.stringify(claim), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {{ text: string, claim: Claim | null, touchedMs: number } | null} null when the lock has just been released;
 *   a claim of null while it is being written
 */
function readLock(file) {
  try {
    const text = readFileSync(file, 'utf8');
    const touchedMs = statSync(file).mtimeMs;
    return { text, claim: text.endsWith('}') ? JSON.parse(text) : null, touchedMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** @param {{ claim: Claim | null, touchedMs: number }} lock */
function isAbandoned({ claim, touchedMs }) {
  if (claim === null || claim.host !== hostname()) return Date.now() - touchedMs > FORGOTTEN_MS;
  return !isAlive(claim.holder) && (claim.tool === null || !isAlive(claim.tool));
}

/**
 * Takes the abandoned lock away, and only that one: two who see it at once may both try, and the second must not
 * take the first one's new lock.
 *
 * @param {string} file
 * @param {string} abandoned
 */
function removeAbandoned(file, abandoned) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== abandoned) copyFileSync(aside, file, constants.COPYFILE_EXCL);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
