import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ZaloUserState } from '../../simulator/index.js';
import { LAN, PHONE, type SimulatedZalo, startSimulatedZalo } from '../../test/support/simulatedZalo.js';
import { errorOf } from './testing/clients.js';

/** Tokens, messages and faults on a Zalo that remembers what it was told. It is a neighbour's reading of the same pages, not Zalo. */
let world: SimulatedZalo;
beforeEach(async () => {
  world = await startSimulatedZalo();
});
afterEach(() => world.close());

const HOUR_MS = 3_600_000;
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

describe('tokens', () => {
  test('a refresh gives a new pair, kills the former access token, and spends the refresh token', async () => {
    const former = world.tokens;
    expect(former.accessExpiresAt.getTime() - world.zalo.clock.nowMs()).toBeGreaterThan(24 * HOUR_MS);
    world.tokens = await world.oauth.refresh(former.refreshToken);
    expect((await world.oa.info()).data.oaId).toBe(world.zalo.oaId);
    world.tokens = { ...world.tokens, accessToken: former.accessToken };
    expect(await errorOf(world.oa.info())).toMatchObject({ class: 'refresh', host: 'openapi', sent: 'no' });
    expect(await errorOf(world.templates.quota())).toMatchObject({ class: 'refresh', host: 'business' });
    expect(await errorOf(world.oauth.refresh(former.refreshToken))).toMatchObject({
      class: 'reauthorize',
      code: -14014,
    });
  });

  test('a token lives for as long as it says', async () => {
    world.zalo.clock.advance(world.tokens.expiresInS * 1_000 + 1);
    expect(await errorOf(world.oa.info())).toMatchObject({ class: 'refresh' });
  });

  test('an answer that is lost leaves open whether the token is spent; here it is', async () => {
    world.zalo.faults.add({ paths: ['/v4/oa/access_token'], times: 1, fault: { kind: 'cut', when: 'after' } });
    expect(await errorOf(world.oauth.refresh(world.tokens.refreshToken))).toMatchObject({
      class: 'network',
      sent: 'maybe',
    });
    expect(await errorOf(world.oauth.refresh(world.tokens.refreshToken))).toMatchObject({
      class: 'reauthorize',
      sent: 'no',
    });
  });

  test('a code works once and with its own verifier', async () => {
    const asked = world.oauth.beginConsent({ redirectUri: 'http://127.0.0.1/callback' });
    const codeChallenge = new URL(asked.url).searchParams.get('code_challenge') ?? '';
    const { code } = world.zalo.consent({ redirectUri: 'http://127.0.0.1/callback', codeChallenge });
    const wrong = world.oauth.exchangeCode({ code, codeVerifier: 'a'.repeat(43) });
    expect(await errorOf(wrong)).toMatchObject({ class: 'reauthorize' });
    expect((await fetch(asked.url)).status).toBe(200);
  });

  test('the wrong proof of the app secret is something for a human', async () => {
    expect(await errorOf(world.unproven().info())).toMatchObject({ code: -242, class: 'human' });
  });
});

describe('consultation', () => {
  test('text, image, GIF, sticker, file, buttons and a request for details reach the phone', async () => {
    const { data: image } = await world.oa.uploads.image({ name: 'a.jpg', bytes: JPEG });
    const { data: gif } = await world.oa.uploads.gif({ name: 'a.gif', bytes: Buffer.from('GIF89a') });
    const { data: file } = await world.oa.uploads.file({ name: 'a.pdf', bytes: Buffer.from('%PDF-1.7') });
    const to = { userId: LAN };
    const first = await world.oa.consultation.sendText({ ...to, text: 'Nhắc hạn' });
    expect(first).toMatchObject({
      data: { userId: LAN, quota: { quotaType: 'reply' }, sentAt: expect.any(Date) },
      rate: { limit: 4_000, remain: expect.any(Number) },
    });
    await world.oa.consultation.sendText({ ...to, text: 'Vâng', quoteMessageId: first.data.messageId });
    await world.oa.consultation.sendImage({ ...to, ...image, text: 'Hình' });
    await world.oa.consultation.sendImage({ ...to, url: 'https://example.vn/a.jpg' });
    await world.oa.consultation.sendGif({ ...to, ...gif, width: 48, height: 36 });
    await world.oa.consultation.sendSticker({ ...to, attachmentId: '23311' });
    await world.oa.consultation.sendFile({ ...to, ...file });
    await world.oa.consultation.requestUserInfo({
      ...to,
      title: 'A',
      subtitle: 'B',
      imageUrl: 'https://example.vn/a.png',
    });
    await world.oa.consultation.sendButtons({
      ...to,
      text: 'Đã nhận chưa?',
      buttons: [
        { type: 'oa.query.hide', title: 'Đã nhận', payload: '#DA_NHAN 1' },
        { type: 'oa.open.url', title: 'Xem', url: 'https://example.vn' },
        { type: 'oa.open.phone', title: 'Gọi', phone: PHONE },
        { type: 'oa.open.sms', title: 'SMS', phone: PHONE, content: 'a' },
      ],
    });
    expect(world.zalo.user(LAN).messages.map(({ kind }) => kind)).toEqual(
      ['text', 'text', 'image', 'image', 'gif', 'sticker', 'file', 'request-info'].concat('text'),
    );
    const { data: sent } = await world.oa.conversations.withUser(LAN);
    expect(sent).toHaveLength(9);
    expect(sent.at(-1)).toMatchObject({ fromId: world.zalo.oaId, toId: LAN, text: 'Nhắc hạn', type: 'text' });
    const asked = world.zalo.user(LAN).messages.at(-1);
    expect(world.zalo.user(LAN).press(asked?.id ?? '', 'Đã nhận')).toEqual({ said: '#DA_NHAN 1', shown: false });
    expect(await world.eventOf('user-message')).toMatchObject({
      userId: LAN,
      oaId: world.zalo.oaId,
      text: '#DA_NHAN 1',
    });
  });

  test.each<[string, ZaloUserState, number]>([
    ['who blocks it', { blocks: ['cs'] }, -244],
    ['who is banned', { banned: true }, -227],
    ['who last wrote eight days ago', { lastInteraction: '2026-11-14T04:00:00Z' }, -230],
    ['who has left', { follower: false }, -213],
  ])('%s cannot be reached so', async (_who, state, code) => {
    world.zalo.user(LAN).set(state);
    const error = await errorOf(world.oa.consultation.sendText({ userId: LAN, text: 'a' }));
    expect(error).toMatchObject({ code, class: 'recipient', sent: 'no' });
  });

  test('an upload that has expired is to be made again', async () => {
    const { data } = await world.oa.uploads.image({ name: 'a.jpg', bytes: JPEG });
    world.zalo.clock.advance(8 * 24 * HOUR_MS);
    world.tokens = await world.oauth.refresh(world.tokens.refreshToken);
    world.zalo.user(LAN).set({ lastInteraction: world.zalo.clock.now().toISOString() });
    const error = await errorOf(world.oa.consultation.sendImage({ userId: LAN, ...data }));
    expect(error).toMatchObject({ code: -100, class: 'reupload' });
  });

  test.each([
    [{ kind: 'cut', when: 'before' } as const, 'network', 'maybe', 0],
    [{ kind: 'cut', when: 'after' } as const, 'network', 'maybe', 1],
    [{ kind: 'server-error', code: 502, delivered: true } as const, 'network', 'maybe', 1],
    [{ kind: 'error', code: -32 } as const, 'rate', 'no', 0],
    [{ kind: 'answer', status: 200, body: 'oops' } as const, 'unreadable', 'maybe', 0],
  ])('the fault %j is %s, sent: %s', async (fault, class_, sent, delivered) => {
    world.zalo.faults.add({ times: 1, fault });
    const error = await errorOf(world.oa.consultation.sendText({ userId: LAN, text: 'a' }));
    expect(error).toMatchObject({ class: class_, sent });
    expect(world.zalo.deliveredTo(LAN)).toBe(delivered);
  });

  test('beyond the limit of a minute the rate is told', async () => {
    world.zalo.setLimits({ appPerMinute: 2 });
    expect((await world.oa.info()).rate).toEqual({ limit: 2, remain: 1 });
    await world.oa.info();
    expect(await errorOf(world.oa.info())).toMatchObject({ code: -32, class: 'rate', rate: { limit: 2, remain: 0 } });
  });
});
