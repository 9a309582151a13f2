import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloCalls } from '../../test/support/zaloCalls.js';
import { startZaloSimulator, type ZaloOptions, type ZaloSimulator, type ZaloUserState } from '../index.js';

const LAN = '2468458835296197922';
const HOUR_MS = 3_600_000;
let zalo: ZaloSimulator;
const { cs, post, upload } = zaloCalls(() => zalo);

beforeEach(() => start());
afterEach(() => zalo.close());

async function start(options: ZaloOptions = {}): Promise<void> {
  zalo = await startZaloSimulator({ users: [{ id: LAN, name: 'Lan' }], ...options });
}
async function restart(options: ZaloOptions): Promise<void> {
  await zalo.close();
  await start(options);
}
/** The refusal's number, or the kind of quota that was taken. */
async function outcome(message: unknown = 'Chào', to = LAN) {
  const { body } = await cs(to, message);
  if (body['error'] !== 0) return body['error'];
  const data = body['data'] as { quota?: { quota_type: string } };
  return data.quota?.quota_type ?? 'charged';
}
const withButtons = (...buttons: unknown[]) => ({
  text: 'Mời chọn',
  attachment: { type: 'template', payload: { buttons } },
});

describe('consultation messages', () => {
  it('reach the phone and are answered as Zalo does, with the limits in the headers', async () => {
    const { status, body, headers } = await cs(LAN, 'Chào chị Lan');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ error: 0, message: 'Success' },
      data: { user_id: LAN, quota: { quota_type: 'welcome_msg', owner_type: 'OA', owner_id: zalo.oaId } },
    });
    expect(body['data']).toMatchObject({ message_id: expect.stringMatching(/^[0-9a-f]{20}$/) });
    expect([headers['x-ratelimit-limit'], headers['x-ratelimit-remain']]).toEqual(['4000', '3999']);
    await cs(LAN, 'Chào chị Lan');
    expect(zalo.textsTo(LAN)).toEqual({ 'Chào chị Lan': 2 });
    expect(zalo.deliveredTo(LAN)).toBe(2);
  });

  it('are free for 48 hours, then take the package, then money, and stop after seven days', async () => {
    await restart({ oa: { csQuota: 1, wallet: 60 } });
    zalo.user(LAN).say('Xin hỏi');
    expect(await outcome()).toBe('reply');
    zalo.clock.advance(48 * HOUR_MS - 60_000);
    expect(await outcome()).toBe('reply');
    zalo.clock.advance(2 * 60_000);
    expect(await outcome()).toBe('sub_quota');
    expect(await outcome()).toBe('charged');
    expect(await outcome()).toBe(-321);
    zalo.clock.advance(5 * 24 * HOUR_MS);
    expect(await outcome()).toBe(-230);
    zalo.user(LAN).say('Còn đây');
    expect(await outcome()).toBe('reply');
  });

  it.each<[string, ZaloUserState, number]>([
    ['a stranger', { follower: false, lastInteraction: null }, -201],
    ['somebody banned', { banned: true }, -227],
    ['somebody not seen for 45 days', { inactive: true }, -227],
    ['somebody who refuses such messages', { blocks: ['cs'] }, -244],
    ['somebody who refuses the OA', { blocks: ['all'] }, -244],
    ['somebody who has had too many', { saturated: true }, -218],
    ['a follower of eight days ago', { lastInteraction: '2026-01-01T00:00:00Z' }, -230],
  ])('to %s are refused', async (_who, state, error) => {
    await restart({ users: [{ id: LAN, name: 'Lan', ...state }] });
    expect(await outcome()).toBe(error);
    expect(zalo.deliveredTo(LAN)).toBe(0);
  });

  it('to who unfollowed are refused until they write again', async () => {
    const lan = zalo.user(LAN);
    lan.unfollow();
    expect(await outcome()).toBe(-213);
    lan.say('Tôi hỏi lại');
    expect(await outcome()).toBe('reply');
  });

  it('to an id that is nobody’s are refused, unless everybody exists', async () => {
    expect(await outcome('Chào', '9999999999')).toBe(-201);
    await restart({ acceptUnknown: true });
    expect(await outcome('Chào', '9999999999')).toBe('welcome_msg');
    expect(await outcome('Chào', 'khong-phai-so')).toBe(-201);
  });

  it('that reading alone has not made possible stay impossible: reading is no interaction', async () => {
    zalo.user(LAN).say('Chào');
    await cs(LAN, 'Chào');
    zalo.clock.advance(8 * 24 * HOUR_MS);
    zalo.user(LAN).read();
    expect(await outcome()).toBe(-230);
    zalo.user(LAN).chatNow();
    expect(await outcome()).toBe('reply');
  });

  it.each<[string, unknown, unknown]>([
    ['2,000 characters', { text: 'ố'.repeat(2_000) }, 'welcome_msg'],
    ['2,001 characters', { text: 'a'.repeat(2_001) }, -210],
    ['nothing', { text: '' }, -201],
    ['a number', { text: 5 }, -201],
    [
      'an article',
      {
        attachment: {
          type: 'template',
          payload: { template_type: 'media', elements: [{ media_type: 'article', attachment_id: 'x' }] },
        },
      },
      -233,
    ],
    ['a withdrawn list', { attachment: { type: 'template', payload: { template_type: 'list', elements: [] } } }, -233],
    [
      'an image by address',
      {
        text: 'Ảnh',
        attachment: {
          type: 'template',
          payload: { template_type: 'media', elements: [{ media_type: 'image', url: 'https://example.com/a.jpg' }] },
        },
      },
      'welcome_msg',
    ],
    [
      'an image that nobody uploaded',
      {
        attachment: {
          type: 'template',
          payload: { template_type: 'media', elements: [{ media_type: 'image', attachment_id: 'x' }] },
        },
      },
      -201,
    ],
    [
      'a sticker',
      {
        attachment: {
          type: 'template',
          payload: { template_type: 'media', elements: [{ media_type: 'sticker', attachment_id: '123' }] },
        },
      },
      'welcome_msg',
    ],
    [
      'a request for data',
      {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'request_user_info',
            elements: [{ title: 'Xin số', subtitle: '', image_url: 'https://example.com/a.jpg' }],
          },
        },
      },
      'welcome_msg',
    ],
    [
      'a request with a long title',
      {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'request_user_info',
            elements: [{ title: 'x'.repeat(101), image_url: 'https://example.com/a.jpg' }],
          },
        },
      },
      -210,
    ],
    ['a button', withButtons({ title: 'Có', type: 'oa.query.show', payload: '#CO' }), 'welcome_msg'],
    [
      'six buttons',
      withButtons(...Array.from({ length: 6 }, () => ({ title: 'Có', type: 'oa.query.show', payload: '#CO' }))),
      -210,
    ],
    ['a button of an unknown type', withButtons({ title: 'Có', type: 'callback', payload: '#CO' }), -201],
    [
      'a button with too much inside',
      withButtons({ title: 'Có', type: 'oa.query.hide', payload: 'x'.repeat(1_001) }),
      -210,
    ],
    [
      'a button to a place that is no web page',
      withButtons({ title: 'Có', type: 'oa.open.url', payload: { url: 'javascript:1' } }),
      -201,
    ],
    [
      'a button that calls',
      withButtons({ title: 'Gọi', type: 'oa.open.phone', payload: { phone_code: '84123456789' } }),
      'welcome_msg',
    ],
    ['no object', 'x', 'welcome_msg'],
  ])('of %s are judged', async (_what, message, expected) => {
    expect(await outcome(message)).toBe(expected);
  });

  it('that are not JSON, or lie in the query only, are refused', async () => {
    expect((await post('/v3.0/oa/message/cs', [1])).body['error']).toBe(-201);
    expect((await post('/v3.0/oa/message/cs', {})).body['error']).toBe(-201);
  });

  it('of the withdrawn kinds are refused, each with the number that is assumed', async () => {
    const body = { recipient: { user_id: LAN }, message: { text: 'x' } };
    for (const path of ['/v3.0/oa/message/transaction', '/v3.0/oa/message/promotion', '/v2.0/oa/message'])
      expect((await post(path, body)).body['error']).toBe(-240);
  });

  it('carry uploads for seven days, of the right kind, form and size', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100)]);
    const image = (await upload('image', png, 'a.png')).body['data'] as { attachment_id: string };
    const file = (await upload('file', Buffer.from('%PDF-1.7'), 'kế hoạch.pdf')).body['data'] as { token: string };
    const picture = (id: string) => ({
      attachment: {
        type: 'template',
        payload: { template_type: 'media', elements: [{ media_type: 'image', attachment_id: id }] },
      },
    });
    expect(await outcome(picture(image.attachment_id))).toBe('welcome_msg');
    expect(await outcome(picture(file.token))).toBe(-201);
    expect(await outcome({ attachment: { type: 'file', payload: { token: file.token } } })).toBe('welcome_msg');
    expect(zalo.user(LAN).messages.at(-1)).toMatchObject({ kind: 'file', file: { name: 'kế hoạch.pdf', size: 8 } });
    expect((await upload('image', Buffer.from('GIF89a'), 'a.png')).body['error']).toBe(-201);
    expect((await upload('image', Buffer.concat([png, Buffer.alloc(1024 * 1024)]), 'a.png')).body['error']).toBe(-210);
    expect((await upload('file', Buffer.from('MZ'), 'a.exe')).body['error']).toBe(-201);
    zalo.clock.advance(8 * 24 * HOUR_MS);
    zalo.user(LAN).say('Chào');
    expect(await outcome(picture(image.attachment_id))).toBe(-100);
  });
});

describe('limits', () => {
  it('refuse the app above its calls a minute, and let it on in the next', async () => {
    await restart({ limits: { appPerMinute: 3 } });
    zalo.clock.set('2026-11-22T05:00:00Z');
    for (let n = 0; n < 3; n += 1) expect(await outcome()).toBe('welcome_msg');
    const { status, body, headers } = await cs(LAN, 'Chào');
    expect([status, body['error'], headers['x-ratelimit-remain']]).toEqual([200, -32, '0']);
    expect(body['message']).toContain('application');
    zalo.clock.advance(60_000);
    expect(await outcome()).toBe('welcome_msg');
    zalo.setLimits({ oaPerMinute: 0 });
    expect((await cs(LAN, 'Chào')).body['message']).toContain('OA');
    zalo.setLimits({});
    expect((await cs(LAN, 'Chào')).headers['x-ratelimit-limit']).toBeUndefined();
  });
});
