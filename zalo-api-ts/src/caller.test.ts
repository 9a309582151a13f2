import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTransport, type UndiciTransport, ZaloOfficialAccount } from './index.js';
import { clientsOf, errorOf, TOKEN } from './testing/clients.js';
import { type Loopback, startLoopback } from './testing/loopback.js';

let server: Loopback;
let transport: UndiciTransport;
beforeEach(async () => {
  server = await startLoopback();
  transport = createTransport();
});
afterEach(async () => {
  await server.close();
  await transport.close();
});

const message = { userId: '2468458835296197922', text: 'Nội dung riêng' };
const sent = { error: 0, message: 'Success', data: { message_id: 'm1' } };
const send = () => clientsOf(server, transport).oa.consultation.sendText(message);

test('the token is a header of its own, is asked for at every call, and is nowhere else', async () => {
  const tokens = ['first', 'second'];
  const oa = new ZaloOfficialAccount({ root: server.url, transport, accessToken: async () => tokens.shift() ?? '' });
  server.next({ json: sent }, { json: sent });
  await oa.consultation.sendText(message);
  await oa.consultation.sendText(message);
  expect(server.arrived.map(({ headers }) => headers['access_token'])).toEqual(['first', 'second']);
  expect(server.last().headers.authorization).toBeUndefined();
  expect(JSON.stringify([server.last().query, server.last().json])).not.toContain('second');
});

test('the proof of the app secret goes along only where a secret is given', async () => {
  server.next({ json: sent }, { json: sent });
  await send();
  expect(server.last().headers['appsecret_proof']).toBeUndefined();
  const { options } = clientsOf(server, transport);
  const proven = { ...options, accessToken: async () => 'access-token-example', appSecret: 'app-secret-example' };
  await new ZaloOfficialAccount(proven).consultation.sendText(message);
  expect(server.last().headers['appsecret_proof']).toBe(
    'a07d8938fd56e73319dae7552f1e35da10c36d6d2f326529ab50393f6943e8c7',
  );
});

test('what the owner of the token throws comes out as it is, and nothing is sent', async () => {
  const mine = new Error('consent must be given again');
  const oa = new ZaloOfficialAccount({ root: server.url, transport, accessToken: () => Promise.reject(mine) });
  await expect(oa.info()).rejects.toBe(mine);
  expect(server.arrived).toEqual([]);
});

test('the limits that the headers tell are with the answer and with the error', async () => {
  const headers = { 'X-RateLimit-Limit': '4000', 'X-RateLimit-Remain': '17' };
  server.next({ json: sent, headers }, { json: { error: -32, message: 'reached limit' }, headers }, { json: sent });
  expect((await send()).rate).toEqual({ limit: 4000, remain: 17 });
  expect(await errorOf(send())).toMatchObject({ class: 'rate', rate: { limit: 4000, remain: 17 } });
  expect((await send()).rate).toEqual({ limit: null, remain: null });
});

test('a refusal with HTTP 200 is an error that had no effect', async () => {
  server.next({ json: { error: -230, message: 'User has not interacted with the OA in the past 7 days' } });
  const error = await errorOf(send());
  expect(error).toMatchObject({
    host: 'openapi',
    code: -230,
    class: 'recipient',
    sent: 'no',
    httpStatus: 200,
    call: 'POST /v3.0/oa/message/cs',
    said: 'User has not interacted with the OA in the past 7 days',
  });
  expect(error.message).toBe(
    'Zalo (openapi) refused POST /v3.0/oa/message/cs: -230, the user has not interacted in the last 7 days',
  );
});

test('the number of a refusal may be a text, and decides whatever the HTTP status', async () => {
  server.next({ json: { error: '-216', message: 'Access token is invalid' }, status: 401 });
  expect(await errorOf(send())).toMatchObject({ code: -216, class: 'refresh', sent: 'no', httpStatus: 401 });
});

test('a template by user id may be refused with the codes of either host', async () => {
  const template = () =>
    clientsOf(server, transport).oa.sendTemplate({ userId: '1', templateId: '2', templateData: { ten: 'a' } });
  for (const [code, host, class_] of [
    [-249, 'openapi', 'template'],
    [-1122, 'business', 'bug'],
    [-131, 'business', 'human'],
    [-100, 'openapi', 'reupload'],
    [-9999, 'openapi', 'unknown'],
  ] as const) {
    server.next({ json: { error: code } });
    const call = 'POST /v3.0/oa/message/template';
    expect(await errorOf(template())).toMatchObject({ host, code, class: class_, sent: 'no', call });
  }
  server.next({ json: { error: -1122 } });
  expect(await errorOf(send())).toMatchObject({ class: 'unknown' });
});

test('a code that no source knows is unknown, not a reason to try again', async () => {
  server.next({ json: { error: -9999 } });
  expect(await errorOf(send())).toMatchObject({ code: -9999, class: 'unknown', sent: 'no', said: null });
});

test.each([
  [502, 'network', 'maybe'],
  [504, 'network', 'maybe'],
  [429, 'rate', 'no'],
  [403, 'unreadable', 'no'],
  [302, 'unreadable', 'no'],
  [408, 'unreadable', 'maybe'],
  [200, 'unreadable', 'maybe'],
])('a page of somebody in between with HTTP %i is %s, sent: %s', async (status, class_, effect) => {
  server.next({ text: '<html>no JSON</html>', status });
  expect(await errorOf(send())).toMatchObject({ class: class_, sent: effect, code: null, httpStatus: status });
});

test('JSON that is not in the form of Zalo is no success', async () => {
  for (const json of [{ ok: true }, [], 'fine', null, { error: { code: 1 } }]) {
    server.next({ json });
    expect(await errorOf(send())).toMatchObject({ class: 'unreadable', sent: 'maybe' });
  }
});

test('a success whose rest cannot be read was sent all the same', async () => {
  server.next({ json: { error: 0, message: 'Success', data: { no_id: 1 } } });
  const error = await errorOf(send());
  expect(error).toMatchObject({ class: 'unreadable', sent: 'yes', code: 0 });
  expect(error.message).toContain('data.message_id');
});

test.each(['reset', 'half'] as const)(
  'an answer that is cut off (%s) leaves open whether it was sent',
  async (reply) => {
    server.next(reply);
    expect(await errorOf(send())).toMatchObject({ class: 'network', sent: 'maybe', code: null, httpStatus: null });
    expect(server.arrived).toHaveLength(1);
  },
);

test('a call is given up after its own time, or after that of the client', async () => {
  server.next('silence', 'silence');
  const { oa, options } = clientsOf(server, transport);
  expect(await errorOf(oa.info({ timeoutMs: 50 }))).toMatchObject({ sent: 'maybe', reason: 'timeout' });
  const impatient = new ZaloOfficialAccount({ ...options, timeoutMs: 50 });
  expect(await errorOf(impatient.info())).toMatchObject({ sent: 'maybe', reason: 'timeout' });
});

test('a call is given up when its signal says so', async () => {
  const error = await errorOf(clientsOf(server, transport).oa.info({ signal: AbortSignal.abort() }));
  expect(error).toMatchObject({ class: 'network', sent: 'no', reason: 'aborted' });
  expect(server.arrived).toEqual([]);
});

test('no error shows a token or a text to a log, however it is written out', async () => {
  server.next({ json: { error: -201, message: `user ${message.userId} ${message.text} ${TOKEN}` } }, 'reset', {
    text: `${TOKEN} ${message.text}`,
    status: 500,
  });
  for (let index = 0; index < 3; index += 1) {
    const error = await errorOf(send());
    const written = [error.message, error.stack, JSON.stringify(error), JSON.stringify(Object.entries(error))].join();
    for (const secret of [TOKEN, message.text, message.userId]) expect(written).not.toContain(secret);
  }
});

test('a root may have a path and a slash at its end; what is no address is refused at once', async () => {
  const { options } = clientsOf(server, transport);
  server.next({ json: { error: 0, data: { oa_id: '1' } } });
  await new ZaloOfficialAccount({ ...options, root: `${server.url}/zalo/` }).info();
  expect(server.last().path).toBe('/zalo/v2.0/oa/getoa');
  for (const root of ['', 'openapi.zalo.me', 'ftp://openapi.zalo.me']) {
    expect(() => new ZaloOfficialAccount({ ...options, root })).toThrow(TypeError);
  }
});
