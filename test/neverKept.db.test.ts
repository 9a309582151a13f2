import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZALO_WEBHOOK_PATH } from '../bot/channels/zalo/webhook.js';
import { encodeJoinPayload } from '../bot/joinPayload.js';
import { answerQuestion, openQuestions } from '../people/questions.js';
import { checkSecret } from '../people/secretMark.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import {
  startTelegramSimulator,
  startZaloSimulator,
  type TelegramSimulator,
  type ZaloSimulator,
} from '../simulator/index.js';
import { childProgram } from './support/childProgram.js';
import { backend, freshDatabase, makeDataFolder, testLog } from './support/database.js';
import { inBackup, inDatabase, inFiles, inRedis } from './support/everyTrace.js';
import { officerAndResident } from './support/officerAndResident.js';
import { planting, type Talk, talkOf } from './support/talk.js';
import { freeRedisUrl, populate, SECRET } from './support/world.js';
import { zaloEnvironment } from './support/zaloTokens.js';

const AN = 7_101;
const OFFICER = 7_103;
const ON_ZALO = '2468458835296190001';
/** A name that staff gave us: what must be found, or the search finds nothing. */
const FOUND = 'zqfound';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

let folder: string;
let server: Database | null;
let redisUrl: string | undefined;
let telegram: TelegramSimulator;
let zalo: ZaloSimulator;
let service: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-kept-'));
  server = backend === 'server' ? await freshDatabase() : null;
  if (server === null) await makeDataFolder(folder);
  redisUrl = freeRedisUrl();
  telegram = await startTelegramSimulator({
    people: [
      { id: AN, firstName: 'An' },
      { id: AN + 1, firstName: 'Bình' },
      { id: OFFICER, firstName: 'Hoa' },
    ],
  });
  zalo = await startZaloSimulator({ receiptDelayMs: null, users: [{ id: ON_ZALO, name: 'Chi' }] });
  await within(async (db) => {
    await checkSecret(db, SECRET);
    await populate(db, 0);
    await db.pool.query(`insert into contact (place, name) values ('14758', $1)`, [FOUND]);
    await officerAndResident(db, SECRET, { officer: String(OFFICER), onZalo: ON_ZALO });
  });
});
afterEach(async () => {
  service?.kill('SIGKILL');
  await telegram.close();
  await zalo.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The database while no service runs. */
async function within<T>(work: (db: Database) => Promise<T>): Promise<T> {
  if (server !== null) return work(server);
  const db = await openDatabase({ databaseUrl: undefined, dataFolder: folder, role: 'service', log: testLog });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** `loa start` as a process of its own that logs everything; `said` grows with both of its streams. */
async function startService(): Promise<{ said: () => string; stop: () => Promise<void> }> {
  const program = childProgram('test/support/serviceProcess');
  const child = fork(program.file, {
    cwd: folder,
    execArgv: program.execArgv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ...zaloEnvironment(zalo),
      LOA_DATA: folder,
      LOA_PORT: '0',
      LOA_SECRET: SECRET,
      LOG_LEVEL: 'trace',
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_BOT_TOKEN: telegram.token,
      ...(server === null ? {} : { DATABASE_URL: server.url }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
  });
  service = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/"healthz": ?"http/);
  const [, url = ''] = /"healthz": ?"(http[^"]+)\/healthz"/.exec(said) ?? [];
  zalo.webhook.set({ url: url + ZALO_WEBHOOK_PATH });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

test('what people write is found nowhere once it was answered, nor what waits for its answer: in no table, queue, log, file or backup', {
  timeout: 240_000,
}, async () => {
  const { said, stop } = await startService();
  const { planted, plant } = planting();
  const phone = telegram.person(AN);
  const other = zalo.user(ON_ZALO);
  const texts = (): string[] => [
    `bạn em tên ${plant()} bất tỉnh rồi`,
    `ở nhà ${plant()}, gần chợ`,
    `ổn rồi ${plant()}`,
    `nhà ông ${plant()} số 5 bán ma túy`,
    `tôi muốn tố giác ${plant()}`,
    `thuốc lá điện tử có hại không ${plant()}`,
    `phường ${plant()}, Thanh Hóa`,
    `con tôi nghiện, tên là ${plant()}`,
    `/start ${plant()}`,
    `/abc ${plant()}`,
    `/help ${plant()}`,
    `#${plant()}.abc.defghijklmnopq`,
    `${plant()} ${'dài '.repeat(400)}`,
  ];
  for (const text of texts()) phone.say(text);
  const changed = phone.say(`sẽ đổi ${plant()}`);
  phone.edit(changed.message_id, `đã đổi ${plant()}: cứu em với`);
  phone.say(`đọc tin này ${plant()}`, { forwardedFrom: plant() });
  phone.sendPhoto({ bytes: PNG, fileName: `${plant()}.png`, caption: `cầm dao ${plant()}` });
  phone.sendDocument({ bytes: PNG, fileName: `${plant()}.docx`, caption: `đơn ${plant()}` });
  for (const text of texts()) other.say(text);
  other.sendImage(`https://simulator.invalid/${plant()}.jpg`, `ảnh ${plant()}`);
  other.sendFile(`${plant()}.docx`);

  await expect.poll(answered, { timeout: 120_000, interval: 500 }).toBeGreaterThanOrEqual(25);
  for (let before = -1; before !== answered(); await sleep(3_000)) before = answered();
  // A talk between the two channels, passed on word for word.
  const officer = telegram.person(OFFICER);
  const read = (): string => officer.messages.map((message) => message.text ?? '').join('\n');
  other.say(`cứu em với ${plant()}`);
  other.say('gặp cán bộ');
  const call = await officer.waitFor((message) => message.text?.includes('Nhận nói chuyện') === true, {
    withinMs: 30_000,
  });
  officer.press(call.message_id, 'Nhận nói chuyện');
  await expect.poll(onZalo, { timeout: 30_000 }).toContain('đã vào nói chuyện');
  const [asks, answers] = [plant(), plant()];
  other.say(`nhà em ở ${asks}`);
  await expect.poll(read, { timeout: 30_000 }).toContain(asks);
  officer.say(`đang đến ${answers}`);
  await expect.poll(onZalo, { timeout: 30_000 }).toContain(answers);
  // One more, which cannot be answered for an hour.
  telegram.faults.add({ fault: { kind: 'too-many-requests', retryAfter: 3_600 }, times: 1_000 });
  const calls = telegram.calls('sendMessage').length;
  telegram.person(AN + 1).say(`còn chờ ${plant()}: cứu tôi với`);
  await expect.poll(() => telegram.calls('sendMessage').length, { timeout: 60_000 }).toBeGreaterThan(calls);
  await stop();

  expect(planted.length).toBeGreaterThan(35);
  await expectNowhere(said(), planted);
  await within(async (db) => {
    expect(await inDatabase(db, [FOUND])).toContain(`public.contact.name: ${FOUND}`);
    // The one that waits is there, and only it.
    const { rows } = await db.pool.query(
      `select body is null as gone, done_at is not null as done from inbound where body is not null or done_at is null`,
    );
    expect(rows).toEqual([{ gone: false, done: false }]);
  });
});

test('what people write into a quiz, a pledge or a question, or what a button carries, is found nowhere either; staff alone open a question', {
  timeout: 240_000,
}, async () => {
  const first = await startService();
  const { planted, plant } = planting();
  const [joined, stranger] = [talkOf(telegram.person(AN)), talkOf(telegram.person(AN + 1))];
  await joinsQuizzesAndPledges(joined, plant);
  const asked = await asks(stranger, plant);
  await first.stop();

  // Sealed while it waits, so that nothing but Loa with its secret reads it.
  await expectNowhere(first.said(), planted);
  const answered = plant();
  await within(async (db) => {
    const [question, ...more] = await openQuestions(db, SECRET, null);
    expect(more).toEqual([]);
    expect(question?.text).toContain(asked);
    const { no = 0, id = '', text = '' } = question ?? {};
    const answer = { no, id, asked: text, text: `Ra hỏi ${answered} nhé`, by: 'Lan', at: new Date() };
    expect(await answerQuestion(db, SECRET, answer)).toBe('told');
  });
  const second = await startService();
  expect((await stranger.shows('Cán bộ trả lời')).text).toContain(answered);
  await second.stop();
  await expectNowhere(first.said() + second.said(), planted);
  await within(async (db) => {
    const { rows } = await db.pool.query(`select text is null as gone from question`);
    expect(rows).toEqual([{ gone: true }]);
    expect((await db.pool.query('select from question_chat')).rowCount).toBe(0);
  });
});

async function joinsQuizzesAndPledges({ phone, shows, say, press }: Talk, plant: () => string): Promise<void> {
  phone.start(encodeJoinPayload({ place: '14758', groups: [] }));
  await press(await shows('muốn nhận tin'), 'Đồng ý nhận tin', 'Đã ghi nhận');
  const quizzes = await say('câu đố', 'chọn một câu đố');
  phone.press(quizzes.message_id, { row: 0, column: 0 });
  await shows('Câu 1/3');
  phone.say(`theo tôi thì đáp án là ${plant()} chứ gì`);
  await say('A', 'Câu 2/3');
  const kinds = await say('cam kết', 'cam kết cho ai');
  await press(await press(kinds, 'Gia đình', 'Gia đình'), 'Gia đình tôi cam kết', 'bao nhiêu người');
  phone.say(`4 người nhà ${plant()}`);
  await say('4', 'đã được ghi nhận');
  // A button whose data nobody of us wrote, under words that quote the person.
  const forged = plant();
  await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      chat_id: AN,
      text: `Bà con hỏi: “${plant()} là gì”\n\n…`,
      reply_markup: { inline_keyboard: [[{ text: 'Nút lạ', callback_data: `hd:${forged}` }]] },
    }),
  });
  await press(await shows('Bà con hỏi'), 'Nút lạ', 'muốn hỏi về điều gì');
}

/** Asks what nobody knows, and sends one of the questions to staff. Returns the word in that one. */
async function asks({ phone, say, press }: Talk, plant: () => string): Promise<string> {
  await say(`mua nồi cơm điện hiệu ${plant()} ở chợ nào thì bền`, 'chưa có câu trả lời');
  const asked = plant();
  const none = await say(`nuôi cá cảnh giống ${asked} ăn rau luộc có lớn nổi không`, 'chưa có câu trả lời');
  const sent = await press(none, 'Gửi cho cán bộ', 'Đã gửi cho cán bộ');
  await press(sent, 'Các mục hỏi đáp', 'muốn hỏi về điều gì');
  phone.say(`nuôi cá cảnh giống ${plant()}`);
  const written = await say('trợ giúp', 'muốn hỏi về điều gì');
  await press(written, 'Hỏi cán bộ', 'Xin viết câu hỏi');
  await say(`em tên Lan ${plant()}, số 0912 345 678`, 'Câu hỏi chưa được gửi');
  await say('thôi', 'không gửi gì');
  return asked;
}

/** Not in what the service said, its Redis, its folder, any column of the database or a backup of it; while no service runs. */
async function expectNowhere(said: string, planted: readonly string[]): Promise<void> {
  expect(planted.filter((word) => said.includes(word))).toEqual([]);
  if (redisUrl !== undefined) expect(await inRedis(redisUrl, planted)).toEqual([]);
  await within(async (db) => {
    // The planner's notes on values are made, so that they are looked at.
    await db.pool.query('analyze');
    expect(await inDatabase(db, planted)).toEqual([]);
  });
  if (server === null) {
    expect(inFiles(folder, planted)).toEqual([]);
    expect(inFiles(folder, [FOUND])).not.toEqual([]);
  } else {
    expect(inBackup(server.url, planted)).toEqual([]);
    expect(inBackup(server.url, [FOUND])).not.toEqual([]);
  }
}

const onZalo = (): string =>
  zalo
    .user(ON_ZALO)
    .messages.map(({ text }) => text)
    .join('\n');

/** Replies on both channels; of a burst the limit of replies leaves some out. */
function answered(): number {
  const onTelegram = telegram.person(AN).messages.filter(({ from }) => from?.is_bot === true);
  return onTelegram.length + zalo.user(ON_ZALO).messages.filter(({ from }) => from === 'oa').length;
}
