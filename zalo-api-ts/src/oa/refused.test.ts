import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROADCAST_CITIES, type Button, createTransport, type UndiciTransport, ZaloOfficialAccount } from '../index.js';
import { clientsOf, errorOf } from '../testing/clients.js';
import { type Loopback, startLoopback } from '../testing/loopback.js';

/** What is wrong is told before anything is sent. */
let server: Loopback;
let transport: UndiciTransport;
let oa: ZaloOfficialAccount;
beforeAll(async () => {
  server = await startLoopback();
  transport = createTransport();
  oa = clientsOf(server, transport).oa;
});
afterAll(async () => {
  await server.close();
  await transport.close();
});

const userId = '1';
const button: Button = { type: 'oa.query.show', title: 'a', payload: 'b' };
const buttons = (...list: Button[]) => oa.consultation.sendButtons({ userId, text: 'a', buttons: list });
const article = {
  title: 'a',
  author: 'b',
  description: 'c',
  coverUrl: 'https://a.vn/a.jpg',
  body: [{ type: 'text' as const, content: '<p>a</p>' }],
};

test.each<[string, () => Promise<unknown>, object[]]>([
  ['nobody', () => oa.consultation.sendText({ userId: '', text: 'a' }), [{ field: 'userId', rule: 'required' }]],
  ['nothing', () => oa.consultation.sendText({ userId, text: ' \n' }), [{ field: 'text', rule: 'required' }]],
  [
    'too much',
    () => oa.consultation.sendText({ userId, text: 'ắ'.repeat(2_001) }),
    [{ field: 'text', rule: 'too-long', limit: 2_000 }],
  ],
  [
    'an address without a scheme',
    () => oa.consultation.sendImage({ userId, url: 'a.vn/a.jpg' }),
    [{ field: 'url', rule: 'wrong-format' }],
  ],
  ['no button', () => buttons(), [{ field: 'buttons', rule: 'required' }]],
  [
    'six buttons',
    () => buttons(button, button, button, button, button, button),
    [{ field: 'buttons', rule: 'too-many', limit: 5 }],
  ],
  [
    'buttons that are too long, each with its place',
    () =>
      buttons(
        { ...button, title: 'a'.repeat(101) },
        { type: 'oa.query.hide', title: 'a', payload: 'a'.repeat(1_001) },
        { type: 'oa.open.sms', title: 'a', phone: '', content: 'a'.repeat(161) },
        { type: 'oa.open.phone', title: '', phone: '84123456789' },
        { type: 'oa.open.url', title: 'a', url: 'javascript:alert(1)' },
      ),
    [
      { field: 'buttons.0.title', rule: 'too-long', limit: 100 },
      { field: 'buttons.1.payload', rule: 'too-long', limit: 1_000 },
      { field: 'buttons.2.phone', rule: 'required' },
      { field: 'buttons.2.content', rule: 'too-long', limit: 160 },
      { field: 'buttons.3.title', rule: 'required' },
      { field: 'buttons.4.url', rule: 'wrong-format' },
    ],
  ],
  ['no article', () => oa.broadcasts.send({ articleIds: [] }), [{ field: 'articleIds', rule: 'required' }]],
  [
    'six articles',
    () => oa.broadcasts.send({ articleIds: ['1', '2', '3', '4', '5', '6'] }),
    [{ field: 'articleIds', rule: 'too-many', limit: 5 }],
  ],
  [
    'an empty list of ages, which would be everybody on the wire',
    () => oa.broadcasts.send({ articleIds: ['1'], target: { ages: [] } }),
    [{ field: 'target.ages', rule: 'required' }],
  ],
  [
    'a city that is none',
    () => oa.broadcasts.send({ articleIds: ['1'], target: { cities: [9, 64, 1.5] } }),
    [{ field: 'target.cities', rule: 'not-allowed' }],
  ],
  [
    'an article that is too long',
    () => oa.articles.create({ ...article, title: 'a'.repeat(151), author: 'a'.repeat(51), body: [] }),
    [
      { field: 'title', rule: 'too-long', limit: 150 },
      { field: 'author', rule: 'too-long', limit: 50 },
      { field: 'body', rule: 'required' },
    ],
  ],
  ['51 users', () => oa.users.list({ count: 51 }), [{ field: 'count', rule: 'too-large', limit: 50 }]],
  [
    'users beyond what can be listed',
    () => oa.users.list({ offset: 9_952 }),
    [{ field: 'offset', rule: 'too-large', limit: 9_951 }],
  ],
  ['11 messages', () => oa.conversations.recent({ count: 11 }), [{ field: 'count', rule: 'too-large', limit: 10 }]],
  ['11 articles', () => oa.articles.list({ limit: 11 }), [{ field: 'limit', rule: 'too-large', limit: 10 }]],
])('%s is not sent', async (_what, call, faults) => {
  const error = await errorOf(call());
  expect(error).toMatchObject({ class: 'invalid', sent: 'no', code: null, faults });
  expect(error.faults).toHaveLength(faults.length);
  expect(server.arrived).toEqual([]);
});

test('the cities are 63 of Vietnam and the rest of the world, each once', () => {
  expect(BROADCAST_CITIES).toHaveLength(64);
  expect(new Set(BROADCAST_CITIES.map((name) => name.normalize('NFC'))).size).toBe(64);
  expect([0, 4, 9, 20, 38, 57, 63].map((code) => BROADCAST_CITIES[code])).toEqual([
    'Đồng Tháp',
    'Thành phố Hồ Chí Minh',
    'Hà Nội',
    'Đà Nẵng',
    'Quảng Ninh',
    'Hải Phòng',
    'ngoài Việt Nam',
  ]);
});

test('a text is counted in its composed form, in which it is sent', async () => {
  const text = 'ắ'.repeat(2_000).normalize('NFD');
  expect(text.length).toBeGreaterThan(5_000);
  server.next({ json: { error: 0, data: { message_id: 'm1' } } });
  await oa.consultation.sendText({ userId, text });
  expect(server.last().json).toMatchObject({ message: { text: 'ắ'.repeat(2_000) } });
});

test('buttons get the template type that is asked for, since the sources differ', async () => {
  const { options } = clientsOf(server, transport);
  const other = new ZaloOfficialAccount({ ...options, buttonsTemplateType: 'button' });
  server.next({ json: { error: 0, data: { message_id: 'm1' } } });
  await other.consultation.sendButtons({ userId, text: 'a', buttons: [button] });
  expect(server.last().json).toMatchObject({ message: { attachment: { payload: { template_type: 'button' } } } });
});
