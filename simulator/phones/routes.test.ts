import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../base/root.js';
import { startTelegramSimulator, type TelegramSimulator } from '../index.js';

const ASSETS = join(projectRoot, 'simulator', 'phones', 'assets');
let simulator: TelegramSimulator;
let sent = 0;

beforeEach(async () => {
  sent = 0;
  simulator = await startTelegramSimulator({
    people: [
      { id: 11, firstName: 'Lan', lastName: 'Nguyễn', languageCode: 'vi', place: 'Phường 1', tags: ['hoc-sinh'] },
      { id: 12, firstName: 'Bình' },
    ],
    status: () => [
      {
        ...{ id: 'b', title: 'Ngày 1 tháng 6', state: 'running', planned: 9, waiting: 9 - sent, sending: 0, sent },
        ...{ failed: 0, skipped: 0, expired: 0, unknown: 0 },
      },
    ],
  });
});
afterEach(() => simulator.close());

async function get(path: string) {
  const response = await request(`${simulator.apiRoot}${path}`);
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
}
const say = (chatId: number, text: string) =>
  get(`/bot${simulator.token}/sendMessage?chat_id=${chatId}&text=${encodeURIComponent(text)}`);

describe('the page with the phones', () => {
  it('comes with everything it names, and with nothing from elsewhere', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    const named = [...page.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1] ?? '');
    for (const path of named) expect(`${path} ${(await get(path)).status}`).toBe(`${path} 200`);
    expect(named.every((path) => path.startsWith('/phones/assets/'))).toBe(true);
    for (const name of readdirSync(ASSETS).filter((file) => file.endsWith('.js'))) {
      const source = readFileSync(join(ASSETS, name), 'utf8');
      for (const [, from] of source.matchAll(/from '\.\/([^']+)'/g))
        expect((await get(`/phones/assets/${from}`)).status).toBe(200);
      // Text of messages must have no way to become markup.
      expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc/);
    }
  });

  it('gives no file but its own', async () => {
    for (const path of [
      '/phones/assets/..%2froutes.ts',
      '/phones/assets/x.js',
      '/phones/texts/..%2f..',
      '/phones/files/x',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('speaks Vietnamese and English', async () => {
    for (const language of ['vi', 'en'])
      expect(JSON.parse((await get(`/phones/texts/${language}`)).text)).toHaveProperty('list.search');
  });

  it('lists the phones, opens one, and counts what was not read', async () => {
    await say(11, 'Bà con\nchú ý');
    expect(JSON.parse((await get('/phones/list')).text)).toMatchObject({
      bots: { telegram: { name: 'Loa' } },
      rows: [
        { id: 11, name: 'Lan Nguyễn', place: 'Phường 1', tags: ['hoc-sinh'], unread: 1, preview: 'Bà con chú ý' },
        { id: 12, unread: 0, preview: '' },
      ],
    });
    simulator.person(11).read();
    const view = JSON.parse((await get('/phones/chats/11')).text);
    expect(view).toMatchObject({
      row: { unread: 0, delivered: 1 },
      messages: [{ text: 'Bà con\nchú ý' }],
      started: true,
    });
    expect((await get('/phones/chats/99')).status).toBe(404);
  });

  it('shows pictures and only offers everything else for saving', async () => {
    const page = simulator
      .person(11)
      .sendDocument({ bytes: Buffer.from('<script>alert(1)</script>'), fileName: 'trang.html', mime: 'text/html' });
    const file = await get(`/phones/files/${page.document?.file_id}`);
    expect(file.headers['content-type']).toBe('application/octet-stream');
    expect(file.headers['content-disposition']).toBe("attachment; filename*=UTF-8''trang.html");
    expect(file.headers['x-content-type-options']).toBe('nosniff');
  });

  it('is told what changes: totals, rows, and how the broadcasts stand', async () => {
    const events = await request(`${simulator.apiRoot}/phones/events`);
    let heard = '';
    events.body.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
    });
    events.body.on('error', () => undefined);
    await expect.poll(() => heard).toContain('event: totals\ndata: {"delivered":0');
    sent = 1;
    await say(12, 'Tin');
    await expect.poll(() => heard, { timeout: 5_000 }).toMatch(/event: rows\ndata: \[\{"id":12,[^\n]*"preview":"Tin"/);
    await expect.poll(() => heard, { timeout: 5_000 }).toMatch(/event: broadcasts\ndata: [^\n]*"sent":1/);
    expect(heard).toContain('"delivered":1');
    events.body.destroy();
  });
});
