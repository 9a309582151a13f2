import { Bot, InlineKeyboard } from 'grammy';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium } from '../../test/support/services.js';
import { startTelegramSimulator, type TelegramSimulator } from '../index.js';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const why = chromium === null ? ' (left out: no Chromium on this machine)' : '';

/** Everything a visitor does, in a real browser against a real bot. */
describe.skipIf(chromium === null)(`the phones in a browser${why}`, () => {
  let simulator: TelegramSimulator;
  let bot: Bot;
  let running: Promise<void>;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    simulator = await startTelegramSimulator({
      people: Array.from({ length: 500 }, (_, n) => ({
        id: n + 1,
        firstName: `Người thứ ${n + 1}`,
        place: `Phường ${n % 7}`,
      })),
    });
    bot = new Bot(simulator.token, { client: { apiRoot: simulator.apiRoot } });
    await bot.api.setMyCommands([{ command: 'help', description: 'Trợ giúp' }]);
    bot.command('help', (c) => c.reply('Gõ gì cũng được.'));
    bot.callbackQuery('yes', (c) => c.answerCallbackQuery('Đã ghi nhận'));
    bot.on('message:text', (c) => c.reply(`Nghe rồi: ${c.msg.text}`));
    running = bot.start();
    browser = await playwright.launch({ executablePath: chromium ?? '', args: ARGS });
  });
  afterAll(async () => {
    await browser.close();
    await bot.stop();
    await running;
    await simulator.close();
  });

  async function visit(width: number, height: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(simulator.apiRoot);
    await page.locator('.list li').first().waitFor();
    return page;
  }

  it('finds one of 500, shows what arrives, presses, writes, blocks', async () => {
    const page = await visit(1366, 768);
    await page.getByRole('searchbox').fill('nguoi thu 321');
    await page.getByRole('button', { name: 'Người thứ 321' }).click();
    const phone = page.getByRole('region', { name: 'Người thứ 321' });
    await bot.api.sendMessage(321, '<img src=x onerror=alert(1)> là chữ', {
      reply_markup: new InlineKeyboard().text('Đồng ý', 'yes'),
    });
    await phone.getByText('<img src=x onerror=alert(1)> là chữ').waitFor();
    await phone.getByRole('button', { name: 'Đồng ý' }).click();
    await phone.getByText('Đã ghi nhận').waitFor();
    await phone.getByRole('textbox').fill('Chào bot');
    await phone.getByRole('textbox').press('Enter');
    await phone.getByText('Nghe rồi: Chào bot').waitFor();
    await phone.getByRole('button', { name: 'Lệnh của bot' }).click();
    await phone.getByRole('button', { name: '/help Trợ giúp' }).click();
    await phone.getByText('Gõ gì cũng được.').waitFor();
    await phone.getByRole('button', { name: 'Chặn bot' }).click();
    await expect(bot.api.sendMessage(321, 'nữa')).rejects.toMatchObject({ error_code: 403 });
    await phone.getByText('Người này đã chặn bot.').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await phone.getByText('This person has blocked the bot.').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('keeps up while thousands of messages pour in', async () => {
    const page = await visit(1366, 768);
    let n = 0;
    const send = async () => {
      while (n < 3_000) {
        n += 1;
        await bot.api.sendMessage(1 + (n % 300), `Tin ${n}`);
      }
    };
    await Promise.all(Array.from({ length: 20 }, send));
    await expect.poll(() => page.locator('#total-delivered').textContent(), { timeout: 10_000 }).toMatch(/^3[.,]0/);
    await page.getByRole('searchbox').fill('nguoi thu 300');
    await page.locator('.list .badge', { hasText: '10' }).waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('is one column on a telephone, with a way back', async () => {
    const page = await visit(390, 844);
    await page.getByRole('searchbox').fill('nguoi thu 55');
    await page.getByRole('button', { name: 'Người thứ 55', exact: false }).first().click();
    const phone = page.locator('.phone');
    await phone.getByRole('button', { name: 'Về danh sách' }).click();
    await page.getByRole('searchbox').waitFor({ state: 'visible' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.close();
    expect(faults).toEqual([]);
  });
});
