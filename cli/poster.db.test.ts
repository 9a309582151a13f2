import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readJoinCode } from '../bot/joinCode.js';
import {
  startTelegramSimulator,
  startZaloSimulator,
  type TelegramSimulator,
  type ZaloSimulator,
} from '../simulator/index.js';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';
import { zaloEnvironment } from '../test/support/zaloTokens.js';

const HAM_RONG = '14758';
const DECISION = '1234/QĐ-UBND, 20/11/2026, UBND tỉnh Thanh Hóa';
let loa: CommandLine;
let telegram: TelegramSimulator;
let zalo: ZaloSimulator;
let folder: string;

beforeAll(async () => {
  loa = await startCommandLine();
  loa.clockShows('2026-11-22T09:00:00+07:00');
  telegram = await startTelegramSimulator({});
  zalo = await startZaloSimulator({});
});
afterAll(async () => {
  await telegram.close();
  await zalo.close();
  await loa.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-poster-cli-'));
  for (const [name, value] of Object.entries(zaloEnvironment(zalo))) vi.stubEnv(name, value);
  vi.stubEnv('TELEGRAM_BOT_TOKEN', telegram.token);
  vi.stubEnv('TELEGRAM_API_ROOT', telegram.apiRoot);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await loa.db.pool.query('delete from channel_permit');
});

const out = (): string => join(folder, 'ap-phich.pdf');

async function pages(file: string): Promise<string[]> {
  const document = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 }).promise;
  const said: string[] = [];
  for (let n = 1; n <= document.numPages; n += 1) {
    const page = await document.getPage(n);
    expect(page.view.map(Math.round)).toEqual([0, 0, 595, 842]);
    const { items } = await page.getTextContent();
    said.push(
      items
        .map((item) => ('str' in item ? item.str : ''))
        .join(' ')
        .normalize('NFC'),
    );
  }
  await document.destroy();
  return said;
}

describe('poster', () => {
  test('for a ward is one A4 page for Zalo with the code that brings people to it', async () => {
    const made = await loa.run(
      'poster',
      '--place',
      'phường Hàm Rồng, Thanh Hóa',
      '--group',
      'phu-huynh',
      '--out',
      out(),
    );
    expect(made).toEqual({ code: 0, err: '', out: `Đã ghi 1 trang vào ${out()}.\n` });
    const [page = '', ...more] = await pages(out());
    expect(more).toEqual([]);
    expect(page).toContain('Phường Hàm Rồng, Thanh Hóa');
    expect(page).not.toMatch(/telegram/i);
    const [code = ''] = /LOA \S+/.exec(page) ?? [];
    expect(readJoinCode(code, () => true)).toEqual({ place: HAM_RONG, groups: ['phu-huynh'] });
  });

  test('for a province is a page for each of its communes', async () => {
    const made = await loa.json<{ pages: number; channel: string; place: string }>(
      'poster',
      '--place',
      '38',
      '--out',
      out(),
    );
    const communes = await loa.db.prisma.place.count({ where: { parent: '38' } });
    expect(made).toMatchObject({ pages: communes, channel: 'zalo', place: '38', groups: [], file: out() });
    expect(await pages(out())).toHaveLength(communes);
  });

  test('for Telegram is refused until an admin has recorded the decision, and again once it is taken back', async () => {
    const wanted = ['poster', '--place', HAM_RONG, '--channel', 'telegram', '--out', out()];
    const refused = await loa.run(...wanted);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/2312\/CVT-CS.*npx loa channels permit telegram/s);
    expect(existsSync(out())).toBe(false);
    expect(await loa.run('channels', 'permit', 'telegram', '--decision', DECISION, '--as', 'chi')).toMatchObject({
      code: 0,
    });
    expect(await loa.run(...wanted)).toMatchObject({ code: 0, err: '' });
    expect((await pages(out()))[0]).toContain('Bấm Bắt đầu');
    expect(await loa.run('channels', 'revoke', 'telegram', '--as', 'chi')).toMatchObject({ code: 0 });
    expect(await loa.run(...wanted)).toMatchObject({ code: 2 });
  });

  test.each([
    ['a place that is none', ['--place', 'Sao Hỏa'], 'Sao Hỏa'],
    ['a place that several bear', ['--place', 'Tân An'], 'Tân An'],
    ['a group that is badly written', ['--place', HAM_RONG, '--group', 'Phụ huynh'], 'phu-huynh'],
    ['a group that marks people', ['--place', HAM_RONG, '--group', 'nguoi-nghien'], 'nguoi-nghien'],
    ['a channel that is none', ['--place', HAM_RONG, '--channel', 'viber'], 'zalo, telegram'],
  ])('with %s is refused with how to mend it, and no file appears', async (_what, args, said) => {
    const refused = await loa.run('poster', ...args, '--out', out());
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain(said);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says which setting is missing, for either channel', async () => {
    for (const name of Object.keys(zaloEnvironment(zalo))) vi.stubEnv(name, '');
    const noZalo = await loa.run('poster', '--place', HAM_RONG, '--out', out());
    expect(noZalo).toMatchObject({ code: 2, out: '' });
    expect(noZalo.err).toContain('ZALO_APP_ID');
    vi.stubEnv('TELEGRAM_BOT_TOKEN', '');
    await loa.run('channels', 'permit', 'telegram', '--decision', DECISION, '--as', 'chi');
    const noBot = await loa.run('poster', '--place', HAM_RONG, '--channel', 'telegram', '--out', out());
    expect(noBot).toMatchObject({ code: 2, out: '' });
    expect(noBot.err).toContain('TELEGRAM_BOT_TOKEN');
  });

  test('into a folder that is not there ends with a word about it and leaves nothing', async () => {
    const made = await loa.run('poster', '--place', HAM_RONG, '--out', join(folder, 'khong-co', 'a.pdf'));
    expect(made.code).not.toBe(0);
    expect(made.err).toContain('khong-co');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('channels', () => {
  test('lists what needs a decision, with the decision once there is one', async () => {
    expect((await loa.run('channels', 'list')).out).toBe('telegram: chưa được in trên áp phích.\n');
    expect(await loa.json('channels', 'list')).toEqual([{ channel: 'telegram', permit: null }]);
    const recorded = await loa.run('channels', 'permit', 'telegram', '--decision', DECISION, '--as', 'chi');
    expect(recorded).toEqual({ code: 0, err: '', out: `Đã ghi: telegram được in trên áp phích theo ${DECISION}.\n` });
    expect((await loa.run('channels', 'list')).out).toBe(
      `telegram: được in trên áp phích theo ${DECISION} (chi ghi ngày 22/11/2026).\n`,
    );
    expect(await loa.json('channels', 'list')).toMatchObject([
      { channel: 'telegram', permit: { decision: DECISION, permittedBy: 'chi' } },
    ]);
  });

  test.each([
    ['by whoever is no admin', ['telegram', '--decision', DECISION, '--as', 'binh'], 'binh'],
    ['by nobody', ['telegram', '--decision', DECISION], '--as'],
    ['with words that are no decision', ['telegram', '--decision', 'được phép', '--as', 'chi'], '1234/QĐ-UBND'],
    ['of a day to come', ['telegram', '--decision', '12/QĐ, 1/1/2027, UBND', '--as', 'chi'], 'không ở tương lai'],
    ['of a channel that needs none', ['zalo', '--decision', DECISION, '--as', 'chi'], 'zalo'],
  ])('a permission %s is refused and none is recorded', async (_how, args, said) => {
    const refused = await loa.run('channels', 'permit', ...args);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain(said);
    expect(await loa.json('channels', 'list')).toEqual([{ channel: 'telegram', permit: null }]);
  });

  test('what was not permitted can be revoked without harm', async () => {
    expect(await loa.json('channels', 'revoke', 'telegram', '--as', 'chi')).toEqual({
      channel: 'telegram',
      revoked: false,
    });
    expect(await loa.run('channels', 'revoke', 'telegram', '--as', 'an')).toMatchObject({ code: 2, out: '' });
  });
});
