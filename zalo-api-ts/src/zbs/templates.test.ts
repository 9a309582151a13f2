import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTransport, hashPhone, type UndiciTransport, ZaloTemplates } from '../index.js';
import { clientsOf, errorOf } from '../testing/clients.js';
import { type Loopback, startLoopback } from '../testing/loopback.js';
import { checkWire, type Wire } from '../testing/wire.js';

let server: Loopback;
let transport: UndiciTransport;
let templates: ZaloTemplates;
beforeAll(async () => {
  server = await startLoopback();
  transport = createTransport();
  templates = clientsOf(server, transport).templates;
});
afterAll(async () => {
  await server.close();
  await transport.close();
});

const message = {
  phone: '0987 654 321',
  templateId: '7895417a7d3f9461cd2e',
  templateData: { ten: 'Lan', han: '25/11/2026' },
  trackingId: 'rem-2026-000123',
};
const { phone: _phone, ...withoutPhone } = message;
const phoneHash = hashPhone(message.phone);
const body = {
  phone: '84987654321',
  template_id: '7895417a7d3f9461cd2e',
  template_data: { ten: 'Lan', han: '25/11/2026' },
  tracking_id: 'rem-2026-000123',
};
const answer = {
  data: {
    msg_id: 'a4d0243feee163bd3af2',
    sent_time: '1626926349402',
    sending_mode: '1',
    quota: { dailyQuota: '500', remainingQuota: '499' },
  },
};
const range = { templateId: '1', from: new Date(1_000), to: new Date(2_000) };
const rating = {
  note: 'a',
  rate: 5,
  submitDate: '1616673095659',
  msgId: 'm1',
  feedbacks: ['b'],
  trackingId: 't1',
};
const read = {
  messageId: 'm1',
  trackingId: 't1',
  rate: 5,
  note: 'a',
  feedbacks: ['b'],
  submittedAt: new Date(1_616_673_095_659),
};

const wires: Wire[] = [
  {
    what: 'a template by telephone',
    call: () => templates.send(message),
    at: 'POST /message/template',
    body,
    answer,
    gives: {
      messageId: 'a4d0243feee163bd3af2',
      sentAt: new Date(1_626_926_349_402),
      quota: { daily: 500, remaining: 499 },
    },
  },
  {
    what: 'a template in development, beyond the quota',
    call: () => templates.send({ ...message, sendingMode: 3, development: true }),
    at: 'POST /message/template',
    body: { ...body, sending_mode: '3', mode: 'development' },
    answer: { data: { msg_id: 'm1' } },
    gives: { messageId: 'm1', sentAt: null, quota: null },
  },
  {
    what: 'a template to a hash',
    call: () => templates.sendToHash({ ...withoutPhone, phoneHash }),
    at: 'POST /message/template/hashphone',
    body: { ...body, phone: phoneHash },
    answer,
  },
  {
    what: 'a message that was delivered',
    call: () => templates.status('m1'),
    at: 'GET /message/status',
    query: { message_id: 'm1' },
    answer: { data: { status: 1, delivery_time: '1602960467432', message: 'x' } },
    gives: { state: 'delivered', deliveredAt: new Date(1_602_960_467_432) },
  },
  {
    what: 'a message that was not delivered yet, asked for with its number',
    call: () => templates.status({ messageId: 'm1', phone: '0987654321' }),
    at: 'GET /message/status',
    query: { message_id: 'm1', phone: '84987654321' },
    answer: { data: { status: '0', delivery_time: '' } },
    gives: { state: 'pending', deliveredAt: null },
  },
  {
    what: 'a message that nobody knows',
    call: () => templates.status('m1'),
    at: 'GET /message/status',
    query: { message_id: 'm1' },
    answer: { data: { status: -1 } },
    gives: { state: 'failed', deliveredAt: null },
  },
  {
    what: 'the quota of the day',
    call: () => templates.quota(),
    at: 'GET /message/quota',
    answer: { data: { dailyQuota: 500, remainingQuota: '0' } },
    gives: { daily: 500, remaining: 0 },
  },
  {
    what: 'the tags',
    call: () => templates.tags(),
    at: 'GET /message/template-tag',
    answer: { data: ['TRANSACTION'] },
    gives: ['TRANSACTION'],
  },
  {
    what: 'the quality',
    call: () => templates.quality(),
    at: 'GET /quality',
    answer: { data: { oaCurrentQuality: 'HIGH', oa7dayQuality: 'UNDEFINED' } },
    gives: { current: 'HIGH', sevenDays: 'UNDEFINED' },
  },
  {
    what: 'the templates that are enabled, by the number of that state',
    call: () => templates.list({ offset: 100, status: 'ENABLE' }),
    at: 'GET /template/all',
    query: { offset: '100', limit: '100', status: '1' },
    answer: {
      data: [{ templateId: 27_288_912, templateName: 'a', status: 'ENABLE', templateQuality: 'HIGH' }],
      metadata: { total: 101 },
    },
    gives: {
      total: 101,
      templates: [{ templateId: '27288912', name: 'a', status: 'ENABLE', quality: 'HIGH' }],
    },
  },
  {
    what: 'a template, with its parameters and prices',
    call: () => templates.info('272889'),
    at: 'GET /template/info/v2',
    query: { template_id: '272889' },
    answer: {
      data: {
        templateId: 272_889,
        templateName: 'Nhắc hạn',
        status: 'ENABLE',
        listParams: [
          { name: 'ten', require: true, type: 'CUSTOMER_NAME', maxLength: 30, minLength: 0, acceptNull: false },
          { name: 'han', require: 'false', type: 'DATE', maxLength: '20', minLength: 0, acceptNull: 'true' },
        ],
        listButtons: [{ type: 1, title: 'Xem', content: 'https://a.vn' }],
        timeout: 7_200_000,
        previewUrl: 'https://a.vn/p',
        templateQuality: null,
        templateTag: 'CUSTOMER_CARE',
        price: '200.0',
        price_uid: 140,
      },
    },
    gives: {
      templateId: '272889',
      name: 'Nhắc hạn',
      status: 'ENABLE',
      params: [
        { name: 'ten', required: true, type: 'CUSTOMER_NAME', maxLength: 30, minLength: 0, acceptNull: false },
        { name: 'han', required: false, type: 'DATE', maxLength: 20, minLength: 0, acceptNull: true },
      ],
      buttons: [{ type: '1', title: 'Xem', content: 'https://a.vn' }],
      timeout: 7_200_000,
      previewUrl: 'https://a.vn/p',
      quality: null,
      tag: 'CUSTOMER_CARE',
      priceByPhone: 200,
      priceByUserId: 140,
    },
  },
  {
    what: 'example values',
    call: () => templates.sampleData('1'),
    at: 'GET /template/sample-data',
    query: { template_id: '1' },
    answer: { data: { ten: 'a' } },
    gives: { ten: 'a' },
  },
  ...[{ data: [rating] }, { data: { total: 1, data: [rating] } }].map((answer) => ({
    what: 'ratings, however deep they lie',
    call: () => templates.ratings(range),
    at: 'GET /rating/get',
    query: { template_id: '1', from_time: '1000', to_time: '2000', offset: '0', limit: '100' },
    answer,
    gives: [read],
  })),
  {
    what: 'quick replies, asked for in the other way',
    call: () =>
      new ZaloTemplates({ ...clientsOf(server, transport).options, answersMethod: 'POST' }).responses({
        ...range,
        offset: 5,
        limit: 10,
      }),
    at: 'POST /response/get',
    query: { template_id: '1', from_time: '1000', to_time: '2000', offset: '5', limit: '10' },
    answer: { data: [{ a: 1 }] },
    gives: [{ a: 1 }],
  },
];

test.each(wires.map((wire) => [wire.what, wire] as const))('%s', (_what, wire) => checkWire(server, wire));

test.each<[string, object, object[]]>([
  ['a number of another country', { phone: '+12025550100' }, [{ field: 'phone', rule: 'wrong-format' }]],
  ['no template', { templateId: '' }, [{ field: 'templateId', rule: 'required' }]],
  ['no tracking id', { trackingId: '' }, [{ field: 'trackingId', rule: 'required' }]],
  [
    'a tracking id that is too long',
    { trackingId: 'a'.repeat(49) },
    [{ field: 'trackingId', rule: 'too-long', limit: 48 }],
  ],
  ['a tracking id with a space', { trackingId: 'a b' }, [{ field: 'trackingId', rule: 'wrong-format' }]],
])('%s is told before anything is sent, and without the number', async (_what, changes, faults) => {
  const before = server.arrived.length;
  const error = await errorOf(templates.send({ ...message, ...changes }));
  expect(error).toMatchObject({ host: 'business', class: 'invalid', sent: 'no', faults });
  expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/2025550100|987/);
  expect(server.arrived).toHaveLength(before);
});

test('a number in plain sight is no hash', async () => {
  const error = await errorOf(templates.sendToHash({ ...withoutPhone, phoneHash: '84987654321' }));
  expect(error.faults).toEqual([{ field: 'phoneHash', rule: 'wrong-format' }]);
});

test('the codes of this host are read by its own table', async () => {
  server.next({ json: { error: -118, message: 'x' } }, { json: { error: -124, message: 'x' } });
  expect(await errorOf(templates.send(message))).toMatchObject({ host: 'business', class: 'recipient', sent: 'no' });
  expect(await errorOf(templates.quota())).toMatchObject({ class: 'refresh' });
});
