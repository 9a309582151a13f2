/**
 * `npm run setup`: brings the folder from any state to "ready to run": libraries, Prisma client, dist. Each step runs
 * only when what it makes is not what it should be; with nothing to do it takes a fraction of a second. It can be
 * run at any time, twice at once, and again after it was interrupted anywhere.
 */
import './nodeVersion.mjs';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as builder from './build.mjs';
import * as generator from './generate.mjs';
import * as installer from './install.mjs';
import { underLock } from './lock.mjs';
import { showProgress } from './progress.mjs';
import { ToolError } from './run.mjs';
import { root, speaker } from './words.mjs';

/**
 * What a step needs to be interruptible and to be known as running.
 *
 * @typedef {{ signal: AbortSignal, onStart: (pid: number) => void }} Running
 * @typedef {'install' | 'generate' | 'build'} StepName
 */

const STEPS = [
  { name: /** @type {StepName} */ ('install'), isDue: installer.isDue, make: installer.install },
  { name: /** @type {StepName} */ ('generate'), isDue: generator.isDue, make: generator.generate },
  { name: /** @type {StepName} */ ('build'), isDue: builder.isDue, make: builder.build },
];

/** What the user must be told, and nothing more. `exitCode` is for the process. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   * @param {ErrorOptions} [options]
   */
  constructor(message, exitCode = 1, options = {}) {
    super(message, options);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}

/**
 * @param {{ folder?: string, language?: string | undefined }} [options]
 * @returns {Promise<StepName[]>} the steps that had something to do
 */
export async function prepare({ folder = root, language = process.env['LOA_LANG'] } = {}) {
  if (!STEPS.some((step) => step.isDue(folder))) return [];
  const say = speaker(language);
  return interruptible(say, (signal) =>
    underLock(
      folder,
      (pid) => process.stderr.write(`${say('setup:waiting', { pid })}\n`),
      async (onStart) => {
        /** @type {StepName[]} */
        const made = [];
        for (const { name, isDue, make } of STEPS) {
          if (!isDue(folder)) continue;
          const step = stepName(say, name);
          const lines = {
            running: say('setup:running', { step }),
            done: (/** @type {string} */ seconds) => say('setup:done', { step, seconds }),
          };
          await showProgress(lines, () => make(folder, { signal, onStart })).catch((error) => {
            if (signal.aborted || !(error instanceof ToolError)) throw error;
            throw new SetupError(explain(say, name, error));
          });
          made.push(name);
        }
        return made;
      },
      signal,
    ),
  );
}

/**
 * A signal stops the tool that runs and releases the lock before the process ends. Afterwards signals are the
 * program's own again.
 *
 * @template T
 * @param {import('./words.mjs').Say} say
 * @param {(signal: AbortSignal) => Promise<T>} work
 */
async function interruptible(say, work) {
  const stop = new AbortController();
  /** @type {{ name: NodeJS.Signals, exitCode: number }[]} */
  const signals = [
    { name: 'SIGHUP', exitCode: 129 },
    { name: 'SIGINT', exitCode: 130 },
    { name: 'SIGTERM', exitCode: 143 },
  ];
  const handlers = signals.map(({ name, exitCode }) => ({ name, handle: () => stop.abort(exitCode) }));
  for (const { name, handle } of handlers) process.on(name, handle);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) throw new SetupError(say('setup:stopped'), stop.signal.reason, { cause: error });
    throw error;
  } finally {
    for (const { name, handle } of handlers) process.off(name, handle);
  }
}

/**
 * @param {import('./words.mjs').Say} say
 * @param {StepName} name
 */
function stepName(say, name) {
  if (name === 'install') return say('setup:step.install');
  return name === 'generate' ? say('setup:step.generate') : say('setup:step.build');
}

/**
 * One line on what failed and how to mend it, then the tool's own words.
 *
 * @param {import('./words.mjs').Say} say
 * @param {StepName} name
 * @param {ToolError} error
 */
function explain(say, name, error) {
  const line = say('setup:failed', { step: stepName(say, name), mend: say(mendKey(name, error)) });
  const output = error.output.trim() || error.message;
  return `${line}\n${say('setup:output')}\n${output.replace(/^/gm, '  ')}`;
}

/**
 * @param {StepName} name
 * @param {ToolError} error
 */
function mendKey(name, { output, killed, missing, message }) {
  if (killed) return 'setup:mend.memory';
  if (/ENOSPC/.test(output)) return 'setup:mend.space';
  if (/EACCES|EPERM|EROFS/.test(output)) return 'setup:mend.rights';
  if (name === 'generate') return 'setup:mend.schema';
  if (name === 'build') return 'setup:mend.source';
  if (missing) return 'setup:mend.npm';
  if (/no package-lock\.json/.test(message)) return 'setup:mend.lockMissing';
  if (/EUSAGE|in sync|EINTEGRITY/.test(output)) return 'setup:mend.lock';
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|FETCH_ERROR|\bE[45]\d\d\b/.test(output))
    return 'setup:mend.network';
  return 'setup:mend.other';
}

/**
 * Runs the main function of a command of this folder; an error made for the user is printed as it is.
 *
 * @param {() => Promise<void>} main
 */
export async function runCommand(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/**
 * Whether a file of this folder is the program that was started, and not imported by another.
 *
 * @param {string} url `import.meta.url`
 */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

if (isMain(import.meta.url)) await runCommand(async () => void (await prepare()));
