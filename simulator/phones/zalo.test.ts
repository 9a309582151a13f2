import { type Browser, chromium as playwright } from 'playwright-core';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromium } from '../../test/support/services.js';
import { zaloCalls } from '../../test/support/zaloCalls.js';
import {
  makeResidents,
  makeZaloUsers,
  type Simulators,
  startSimulators,
  startZaloSimulator,
  zaloIdOf,
} from '../index.js';

const residents = makeResidents({ count: 30, places: ['A', 'B'] });
const [first] = residents;
if (first === undefined) throw new Error('No residents');
const ID = zaloIdOf(first);
let both: Simulators;
const { cs, post } = zaloCalls(() => both.zalo);

beforeEach(async () => {
  both = await startSimulators({
    telegram: { people: residents.map(({ externalId, name }) => ({ id: Number(externalId), firstName: name })) },
    zalo: { users: makeZaloUsers(residents, (code) => `Phường ${code}`), oa: { name: 'UBND phường' } },
  });
});
afterEach(() => both.close());

async function get(path: string) {
  const response = await request(`${both.telegram.apiRoot}${path}`);
  const text = await response.body.text();
  return { status: response.statusCode, text };
}

const BUTTONS = {
  text: 'Đã nhận được kế hoạch chưa?',
  attachment: {
    type: 'template',
    payload: { buttons: [{ title: 'Đã nhận', type: 'oa.query.show', payload: '#DA_NHAN 1' }] },
  },
};

describe('the page with the phones of both platforms', () => {
  it('lists the same people twice, once for each platform, and opens either', async () => {
    await cs(ID, 'Chào bà con');
    const { rows, bots } = JSON.parse((await get('/phones/list')).text);
    expect(bots).toEqual({ telegram: expect.anything(), zalo: { name: 'UBND phường', username: both.zalo.oaId } });
    expect(rows).toHaveLength(60);
    expect(rows.find((row: { id: string }) => row.id === `z${ID}`)).toMatchObject({
      ...{ channel: 'zalo', name: first?.name, place: 'Phường A', unread: 1, preview: 'Chào bà con' },
    });
    expect(JSON.parse((await get(`/phones/chats/z${ID}`)).text)).toMatchObject({
      ...{ follower: true, window: { kind: 'free' } },
      messages: [{ text: 'Chào bà con', from: { is_bot: true } }],
    });
    expect((await get('/phones/chats/z1')).status).toBe(404);
    expect((await get(`/phones/chats/${first?.externalId}`)).status).toBe(200);
  });

  it('commands the Zalo beside it as the Zalo’s own port does', async () => {
    for (const root of [both.telegram.apiRoot, both.zalo.url]) {
      const answer = await request(`${root}/control/zalo/users/${ID}/act`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ act: 'say', text: 'Xin chào' }),
      });
      expect(answer.statusCode).toBe(200);
    }
    expect(both.zalo.user(ID).messages).toHaveLength(2);
    expect((await get('/control')).status).toBe(200);
  });

  it('says when nobody may be written to any more', async () => {
    both.zalo.clock.advance(3 * 24 * 3_600_000);
    expect(JSON.parse((await get(`/phones/chats/z${ID}`)).text).window.kind).toBe('paid');
    both.zalo.clock.advance(5 * 24 * 3_600_000);
    expect(JSON.parse((await get(`/phones/chats/z${ID}`)).text).window.kind).toBe('closed');
  });

  it('is there for a Zalo alone, too, and tells of its counts', async () => {
    const alone = await startZaloSimulator({ users: [{ id: '777', name: 'Cúc' }] });
    const list = await (await request(`${alone.url}/phones/list`)).body.text();
    expect(JSON.parse(list)).toMatchObject({ bots: { zalo: { name: 'Loa' } }, rows: [{ id: 'z777' }] });
    expect((await request(`${alone.url}/`)).statusCode).toBe(200);
    const events = await request(`${alone.url}/phones/events`);
    let heard = '';
    events.body.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
    });
    events.body.on('error', () => undefined);
    alone.user('777').say('Chào');
    await expect.poll(() => heard, { timeout: 5_000 }).toMatch(/event: rows\ndata: \[\{"id":"z777"/);
    events.body.destroy();
    await alone.close();
  });
});

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
describe.skipIf(chromium === null)(`a Zalo phone in a browser${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await playwright.launch({ executablePath: chromium ?? '', args: ARGS });
  });
  afterAll(() => browser.close());

  it('shows messages, buttons, templates and articles; its owner presses, writes, shares, leaves and blocks', async () => {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(`${both.telegram.apiRoot}/#p=z${ID}`);
    const phone = page.locator('.phone.zalo');
    await phone.getByText('UBND phường').waitFor();
    await cs(ID, BUTTONS);
    await phone.getByRole('button', { name: 'Đã nhận' }).click();
    await phone.getByText('#DA_NHAN 1').waitFor();
    await phone.getByRole('textbox').fill('<b>Xin hỏi</b>');
    await phone.getByRole('textbox').press('Enter');
    await phone.getByText('<b>Xin hỏi</b>').waitFor();
    const data = { ten: 'Lan', noi_dung: 'Báo cáo tháng', han: '25/11/2026' };
    await post('/v3.0/oa/message/template', { user_id: ID, template_id: '100001', template_data: data });
    await phone.getByText('Nhắc hạn').waitFor();
    const element = { title: 'Xin số điện thoại', subtitle: '', image_url: 'https://example.com/a.png' };
    await cs(ID, {
      attachment: { type: 'template', payload: { template_type: 'request_user_info', elements: [element] } },
    });
    await phone.getByRole('button', { name: 'Chia sẻ thông tin' }).click();
    await phone.getByText('Đã chia sẻ thông tin').waitFor();
    await phone.getByRole('button', { name: 'Bỏ quan tâm' }).click();
    await phone.getByText('Người này không quan tâm OA.').waitFor();
    expect(both.zalo.user(ID).isFollower).toBe(false);
    await phone.getByRole('button', { name: 'Chặn OA' }).click();
    await phone.getByText('Người này đã chặn OA.').waitFor();
    expect((await cs(ID, 'nữa')).body['error']).toBe(-244);
    await page.getByRole('button', { name: 'Zalo', exact: true }).click();
    await expect.poll(() => page.locator('.list li').count()).toBe(30);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(faults).toEqual([]);
  });
});
