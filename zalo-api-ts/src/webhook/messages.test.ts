import { describe, expect, test } from 'vitest';
import { parseEvent } from '../index.js';

const USER = '246845883529197922';
const OA = '388613280878808645';
const common = { app_id: '360846524940903967', timestamp: '1543908534740' };
const fromUser = { ...common, sender: { id: USER }, recipient: { id: OA }, user_id_by_app: '552177279717587730' };
const fromOa = { ...common, sender: { id: OA }, recipient: { id: USER } };
const message = { msg_id: '96d3cdf3af150460909', text: 'a' };
const attached = (type: string, payload: unknown) => ({ msg_id: 'm1', attachments: [{ type, payload }] });

test('a text of a user', () => {
  const raw = { ...fromUser, event_name: 'user_send_text', message: { ...message, quote_msg_id: 'm0' } };
  expect(parseEvent(raw)).toEqual({
    kind: 'user-message',
    eventName: 'user_send_text',
    appId: '360846524940903967',
    oaId: OA,
    userId: USER,
    at: new Date(1_543_908_534_740),
    messageId: '96d3cdf3af150460909',
    text: 'a',
    attachments: [],
    quotedMessageId: 'm0',
    raw,
  });
});

test('ids that are bare numbers keep their digits', () => {
  const bytes = Buffer.from(
    `{"app_id":360846524940903967,"sender":{"id":${USER}},"recipient":{"id":${OA}},"event_name":"user_send_text","message":{"text":"a","msg_id":96150460909},"timestamp":1543908534740}`,
  );
  expect(parseEvent(bytes)).toMatchObject({
    appId: '360846524940903967',
    userId: USER,
    oaId: OA,
    messageId: '96150460909',
    at: new Date(1_543_908_534_740),
  });
});

describe('what users send', () => {
  test.each<[string, unknown, unknown]>([
    [
      'image',
      { thumbnail: 'https://a.vn/t', url: 'https://a.vn/i' },
      { type: 'image', url: 'https://a.vn/i', thumbnailUrl: 'https://a.vn/t' },
    ],
    ['gif', { url: 'https://a.vn/g' }, { type: 'gif', url: 'https://a.vn/g', thumbnailUrl: null }],
    [
      'link',
      { thumbnail: 't', description: 'd', url: 'https://a.vn' },
      { type: 'link', url: 'https://a.vn', description: 'd', thumbnailUrl: 't' },
    ],
    ['audio', { url: 'https://a.vn/a.amr' }, { type: 'audio', url: 'https://a.vn/a.amr' }],
    [
      'video',
      { url: 'https://a.vn/v', thumbnail: 't', description: '' },
      { type: 'video', url: 'https://a.vn/v', description: null, thumbnailUrl: 't' },
    ],
    ['sticker', { url: 'https://a.vn/s', id: 46_032 }, { type: 'sticker', stickerId: '46032', url: 'https://a.vn/s' }],
    [
      'location',
      { coordinates: { latitude: '10.7642473', longitude: 106.6564305 } },
      { type: 'location', latitude: 10.764_247_3, longitude: 106.656_430_5 },
    ],
    [
      'file',
      { size: '12345', name: 'báo cáo.pdf', checksum: 'd41d8cd9', type: 'pdf', url: 'https://a.vn/f' },
      {
        type: 'file',
        url: 'https://a.vn/f',
        name: 'báo cáo.pdf',
        sizeBytes: 12_345,
        checksum: 'd41d8cd9',
        fileType: 'pdf',
      },
    ],
    ['business_card', { a: 1 }, { type: 'other', name: 'business_card', payload: { a: 1 } }],
  ])('%s', (type, payload, attachment) => {
    const event = parseEvent({ ...fromUser, event_name: `user_send_${type}`, message: attached(type, payload) });
    expect(event).toMatchObject({ kind: 'user-message', userId: USER, text: null, attachments: [attachment] });
  });

  test('an attachment of a form that nobody described does not make the message unreadable', () => {
    for (const attachments of [[{ type: 'image', payload: {} }], ['?'], [{ type: 'image' }], 'none', null]) {
      const event = parseEvent({ ...fromUser, event_name: 'user_send_image', message: { msg_id: 'm1', attachments } });
      expect(event.kind).toBe('user-message');
    }
    const odd = attached('image', { wrong: true });
    expect(parseEvent({ ...fromUser, event_name: 'user_send_image', message: odd })).toMatchObject({
      attachments: [{ type: 'other', name: 'image', payload: { wrong: true } }],
    });
  });
});

describe('what the account sends', () => {
  test.each(['text', 'image', 'gif', 'list', 'file', 'sticker'])('%s by a program names no admin', (type) => {
    const event = parseEvent({ ...fromOa, event_name: `oa_send_${type}`, message });
    expect(event).toMatchObject({ kind: 'oa-message', oaId: OA, userId: USER, adminId: null });
  });

  test('a human who answers in the tool is named', () => {
    const raw = { ...fromOa, sender: { id: OA, admin_id: 4_400_000_001 }, event_name: 'oa_send_text', message };
    expect(parseEvent(raw)).toMatchObject({ kind: 'oa-message', adminId: '4400000001' });
  });
});

test('visitors of a web site are nobody that one could write to by user id', () => {
  const anonymous = { ...message, conversation_id: 'c1' };
  expect(parseEvent({ ...fromUser, event_name: 'anonymous_send_text', message: anonymous })).toMatchObject({
    kind: 'anonymous-message',
    userId: null,
    anonymousId: USER,
    conversationId: 'c1',
  });
  expect(parseEvent({ ...fromOa, event_name: 'oa_send_anonymous_image', message: anonymous })).toMatchObject({
    kind: 'oa-anonymous-message',
    userId: null,
    anonymousId: USER,
    oaId: OA,
  });
});

describe('receipts, whose ends the sources give in both orders', () => {
  const seen = { event_name: 'user_seen_message', message: { msg_ids: ['m1', 2] } };
  const received = { event_name: 'user_received_message', message: { msg_id: 'm1' } };

  test.each([fromUser, fromOa])('the user is the end that is not the account', (ends) => {
    expect(parseEvent({ ...ends, ...seen }, { oaId: OA })).toMatchObject({
      kind: 'seen',
      oaId: OA,
      userId: USER,
      messageIds: ['m1', '2'],
    });
    expect(parseEvent({ ...ends, ...received }, { oaId: OA })).toMatchObject({
      kind: 'received',
      oaId: OA,
      userId: USER,
      messageId: 'm1',
    });
  });

  test('without knowing the account, no user is guessed', () => {
    expect(parseEvent({ ...fromOa, ...seen })).toMatchObject({ kind: 'seen', oaId: null, userId: null });
  });
});

test('reactions of both sides', () => {
  const reacted = { msg_id: 'm1', react_icon: '/-heart' };
  expect(parseEvent({ ...fromUser, event_name: 'user_reacted_message', message: reacted })).toMatchObject({
    kind: 'reaction',
    by: 'user',
    userId: USER,
    messageId: 'm1',
    icon: '/-heart',
  });
  expect(parseEvent({ ...fromOa, event_name: 'oa_reacted_message', message: reacted })).toMatchObject({
    by: 'oa',
    oaId: OA,
    userId: USER,
  });
});
