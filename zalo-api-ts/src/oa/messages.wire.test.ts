import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTransport, type UndiciTransport, type ZaloOfficialAccount } from '../index.js';
import { clientsOf } from '../testing/clients.js';
import { type Loopback, startLoopback } from '../testing/loopback.js';
import { checkWire, type Wire } from '../testing/wire.js';

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

const userId = '2468458835296197922';
const recipient = { user_id: userId };
const template = (payload: object) => ({ type: 'template', payload });
const media = (element: object) => template({ template_type: 'media', elements: [element] });

const sentAnswer = {
  data: {
    message_id: 'c6792f94f71be346ba09',
    user_id: userId,
    sent_time: '1626926349402',
    quota: { quota_type: 'reply', owner_type: 'OA', owner_id: '388613280878808645', remain: 8 },
  },
};
const sent = {
  messageId: 'c6792f94f71be346ba09',
  userId,
  sentAt: new Date(1_626_926_349_402),
  quota: { quotaType: 'reply', ownerType: 'OA', ownerId: '388613280878808645', remain: 8, total: null },
};
const CS = 'POST /v3.0/oa/message/cs';

const consultation: Wire[] = [
  {
    what: 'a text, composed however it was typed',
    call: () => oa.consultation.sendText({ userId, text: 'Nhắc hạn'.normalize('NFD') }),
    at: CS,
    body: { recipient, message: { text: 'Nhắc hạn' } },
    answer: sentAnswer,
    gives: sent,
  },
  {
    what: 'an answer to a message',
    call: () => oa.consultation.sendText({ userId, text: 'a', quoteMessageId: 'm0' }),
    at: CS,
    body: { recipient, message: { text: 'a', quote_message_id: 'm0' } },
    answer: { data: { message_id: 'm1' }, sent_time: 1_626_926_349_402 },
    gives: { messageId: 'm1', userId: null, sentAt: new Date(1_626_926_349_402), quota: null },
  },
  {
    what: 'an image by its address, with a text',
    call: () => oa.consultation.sendImage({ userId, text: 'a', url: 'https://a.vn/a.jpg' }),
    at: CS,
    body: { recipient, message: { text: 'a', attachment: media({ media_type: 'image', url: 'https://a.vn/a.jpg' }) } },
    answer: sentAnswer,
  },
  {
    what: 'an image that was uploaded',
    call: () => oa.consultation.sendImage({ userId, attachmentId: 'at1' }),
    at: CS,
    body: { recipient, message: { attachment: media({ media_type: 'image', attachment_id: 'at1' }) } },
    answer: sentAnswer,
  },
  {
    what: 'a GIF',
    call: () => oa.consultation.sendGif({ userId, attachmentId: 'at1', width: 480, height: 360 }),
    at: CS,
    body: {
      recipient,
      message: { attachment: media({ media_type: 'gif', attachment_id: 'at1', width: 480, height: 360 }) },
    },
    answer: sentAnswer,
  },
  {
    what: 'a sticker',
    call: () => oa.consultation.sendSticker({ userId, attachmentId: 'st1' }),
    at: CS,
    body: { recipient, message: { attachment: media({ media_type: 'sticker', attachment_id: 'st1' }) } },
    answer: sentAnswer,
  },
  {
    what: 'a file',
    call: () => oa.consultation.sendFile({ userId, token: 't1' }),
    at: CS,
    body: { recipient, message: { attachment: { type: 'file', payload: { token: 't1' } } } },
    answer: sentAnswer,
  },
  {
    what: 'buttons of every type',
    call: () =>
      oa.consultation.sendButtons({
        userId,
        text: 'a',
        buttons: [
          { type: 'oa.open.url', title: 'Xem', url: 'https://a.vn' },
          { type: 'oa.query.show', title: 'Đã nhận', payload: '#DA_NHAN 1', icon: 'https://a.vn/i.png' },
          { type: 'oa.query.hide', title: 'Ẩn', payload: '#ACK 1' },
          { type: 'oa.open.phone', title: 'Gọi', phone: '84123456789' },
          { type: 'oa.open.sms', title: 'SMS', phone: '84123456789', content: 'b' },
        ],
      }),
    at: CS,
    body: {
      recipient,
      message: {
        text: 'a',
        attachment: template({
          buttons: [
            { title: 'Xem', image_icon: '', type: 'oa.open.url', payload: { url: 'https://a.vn' } },
            { title: 'Đã nhận', image_icon: 'https://a.vn/i.png', type: 'oa.query.show', payload: '#DA_NHAN 1' },
            { title: 'Ẩn', image_icon: '', type: 'oa.query.hide', payload: '#ACK 1' },
            { title: 'Gọi', image_icon: '', type: 'oa.open.phone', payload: { phone_code: '84123456789' } },
            {
              title: 'SMS',
              image_icon: '',
              type: 'oa.open.sms',
              payload: { content: 'b', phone_code: '84123456789' },
            },
          ],
        }),
      },
    },
    answer: sentAnswer,
  },
  {
    what: 'a request for personal details',
    call: () => oa.consultation.requestUserInfo({ userId, title: 'a', subtitle: 'b', imageUrl: 'https://a.vn/a.png' }),
    at: CS,
    body: {
      recipient,
      message: {
        attachment: template({
          template_type: 'request_user_info',
          elements: [{ title: 'a', subtitle: 'b', image_url: 'https://a.vn/a.png' }],
        }),
      },
    },
    answer: sentAnswer,
  },
  {
    what: 'a template by user id',
    call: () => oa.sendTemplate({ userId, templateId: '7895417a7d3f9461cd2e', templateData: { ten: 'a', so: 1 } }),
    at: 'POST /v3.0/oa/message/template',
    body: { user_id: userId, template_id: '7895417a7d3f9461cd2e', template_data: { ten: 'a', so: 1 } },
    answer: sentAnswer,
    gives: sent,
  },
  {
    what: 'a reaction',
    call: () => oa.conversations.react({ userId, messageId: 'm1', icon: '/-heart' }),
    at: 'POST /v2.0/oa/message',
    body: { recipient, sender_action: { react_icon: '/-heart', react_message_id: 'm1' } },
    gives: null,
  },
];

const broadcasts: Wire[] = [
  {
    what: 'articles to a part of the followers',
    call: () =>
      oa.broadcasts.send({
        articleIds: ['a1', 'a2'],
        target: { gender: 2, ages: [2, 3], locations: [1], cities: [9, 20], platforms: [1, 2] },
      }),
    at: 'POST /v2.0/oa/message',
    body: {
      recipient: { target: { gender: '2', ages: '2,3', locations: '1', cities: '9,20', platform: '1,2' } },
      message: {
        attachment: template({
          template_type: 'media',
          elements: [
            { media_type: 'article', attachment_id: 'a1' },
            { media_type: 'article', attachment_id: 'a2' },
          ],
        }),
      },
    },
    answer: { data: { message_id: 'b1' } },
    gives: { messageId: 'b1' },
  },
  {
    what: 'an article to everybody, said and not left empty',
    call: () => oa.broadcasts.send({ articleIds: ['a1'] }),
    at: 'POST /v2.0/oa/message',
    body: {
      recipient: { target: { gender: '0' } },
      message: { attachment: media({ media_type: 'article', attachment_id: 'a1' }) },
    },
    answer: { data: { message_id: 'b1' } },
  },
];

describe.each([
  ['consultation', consultation],
  ['broadcasts', broadcasts],
])('%s', (_room, wires) => {
  test.each(wires.map((wire) => [wire.what, wire] as const))('%s', (_what, wire) => checkWire(server, wire));
});

test('what was withdrawn or is closed has no call', () => {
  const names = [oa, oa.consultation, oa.broadcasts].flatMap((part) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(part)),
  );
  expect(names.filter((name) => /transaction|promotion/i.test(name))).toEqual([]);
});
