import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloCalls } from '../../test/support/zaloCalls.js';
import { startZaloSimulator, type ZaloSimulator, type ZaloTemplateSpec, type ZaloUserState } from '../index.js';

const LAN = '2468458835296197922';
const PHONE = '84987654321';
/** Computed for the sheet: SHA-256 of the number. */
const HASH = '116ce31ae9170769b075a11dedca1198f41d30318334919fb90917e9c617b438';
const NIGHT = '2026-11-22T23:00:00+07:00';
const TEMPLATES: ZaloTemplateSpec[] = [
  {
    id: 'due',
    name: 'Nhắc hạn',
    text: 'Gửi <ten>: hạn <han>',
    params: [{ name: 'ten' }, { name: 'han', type: 'DATE', maxLength: 20 }],
  },
  { id: 'waiting', name: 'Chờ duyệt', status: 'PENDING_REVIEW' },
  { id: 'bad', name: 'Bị tắt', status: 'DISABLE', quality: 'LOW' },
  { id: 'promo', name: 'Quảng bá', tag: 3 },
  { id: 'old', name: 'Cũ', byUserId: false },
  { id: 'otp', name: 'OTP', type: 2 },
  { id: 'one', name: 'Một lần', dailyQuota: 1 },
  { id: 'reply', name: 'Trả lời nhanh', text: 'Đã nộp chưa?', quickReplies: ['Đã nộp', 'Xin gia hạn'] },
];
const DATA = { ten: 'Lan', han: '25/11/2026' };
let zalo: ZaloSimulator;
let app: Server;
let events: { headers: Record<string, unknown>; body: Record<string, unknown> }[] = [];
const { post, query } = zaloCalls(() => zalo);

beforeEach(async () => {
  events = [];
  app = createServer((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    incoming.on('end', () => {
      events.push({ headers: incoming.headers, body: JSON.parse(text) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  zalo = await startZaloSimulator({
    users: [{ id: LAN, name: 'Lan', phone: PHONE }],
    templates: TEMPLATES,
    oa: { zbsDailyQuota: 3, wallet: 1_000 },
    webhook: { url: `http://127.0.0.1:${(app.address() as AddressInfo).port}` },
  });
  zalo.clock.set('2026-11-22T12:00:00+07:00');
});
afterEach(async () => {
  await zalo.close();
  await new Promise((resolve) => {
    app.close(resolve);
    app.closeAllConnections();
  });
});

const byPhone = (changes: Record<string, unknown> = {}) =>
  post(
    '/message/template',
    { phone: PHONE, template_id: 'due', template_data: DATA, tracking_id: 'rem-1', ...changes },
    'business',
  );
const byUserId = (changes: Record<string, unknown> = {}) =>
  post('/v3.0/oa/message/template', { user_id: LAN, template_id: 'due', template_data: DATA, ...changes });
const status = async (id: unknown) =>
  ((await query('/message/status', { message_id: String(id) })).body['data'] as { status: number }).status;

describe('templates by phone', () => {
  it('are accepted, are on the phone a while later, are paid then, and an event says so', async () => {
    const { status: http, body } = await byPhone();
    expect([http, body]).toEqual([
      200,
      {
        error: 0,
        message: 'Success',
        data: {
          msg_id: expect.stringMatching(/^[0-9a-f]{20}$/),
          sent_time: expect.stringMatching(/^\d{13}$/),
          sending_mode: '1',
          quota: { dailyQuota: '3', remainingQuota: '2' },
        },
      },
    ]);
    const { msg_id: id } = body['data'] as { msg_id: string };
    expect([zalo.deliveredTo(LAN), await status(id)]).toEqual([0, 0]);
    zalo.clock.advance(1_000);
    expect([zalo.textsTo(LAN), await status(id)]).toEqual([{ 'Gửi Lan: hạn 25/11/2026': 1 }, 1]);
    expect(zalo.core.world.oa.wallet).toBe(700);
    await expect.poll(() => events.length).toBe(1);
    expect(events[0]?.headers['x-zevent-server']).toBe('ZNS');
    expect(events[0]?.body).toMatchObject({
      ...{ event_name: 'user_received_message', recipient: { id: PHONE } },
      message: { msg_id: id, tracking_id: 'rem-1', delivery_time: expect.stringMatching(/^\d{13}$/) },
    });
    expect(await status('nobody')).toBe(-1);
  });

  it('are accepted for some numbers and never arrive', async () => {
    zalo.user(LAN).set({ unreachable: true });
    const { msg_id: id } = (await byPhone()).body['data'] as { msg_id: string };
    zalo.clock.advance(3_600_000);
    expect([zalo.deliveredTo(LAN), await status(id), zalo.core.world.oa.wallet]).toEqual([0, 0, 1_000]);
  });

  it('find the number by its hash, and with a plus in front', async () => {
    const hashed = { phone: HASH, template_id: 'due', template_data: DATA, tracking_id: 'h' };
    expect((await post('/message/template/hashphone', hashed, 'business')).body['error']).toBe(0);
    expect((await byPhone({ phone: `+${PHONE}` })).body['error']).toBe(0);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['no phone number', { phone: '0987654321' }, -108],
    ['an unknown template', { template_id: 'x' }, -109],
    ['a template that waits for approval', { template_id: 'waiting' }, -131],
    ['a template disabled for its quality', { template_id: 'bad' }, -146],
    ['no data', { template_data: {} }, -111],
    ['a parameter left out', { template_data: { ten: 'Lan' } }, -1122],
    ['an empty parameter', { template_data: { ...DATA, ten: '' } }, -1122],
    ['a long parameter', { template_data: { ...DATA, ten: 'x'.repeat(31) } }, -1121],
    ['a date that is none', { template_data: { ...DATA, han: 'mai' } }, -1124],
    ['no tracking id', { tracking_id: undefined }, -132],
    ['a tracking id with spaces', { tracking_id: 'a b' }, -132],
    ['the mode of the chosen', { sending_mode: '3' }, -162],
    ['development mode to who is no admin', { mode: 'development' }, -127],
    ['a number without Zalo', { phone: '84900000000' }, -118],
  ])('with %s are refused', async (_what, changes, error) => {
    expect((await byPhone(changes)).body['error']).toBe(error);
  });

  it.each<[ZaloUserState, number]>([
    [{ banned: true }, -118],
    [{ inactive: true }, -119],
    [{ blocks: ['template'] }, -139],
    [{ blocks: ['all'] }, -141],
    [{ saturated: true }, -1471],
  ])('to somebody who is %j are refused', async (state, error) => {
    zalo.user(LAN).set(state);
    expect((await byPhone()).body['error']).toBe(error);
  });

  it('stop at the quota of the OA, of the template, and of the purse', async () => {
    const free = { template_data: {} };
    expect((await byPhone({ template_id: 'one', ...free })).body['error']).toBe(0);
    expect((await byPhone({ template_id: 'one', ...free })).body['error']).toBe(-147);
    await byPhone();
    await byPhone();
    expect((await byPhone()).body['error']).toBe(-144);
    expect((await query('/message/quota', {})).body['data']).toMatchObject({ dailyQuota: '3', remainingQuota: '0' });
    zalo.clock.advance(24 * 3_600_000);
    zalo.changeOa({ wallet: 0 });
    expect((await byPhone()).body['error']).toBe(-115);
    zalo.changeOa({ wallet: null });
    expect((await byPhone()).body['error']).toBe(-136);
  });

  it('reach an admin in development mode before they are approved', async () => {
    zalo.user(LAN).set({ admin: true });
    expect((await byPhone({ template_id: 'waiting', mode: 'development' })).body['error']).toBe(0);
  });

  it('go at night unless they advertise, or all stay if that is assumed', async () => {
    zalo.clock.set(NIGHT);
    expect((await byPhone({ template_id: 'promo' })).body['error']).toBe(-133);
    expect((await byPhone()).body['error']).toBe(0);
    zalo.core.assume.nightByPhone = 'all';
    expect((await byPhone()).body['error']).toBe(-133);
  });

  it('with quick answers tell what was tapped, with the tracking id', async () => {
    await byPhone({ template_id: 'reply', tracking_id: 'nop-7' });
    zalo.clock.advance(1_000);
    const message = await zalo.user(LAN).waitFor(({ kind }) => kind === 'template');
    zalo.user(LAN).press(message.id, 'Xin gia hạn');
    await expect
      .poll(() => events.at(-1)?.body)
      .toMatchObject({
        event_name: 'user_click_response_button',
        msg_id: message.id,
        message: { data: 'Xin gia hạn', tracking_id: 'nop-7' },
      });
  });
});

describe('templates by user id', () => {
  it('arrive and are answered with message_id, without a tracking id', async () => {
    const { body } = await byUserId();
    expect(body).toMatchObject({
      error: 0,
      data: { user_id: LAN, message_id: expect.any(String), sent_time: expect.any(String) },
    });
    zalo.clock.advance(1_000);
    await expect.poll(() => events.length).toBe(1);
    expect(events[0]?.headers['x-zevent-server']).toBeUndefined();
    expect(zalo.deliveredTo(LAN)).toBe(1);
    zalo.core.assume.sentTime = 'top';
    expect((await byUserId()).body).toHaveProperty('sent_time');
  });

  it('do not need a window, but somebody whom the OA knows', async () => {
    zalo.clock.advance(40 * 24 * 3_600_000);
    expect((await byUserId()).body['error']).toBe(0);
    zalo.user(LAN).set({ follower: false });
    expect((await byUserId()).body['error']).toBe(0);
    zalo.core.assume.templateByUserId = 'follower';
    expect((await byUserId()).body['error']).toBe(-213);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['a template from before December 2025', { template_id: 'old' }, -249],
    ['a one-time password', { template_id: 'otp' }, -249],
    ['quick answers', { template_id: 'reply' }, -249],
    ['an unknown template', { template_id: 'x' }, -109],
    ['nobody', { user_id: '99999999' }, -201],
    ['a parameter left out', { template_data: { ten: 'Lan' } }, -1122],
  ])('with %s are refused', async (_what, changes, error) => {
    expect((await byUserId(changes)).body['error']).toBe(error);
  });
});

describe('what can be asked about templates', () => {
  it('is the list, one with its parameters, an example, tags and quality', async () => {
    expect((await query('/template/all', { offset: '0', limit: '2' })).body).toMatchObject({
      metadata: { total: 8 },
      data: [{ templateId: 'due', templateName: 'Nhắc hạn', status: 'ENABLE' }, { templateId: 'waiting' }],
    });
    expect((await query('/template/all', { status: '2' })).body).toMatchObject({ metadata: { total: 1 } });
    expect((await query('/template/info/v2', { template_id: 'due' })).body['data']).toMatchObject({
      ...{ templateTag: 'CUSTOMER_CARE', price_sdt: '300', price_uid: '210' },
      listParams: [
        { name: 'ten', require: true, maxLength: 30 },
        { name: 'han', type: 'DATE', maxLength: 20 },
      ],
    });
    expect((await query('/template/info/v2', { template_id: 'x' })).body['error']).toBe(-109);
    expect((await query('/template/sample-data', { template_id: 'due' })).body['data']).toEqual({
      ten: '1',
      han: '01/06/2026',
    });
    expect((await query('/message/template-tag', {})).body['data']).toContain('TRANSACTION');
    expect((await query('/quality', {})).body['data']).toMatchObject({ oaCurrentQuality: 'HIGH' });
  });

  it('is told by events when it changes', async () => {
    zalo.changeTemplateStatus('due', 'DISABLE', 'Chất lượng thấp');
    zalo.changeOa({ zbsDailyQuota: 500 });
    await expect.poll(() => events.length).toBe(2);
    expect(events.map(({ body }) => body['event_name']).sort()).toEqual([
      'change_oa_daily_quota',
      'change_template_status',
    ]);
    expect((await byPhone()).body['error']).toBe(-131);
  });

  it('needs the token in its header: -124 on this host', async () => {
    zalo.tokens.killAccessToken();
    expect((await byPhone()).body['error']).toBe(-124);
    expect((await byUserId()).body['error']).toBe(-216);
  });
});
