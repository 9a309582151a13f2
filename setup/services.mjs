/**
 * The servers and the browser that tests, measurements and pictures need: found, or installed where that is possible,
 * or named with the reason why not. Plain JavaScript, because the test command runs before anything is built.
 */
import { showProgress } from './progress.mjs';
import { ToolError } from './run.mjs';
import { canInstall, installPackages } from './services/debian.mjs';
import { findChromium, findPostgres, findRedis } from './services/find.mjs';

export { findChromium, findPostgres, findRedis } from './services/find.mjs';
export { startPostgres } from './services/postgres.mjs';
export { startRedis } from './services/redis.mjs';

/** @typedef {{ name: string, packages: string[], find: () => string | null }} Need */

/** @type {Need[]} */
const NEEDS = [
  { name: 'Redis', packages: ['redis-server'], find: findRedis },
  { name: 'PostgreSQL', packages: ['postgresql'], find: findPostgres },
  // Messages have emoji; without a font for them every picture of the phones has boxes.
  { name: 'Chromium', packages: ['chromium', 'fonts-noto-color-emoji'], find: findChromium },
];

/**
 * Installs what is missing where it can. Returns a sentence for each thing that is missing still.
 *
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>}
 */
export async function ensureServices(signal) {
  const missing = NEEDS.filter((need) => need.find() === null);
  if (missing.length === 0) return [];
  const packages = missing.flatMap((need) => need.packages);
  const byHand = `apt-get install ${packages.join(' ')}`;
  if (!canInstall())
    return missing.map(({ name }) => `${name} is not installed, and only root on Debian can be helped (${byHand}).`);
  const failure = await showProgress(
    {
      running: `Installing ${packages.join(', ')}…`,
      done: (seconds) => `Installing ${packages.join(', ')}: ended after ${seconds} s.`,
    },
    () =>
      installPackages(packages, signal).catch((error) => {
        if (!(error instanceof ToolError)) throw error;
        return error;
      }),
  );
  const still = missing.filter((need) => need.find() === null);
  const reason =
    failure === undefined ? 'the package brought no program we know' : lastLines(failure.output || failure.message);
  return still.map(({ name }) => `${name} could not be installed (${byHand}): ${reason}`);
}

/** @param {string} output */
function lastLines(output) {
  return output.trimEnd().split('\n').slice(-5).join('\n');
}
