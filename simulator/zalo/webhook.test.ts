import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZaloSimulator, type WebhookChanges, type ZaloSimulator } from '../index.js';

const LAN = '2468458835296197922';
interface Got {
  headers: IncomingHttpHeaders;
  raw: Buffer;
  body: Record<string, unknown> & { event_name: string; timestamp: string; message?: Record<string, unknown> };
}
let zalo: ZaloSimulator;
let app: Server;
let url: string;
let got: Got[] = [];
let status = 200;
let delayMs = 0;

beforeEach(async () => {
  got = [];
  [status, delayMs] = [200, 0];
  app = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks);
      got.push({ headers: incoming.headers, raw, body: JSON.parse(raw.toString('utf8')) });
      setTimeout(() => response.writeHead(status).end(), delayMs);
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/zalo`;
});
afterEach(async () => {
  await zalo.close();
  await new Promise((resolve) => {
    app.close(resolve);
    app.closeAllConnections();
  });
});

async function start(webhook: WebhookChanges = {}): Promise<void> {
  zalo = await startZaloSimulator({
    users: [{ id: LAN, name: 'Lan' }],
    webhook: { url, ...webhook },
    receiptDelayMs: 1,
  });
}
const named = (name: string) => got.filter(({ body }) => body.event_name === name);
const cs = (message: unknown) =>
  request(`${zalo.openapiRoot}/v3.0/oa/message/cs`, {
    method: 'POST',
    headers: { access_token: zalo.tokens.current().accessToken, 'content-type': 'application/json' },
    body: JSON.stringify({ recipient: { user_id: LAN }, message }),
  }).then((response) => response.body.json());
const macOf = ({ raw, body }: Got) =>
  createHash('sha256')
    .update(`${zalo.appId}${raw.toString('utf8')}${body.timestamp}${zalo.oaSecretKey}`)
    .digest('hex');

describe('events', () => {
  it('are signed over the very bytes that arrive', async () => {
    await start();
    zalo.user(LAN).say('xin chào "bà con"');
    await expect.poll(() => got.length).toBe(1);
    const [event] = got;
    if (event === undefined) throw new Error('no event');
    expect(event.headers['x-zevent-signature']).toBe(`mac=${macOf(event)}`);
    expect(event.body).toMatchObject({
      app_id: zalo.appId,
      sender: { id: LAN },
      recipient: { id: zalo.oaId },
      event_name: 'user_send_text',
      message: { text: 'xin chào "bà con"' },
    });
  });

  it('echo what the OA says, with admin_id only when a human said it, and tell of receipt', async () => {
    await start();
    const answer = await cs({ text: 'Chào' });
    zalo.answerAsAdmin(LAN, 'Tôi là cán bộ phường', '99');
    await expect.poll(() => named('oa_send_text').length).toBe(2);
    expect(named('oa_send_text').map(({ body }) => body['sender'])).toEqual([
      { id: zalo.oaId },
      { id: zalo.oaId, admin_id: '99' },
    ]);
    await expect.poll(() => named('user_received_message').length).toBe(2);
    expect(answer).toMatchObject({ data: { message_id: named('oa_send_text')[0]?.body.message?.['msg_id'] } });
  });

  it('come when people follow, leave, press, read, submit, withdraw and send other things', async () => {
    await start();
    const lan = zalo.user(LAN);
    lan.unfollow();
    lan.follow('oa_profile');
    lan.chatNow();
    lan.chatNow();
    lan.sendImage();
    lan.sendFile('don.pdf');
    lan.sendLocation(21, 105);
    lan.sendSticker();
    lan.sendAudio();
    await cs({
      text: 'Mời chọn',
      attachment: {
        type: 'template',
        payload: {
          buttons: [
            { title: 'Đã nhận', type: 'oa.query.show', payload: '#DA_NHAN 1' },
            { title: 'Ẩn', type: 'oa.query.hide', payload: '#AN 1' },
            { title: 'Mở', type: 'oa.open.url', payload: { url: 'https://example.com/' } },
          ],
        },
      },
    });
    const asked = await lan.waitFor(({ buttons }) => buttons !== undefined);
    expect(lan.press(asked.id, 'Đã nhận')).toEqual({ said: '#DA_NHAN 1', shown: true });
    expect(lan.press(asked.id, 'Ẩn')).toEqual({ said: '#AN 1', shown: false });
    expect(lan.press(asked.id, 2)).toEqual({ opened: 'https://example.com/' });
    expect(lan.messages.some(({ text }) => text === '#AN 1')).toBe(false);
    lan.read();
    lan.submitInfo({ name: 'Lan', phone: '84987654321' });
    lan.withdraw();
    await expect.poll(() => named('user_withdraw').length).toBe(1);
    await zalo.webhook.settled();
    const names = got.map(({ body }) => body.event_name);
    for (const name of [
      'unfollow',
      'follow',
      'user_send_image',
      'user_send_file',
      'user_send_location',
      'user_send_sticker',
      'user_send_audio',
      'user_seen_message',
      'user_submit_info',
    ])
      expect(names).toContain(name);
    expect(named('user_click_chatnow')).toHaveLength(1);
    expect(named('user_send_text').map(({ body }) => body.message?.['text'])).toEqual(['#DA_NHAN 1', '#AN 1']);
    expect(named('follow')[0]?.body).toMatchObject({ oa_id: zalo.oaId, follower: { id: LAN }, source: 'oa_profile' });
  });

  it('can come twice, out of order, and with a wrong signature', async () => {
    await start({ duplicates: 1, disorder: 0.5, disorderMs: 40, wrongSignatures: 0.5 });
    for (let n = 0; n < 20; n += 1) zalo.user(LAN).say(`${n}`);
    await expect.poll(() => got.length).toBe(40);
    const texts = got.map(({ body }) => Number(body.message?.['text']));
    expect(texts).not.toEqual([...texts].sort((a, b) => a - b));
    const right = got.filter((event) => event.headers['x-zevent-signature'] === `mac=${macOf(event)}`).length;
    expect(right).toBeGreaterThan(0);
    expect(right).toBeLessThan(40);
  });
});

describe('an app that does not answer', () => {
  it('is asked again by the ladder with the same bytes, and then unsubscribed', async () => {
    await start();
    app.close();
    app.closeAllConnections();
    zalo.user(LAN).say('ai đó?');
    await expect.poll(() => zalo.webhook.counts.failed).toBe(1);
    for (const [n, ms] of [30_000, 300_000, 900_000, 1_800_000, 3_600_000].entries()) {
      zalo.clock.advance(ms);
      await expect.poll(() => zalo.webhook.counts.failed).toBe(n + 2);
    }
    await expect.poll(() => zalo.webhook.unsubscribed).toBe(true);
    expect(zalo.webhook.deliveries.map(({ numRetry }) => numRetry)).toEqual([0, 1, 2, 3, 4, 5]);
    zalo.user(LAN).say('nữa');
    expect(zalo.webhook.counts.dropped).toBe(1);
    zalo.webhook.resubscribe();
    zalo.user(LAN).say('lại');
    await expect.poll(() => zalo.webhook.counts.failed).toBe(7);
  });

  it('in time gets the event again, though it may have taken it, with num_retry', async () => {
    await start({ deadlineMs: 60 });
    delayMs = 1_000;
    zalo.user(LAN).say('chậm');
    await expect.poll(() => zalo.webhook.counts.late).toBe(1);
    delayMs = 0;
    zalo.clock.advance(30_000);
    await expect.poll(() => zalo.webhook.counts.answered).toBe(1);
    expect(got.map(({ headers }) => headers['num_retry'])).toEqual([undefined, '1']);
    expect(got[0]?.raw).toEqual(got[1]?.raw);
  });

  it('with 200 is asked again only where that is assumed', async () => {
    await start();
    status = 500;
    zalo.user(LAN).say('một');
    await expect.poll(() => zalo.webhook.counts.refused).toBe(1);
    zalo.clock.advance(30_000);
    zalo.core.assume.retryWebhookOnStatus = true;
    zalo.user(LAN).say('hai');
    await expect.poll(() => zalo.webhook.counts.refused).toBe(2);
    status = 200;
    zalo.clock.advance(30_000);
    await expect.poll(() => zalo.webhook.counts.answered).toBe(1);
    expect(got.map(({ body }) => body.message?.['text'])).toEqual(['một', 'hai', 'hai']);
  });
});

describe('the console', () => {
  it('sends a signed sample with ids that are nobody’s, and takes loopback addresses only', async () => {
    await start();
    zalo.webhook.test();
    await expect.poll(() => got.length).toBe(1);
    const [sample] = got;
    if (sample === undefined) throw new Error('no sample');
    expect(sample.body.message).toEqual({ text: 'This is testing message', msg_id: 'This is message id' });
    expect(sample.headers['x-zevent-signature']).toBe(`mac=${macOf(sample)}`);
    expect(() => zalo.webhook.set({ url: 'https://example.com/zalo' })).toThrow('loopback');
    zalo.webhook.set({ muted: ['user_send_text'] });
    zalo.user(LAN).say('không tới');
    zalo.webhook.set({ muted: [], syntaxFilter: true });
    zalo.user(LAN).say('không tới');
    zalo.user(LAN).say('#tới');
    await expect.poll(() => got.length).toBe(2);
    expect(got[1]?.body.message?.['text']).toBe('#tới');
  });
});

describe('strangers and breaks', () => {
  it('can send an event once more, or any bytes, under a right or a wrong signature', async () => {
    await start();
    zalo.user(LAN).say('một lần');
    await zalo.webhook.settled();
    zalo.webhook.replay();
    await expect.poll(() => got.length).toBe(2);
    expect(got[1]?.raw).toEqual(got[0]?.raw);
    expect(got[1]?.headers['x-zevent-signature']).toBe(got[0]?.headers['x-zevent-signature']);
    zalo.webhook.sendRaw(Buffer.from('{"timestamp":"1","event_name":"x"}'), '1', 'wrong');
    await expect.poll(() => got.length).toBe(3);
    expect(got[2]?.headers['x-zevent-signature']).toMatch(/^mac=[0-9a-f]{64}$/);
  });

  it('of the consent end the events until somebody consents anew', async () => {
    await start();
    zalo.tokens.revoke();
    zalo.user(LAN).say('không tới');
    expect((await cs({ text: 'không gửi được' })) as object).toMatchObject({ error: -216 });
    zalo.tokens.rotateElsewhere();
    zalo.user(LAN).say('tới');
    await expect.poll(() => got.map(({ body }) => body.message?.['text'])).toEqual(['tới']);
  });
});
