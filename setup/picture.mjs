/**
 * `npm run picture`: takes docs/demo.png from the demo as it runs. The demo works in a temporary folder and on free ports;
 * three of its people are looked at while a broadcast is under way: one reads on Zalo, one has asked for help, one reads
 * English and has stopped. Nothing is staged that a visitor could not do.
 */
import './nodeVersion.mjs';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { followParent } from '../base/followParent.mjs';
import { showProgress } from './progress.mjs';
import { findChromium } from './services.mjs';
import { prepare, runCommand, SetupError } from './setup.mjs';
import { root } from './words.mjs';

const PICTURE = join(root, 'docs', 'demo.png');
const LARGEST_BYTES = 300_000;
const SIZE = { width: 1440, height: 900 };
/** Slow enough for the broadcast of the picture to be still under way. */
const MESSAGES_PER_SECOND = '12';
const PATIENCE_MS = 120_000;
const LOOK_MS = 100;
const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars'];
/** What the person's shell says about their own bot or database is not for the demo. */
const NOT_FOR_THE_DEMO = /^(DATABASE_URL|REDIS_URL|PUBLIC_URL|LOG_LEVEL|(TELEGRAM|ZALO|LOA)_.*)$/;
const CAMPAIGN = join(root, 'content', 'campaigns', 'thang-hanh-dong-06');

/**
 * @typedef {{ id: number | string, channel: 'telegram' | 'zalo', delivered: number, preview: string }} Row
 * @typedef {import('playwright-core').Page} Page
 */

await runCommand(async () => {
  followParent();
  await prepare();
  const chromium = findChromium();
  if (chromium === null) throw new SetupError('No Chromium on this machine. `npm test` installs one where it can.');
  const lines = {
    running: 'Taking the picture…',
    done: (/** @type {string} */ s) => `Taking the picture: done (${s} s).`,
  };
  await showProgress(lines, () => underTemporaryFolder((folder) => takePicture(chromium, folder)));
  const { size } = statSync(PICTURE);
  if (size > LARGEST_BYTES) throw new SetupError(`docs/demo.png has ${size} bytes, more than ${LARGEST_BYTES}.`);
  process.stdout.write(`docs/demo.png: ${Math.round(size / 1_000)} kB\n`);
});

/** @param {(folder: string) => Promise<void>} work */
async function underTemporaryFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'loa-picture-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/**
 * @param {string} executablePath
 * @param {string} folder
 */
async function takePicture(executablePath, folder) {
  const demo = await startDemo(folder);
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage({ viewport: SIZE, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
    await lookAtThree(page, demo.phones);
    mkdirSync(join(root, 'docs'), { recursive: true });
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
    await demo.stop();
  }
}

/** @param {string} folder */
async function startDemo(folder) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_THE_DEMO.test(name)));
  // In a folder of its own, so that no `.env` is read.
  const child = spawn(process.execPath, [join(root, 'cli', 'loa.mjs'), 'demo', '--json'], {
    cwd: folder,
    env: { ...env, LOA_DATA: join(folder, 'data'), LOA_PORT: '0', TELEGRAM_RATE: MESSAGES_PER_SECOND },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  // Whatever ends us, the demo does not stay behind.
  process.once('exit', () => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  try {
    /** @type {{ phones: string }} */
    const { phones } = await until('the demo says where its phones are', async () => {
      if (child.exitCode !== null) throw new SetupError('The demo has ended before the picture was taken.');
      return said.trimEnd().endsWith('}') ? JSON.parse(said) : null;
    });
    return { phones, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Opens three phones when the first broadcasts have arrived, and returns while the third is under way.
 *
 * @param {Page} page
 * @param {string} phones
 */
async function lookAtThree(page, phones) {
  const rows = async () => /** @type {{ rows: Row[] }} */ (await (await fetch(`${phones}/phones/list`)).json()).rows;
  const find = (/** @type {string} */ whom, /** @type {(row: Row) => boolean} */ wanted) =>
    until(whom, async () => (await rows()).find(wanted));
  const [opening, english] = [headingOf('01-khai-mac', 'vi'), headingOf('01-khai-mac', 'en')];

  const foreigner = await find('a reader of English', ({ preview }) => preview.startsWith(english));
  const parent = await find(
    'a parent who has two messages',
    (row) => row.channel === 'telegram' && row.delivered > 1 && !row.preview.startsWith(opening),
  );
  const reader = await find('a reader on Zalo', (row) => row.channel === 'zalo' && row.preview.startsWith(opening));
  await page.goto(`${phones}/#p=${[reader, parent, foreigner].map((row) => row.id).join(',')}`);
  const phone = (/** @type {number} */ n) => page.locator('.phone').nth(n);
  await phone(2).waitFor();

  await press(phone(1), buttonOf('01-khai-mac', 'vi', 'help'));
  await press(phone(2), buttonOf('01-khai-mac', 'en', 'stop'));
  await page.locator('.broadcast').nth(2).waitFor({ timeout: PATIENCE_MS });
  // Long enough for answers to be there and for the bar to have begun.
  await sleep(1_500);
}

/**
 * @param {import('playwright-core').Locator} phone
 * @param {string} label
 */
async function press(phone, label) {
  await phone.getByRole('button', { name: label }).last().click();
}

/**
 * @param {string} item
 * @param {string} language
 */
function headingOf(item, language) {
  return find(item, language, /^# (.{1,40})/m);
}

/**
 * @param {string} item
 * @param {string} language
 * @param {string} data
 */
function buttonOf(item, language, data) {
  return find(item, language, new RegExp(`label: ([^,]+), data: ${data}\\b`));
}

/**
 * @param {string} item
 * @param {string} language
 * @param {RegExp} pattern
 */
function find(item, language, pattern) {
  const file = join(CAMPAIGN, item, `${language}.md`);
  const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
  if (found === undefined) throw new SetupError(`${file} has no ${pattern} any more: the picture needs other people.`);
  return found;
}

/**
 * @template T
 * @param {string} what
 * @param {() => Promise<T | null | undefined>} look
 * @returns {Promise<T>}
 */
async function until(what, look) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(LOOK_MS)) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
  }
  throw new SetupError(`Waited in vain: ${what}.`);
}
