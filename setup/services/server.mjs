/**
 * A private server process: on a free port of the loopback address, in a temporary folder of its own, in a process
 * group of its own (Ctrl-C on the terminal is for us, we decide when it stops). If we die without stopping it, even
 * by kill -9, its keeper stops it and removes the folder.
 */
import { spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_MS = 30_000;
const STOP_MS = 10_000;
const LOOK_MS = 20;
const PORTS_TRIED = 5;

/**
 * @typedef {object} Server
 * @property {string} url where clients connect; the same after `restart`
 * @property {string} folder its data; what it says is in `log` there
 * @property {() => Promise<void>} stop stops it in order and removes the folder
 * @property {() => Promise<void>} kill kill -9, the folder stays for `restart`
 * @property {() => Promise<void>} restart starts it again on the same port and data, after `kill` or while it runs
 *
 * @typedef {object} Recipe
 * @property {string} name for messages and the folder
 * @property {{ uid: number, gid: number } | null} user who runs it, null for ourselves
 * @property {(folder: string) => Promise<void>} create makes the data, once
 * @property {(folder: string, port: number) => { command: string, args: string[] }} command
 * @property {(at: { folder: string, port: number, pid: number | undefined }) => Promise<boolean>} isReady
 * @property {(port: number) => string} url
 * @property {NodeJS.Signals} stopSignal stops it in order
 * @property {string} pidFile in the folder; its first line is the process
 */

/**
 * @param {Recipe} recipe
 * @returns {Promise<Server>}
 */
export async function startServer(recipe) {
  const folder = mkdtempSync(join(tmpdir(), `loa-${recipe.name}-`));
  if (recipe.user !== null) chownSync(folder, recipe.user.uid, recipe.user.gid);
  keep(folder, recipe);
  try {
    await recipe.create(folder);
    let { port, child } = await startOnFreePort(recipe, folder);
    return {
      url: recipe.url(port),
      folder,
      stop: async () => {
        await endProcess(child, recipe.stopSignal);
        removeFolder(folder);
      },
      kill: () => endProcess(child, 'SIGKILL'),
      restart: async () => {
        await endProcess(child, recipe.stopSignal);
        child = await startAgain(recipe, folder, port);
      },
    };
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

/** @param {string} folder */
function removeFolder(folder) {
  // Children of a server that was killed may write for a moment longer.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/**
 * @param {Recipe} recipe
 * @param {string} folder
 */
async function startOnFreePort(recipe, folder) {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      return { port, child: await startOn(recipe, folder, port) };
    } catch (error) {
      // Somebody took the port between our asking and its listening.
      if (tries === PORTS_TRIED || !/in use/i.test(String(error))) throw error;
    }
  }
}

/**
 * After a kill -9 PostgreSQL refuses to start as long as one of the killed server's children lives.
 *
 * @param {Recipe} recipe
 * @param {string} folder
 * @param {number} port
 */
async function startAgain(recipe, folder, port) {
  for (const deadline = Date.now() + READY_MS; ; ) {
    try {
      return await startOn(recipe, folder, port);
    } catch (error) {
      if (Date.now() > deadline || !/shared memory block|lock file|in use/i.test(String(error))) throw error;
      await sleep(100);
    }
  }
}

/**
 * @param {Recipe} recipe
 * @param {string} folder
 * @param {number} port
 */
async function startOn(recipe, folder, port) {
  const { command, args } = recipe.command(folder, port);
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' },
    ...recipe.user,
  });
  closeSync(log);
  child.unref();
  /** @type {Error | undefined} */
  let failure;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + READY_MS;
  while (!(await recipe.isReady({ folder, port, pid: child.pid }))) {
    const ended = failure !== undefined || child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadline) {
      await endProcess(child, 'SIGKILL');
      throw new Error(`${recipe.name} did not start: ${failure?.message ?? readTail(join(folder, 'log'))}`);
    }
    await sleep(LOOK_MS);
  }
  return child;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
async function endProcess(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(late);
}

/**
 * What ends the things we leave behind. Waits until our end of its standard input closes. A number in the file of the
 * process counts only while that process works in the folder: it may have become another's.
 */
const KEEPER = `
  cat >/dev/null
  [ -d "$1" ] || exit 0
  pid=$(head -n 1 "$1/$2" 2>/dev/null)
  case "$(readlink "/proc/$pid/cwd" 2>/dev/null || echo "$1")" in "$1"*) kill -QUIT "$pid" 2>/dev/null && sleep 1 ;; esac
  rm -rf "$1"
`;

/**
 * @param {string} folder
 * @param {Recipe} recipe
 */
function keep(folder, { pidFile }) {
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', realpathSync(folder), pidFile], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.unref();
  /** @type {import('node:net').Socket} */ (keeper.stdin).unref();
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The loopback address gave no port'));
      });
    });
  });
}

/** @param {string} file */
function readTail(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : 'it said nothing';
}
