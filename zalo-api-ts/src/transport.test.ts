import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Loopback, startLoopback } from './testing/loopback.js';
import { createTransport, type TransportRequest, type UndiciTransport } from './transport.js';

let server: Loopback;
let transport: UndiciTransport;
beforeEach(async () => {
  server = await startLoopback();
  transport = createTransport({ maxAnswerBytes: 1_000 });
});
afterEach(async () => {
  await server.close();
  await transport.close();
});

function call(changes: Partial<TransportRequest> = {}) {
  const body = Buffer.from('{}');
  return transport({ method: 'POST', url: `${server.url}/a?b=1`, headers: {}, body, timeoutMs: 5_000, ...changes });
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

test('an answer comes with status, headers in lower case and all its bytes', async () => {
  server.next({ json: { a: 1 }, status: 503, headers: { 'X-RateLimit-Remain': '3' } });
  expect(await call()).toMatchObject({ kind: 'answer', status: 503, headers: { 'x-ratelimit-remain': '3' } });
  expect(server.last()).toMatchObject({ method: 'POST', path: '/a', query: { b: '1' } });
});

test('a refused connection sent nothing', async () => {
  const url = `http://127.0.0.1:${await closedPort()}/`;
  expect(await call({ url })).toEqual({ kind: 'unsent', reason: 'connection-refused' });
});

test('a name that does not exist sent nothing', async () => {
  expect(await call({ url: 'http://does-not-exist.invalid/' })).toEqual({
    kind: 'unsent',
    reason: 'name-not-resolved',
  });
});

test.each([
  ['reset', /connection-(closed|reset)/],
  ['half', /connection-(closed|reset)/],
] as const)('a connection that is cut (%s) may have sent it, and it is not sent again', async (reply, reason) => {
  server.next(reply);
  expect(await call()).toEqual({ kind: 'silent', reason: expect.stringMatching(reason) });
  expect(server.arrived).toHaveLength(1);
});

test('a cut connection is not tried again for a GET either', async () => {
  server.next('reset');
  expect(await call({ method: 'GET', body: null })).toMatchObject({ kind: 'silent' });
  expect(server.arrived).toHaveLength(1);
});

test('a call that takes too long may have been sent', async () => {
  server.next('silence');
  expect(await call({ timeoutMs: 100 })).toEqual({ kind: 'silent', reason: 'timeout' });
});

test('an abort ends a call; one before its beginning sends nothing', async () => {
  server.next('silence');
  const stop = new AbortController();
  const running = call({ signal: stop.signal });
  while (server.arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  expect(await running).toEqual({ kind: 'silent', reason: 'aborted' });
  expect(await call({ signal: stop.signal })).toEqual({ kind: 'unsent', reason: 'aborted' });
  expect(server.arrived).toHaveLength(1);
});

test('an answer without end is not read to its end', async () => {
  server.next({ text: 'x'.repeat(2_000) });
  expect(await call()).toEqual({ kind: 'silent', reason: 'answer-too-long' });
});

test('a redirect is an answer and is not followed: the token would go elsewhere', async () => {
  server.next({ json: {}, status: 302, headers: { location: `${server.url}/elsewhere` } });
  expect(await call()).toMatchObject({ kind: 'answer', status: 302 });
  expect(server.arrived).toHaveLength(1);
});

test('what answers without being a web server is told as such', async () => {
  const sockets: Socket[] = [];
  const odd = createTcpServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => socket.write('no HTTP at all\r\n\r\n'));
  });
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  const address = odd.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  expect(await call({ url: `http://127.0.0.1:${address.port}/` })).toEqual({
    kind: 'silent',
    reason: 'answer-not-http',
  });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => odd.close(resolve));
});

test('a header that cannot be sent sends nothing', async () => {
  expect(await call({ headers: { access_token: 'a\nb' } })).toMatchObject({ kind: 'unsent' });
});
