/**
 * `npm test`: prepares, finds or installs what the tests need, runs every suite against a private PostgreSQL and Redis
 * and against the embedded database, stops both servers whatever happens, and ends with `N passed, N failed`.
 * Arguments go to vitest: `npm test -- scheduler`. What cannot be had is named and left out; in CI that is a failure.
 */
import './nodeVersion.mjs';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followParent } from '../base/followParent.mjs';
import { compileChildren } from './compileChildren.mjs';
import { ensureServices, findChromium, findPostgres, findRedis, startPostgres, startRedis } from './services.mjs';
import { prepare, runCommand, SetupError } from './setup.mjs';
import { root } from './words.mjs';

/** What the person's shell says about their own bot or database is not for tests. */
const NOT_FOR_TESTS = /^(DATABASE_URL|REDIS_URL|PUBLIC_URL|LOG_LEVEL|(TELEGRAM|ZALO|LOA)_.*)$/;
const PATIENCE_MS = 10_000;

await runCommand(async () => {
  followParent();
  await prepare({ language: process.env['LOA_LANG'] ?? 'en' });
  const lacks = await ensureServices();
  for (const lack of lacks) process.stderr.write(`${lack}\n`);
  if (lacks.length > 0) {
    if (isSet('CI')) throw new SetupError('In CI nothing is left out: see above what is missing.');
    process.stderr.write('Tests that need it are left out.\n');
  }
  const folder = mkdtempSync(join(tmpdir(), 'loa-test-run-'));
  const children = await compileChildren();
  /** @type {import('./services/server.mjs').Server[]} */
  const servers = [];
  try {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_TESTS.test(name)));
    // The two belong together: the suites run on both or not at all.
    if (!isSet('TEST_DATABASE_URL') && !isSet('TEST_REDIS_URL') && findPostgres() !== null && findRedis() !== null) {
      const [postgres, redis] = [await startPostgres(), await startRedis()];
      servers.push(postgres, redis);
      Object.assign(env, { TEST_DATABASE_URL: postgres.url, TEST_REDIS_URL: redis.url });
    }
    const counts = join(folder, 'counts.json');
    const exitCode = await runVitest(process.argv.slice(2), {
      ...env,
      TEST_CHROMIUM: findChromium() ?? '',
      LOA_TEST_COUNTS: counts,
      LOA_TEST_CHILDREN: children,
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
    });
    process.exitCode = report(counts, exitCode);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    for (const made of [folder, children]) rmSync(made, { recursive: true, force: true });
  }
});

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function runVitest(args, env) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(root, 'setup', 'countReporter.mjs')}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root, env, stdio: 'inherit' });
  // Ctrl-C on a terminal reaches vitest by itself; any other signal was meant for us alone. Either way we stay until
  // it has ended, and then stop the servers.
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal !== 'SIGINT') child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Prints the last line and says how the process ends: well only when vitest ended well and something ran.
 *
 * @param {string} file
 * @param {number} exitCode
 */
function report(file, exitCode) {
  /** @type {import('./countReporter.mjs').Counts} */
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  const isGreen = exitCode === 0 && counts.failed === 0 && counts.passed > 0;
  if (counts.passed + counts.failed === 0) process.stdout.write('No test ran.\n');
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  return isGreen ? 0 : exitCode || 1;
}

/** @param {string} name */
function isSet(name) {
  return !['', '0', 'false', undefined].includes(process.env[name]);
}
