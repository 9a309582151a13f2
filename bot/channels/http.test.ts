import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp, type Http, type HttpResult } from './http.js';

const BODY = Buffer.from('{"chat_id":1}');
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

/** A server that is told for each connection, by its number from 1, what to do with it; it counts the requests it read. */
async function rawServer(
  onConnection: (socket: Socket, connection: number) => void,
): Promise<{ origin: string; received: () => number; server: Server }> {
  let connections = 0;
  let received = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received += chunk.toString().split('POST ').length - 1;
    });
    onConnection(socket, ++connections);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received: () => received, server };
}

function client(origin: string): Http {
  const http = createHttp({ origin, connections: 1 });
  open.unshift(http);
  return http;
}

function call(
  http: Http,
  timeoutMs = 5_000,
  more: { signal?: AbortSignal; maxAnswerBytes?: number } = {},
): Promise<HttpResult> {
  return http.call({
    method: 'POST',
    path: '/bot1:secret/sendMessage',
    headers: ['content-type', 'application/json'],
    body: BODY,
    timeoutMs,
    ...more,
  });
}

describe('a call', () => {
  it('hands on status and body of an answer', async () => {
    const { origin } = await rawServer((socket) => socket.on('data', () => socket.write(ANSWER)));
    const result = await call(client(origin));
    expect(result).toEqual({ kind: 'answer', status: 200, body: Buffer.from('ok') });
  });

  it('puts an answer together that comes in pieces', async () => {
    const { origin } = await rawServer((socket) =>
      socket.on('data', () => {
        socket.write('HTTP/1.1 400 Bad Request\r\ncontent-length: 6\r\n\r\nabc');
        setTimeout(() => socket.write('def'), 20);
      }),
    );
    expect(await call(client(origin))).toEqual({ kind: 'answer', status: 400, body: Buffer.from('abcdef') });
  });

  it('is unsent when the connection is refused', async () => {
    const { origin, server } = await rawServer(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect(await call(client(origin))).toEqual({ kind: 'unsent', reason: 'connection-refused' });
  });

  it('is unsent when the name does not resolve', async () => {
    const result = await call(client('http://no-such-host.invalid'));
    expect(result.kind).toBe('unsent');
  });

  it('is unsent when TLS fails before the request', async () => {
    const { origin } = await rawServer((socket) => socket.on('data', () => socket.end('this is no TLS')));
    const result = await call(client(origin.replace('http:', 'https:')));
    expect(result.kind).toBe('unsent');
  });

  it('is silent when the other side resets before it reads: the bytes may have been on their way', async () => {
    const { origin } = await rawServer((socket) => {
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 30);
    });
    expect(await call(client(origin))).toEqual({ kind: 'silent', reason: 'connection-reset' });
  });

  it('is silent when the other side resets after it has read', async () => {
    const { origin, received } = await rawServer((socket) => socket.on('data', () => socket.resetAndDestroy()));
    expect(await call(client(origin))).toEqual({ kind: 'silent', reason: 'connection-reset' });
    expect(received()).toBe(1);
  });

  it('is silent when the other side closes without an answer', async () => {
    const { origin } = await rawServer((socket) => socket.on('data', () => socket.end()));
    expect(await call(client(origin))).toEqual({ kind: 'silent', reason: 'connection-closed' });
  });

  it('is silent when the answer is no HTTP', async () => {
    const { origin } = await rawServer((socket) => socket.on('data', () => socket.write('garbage\r\n\r\n')));
    expect(await call(client(origin))).toEqual({ kind: 'silent', reason: 'answer-not-http' });
  });

  it('is silent when the answer breaks off, whatever its status was', async () => {
    const { origin } = await rawServer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 50\r\n\r\n{')),
    );
    expect((await call(client(origin))).kind).toBe('silent');
  });

  it('is silent when no answer comes in time', async () => {
    const { origin, received } = await rawServer(() => undefined);
    expect(await call(client(origin), 80)).toEqual({ kind: 'silent', reason: 'timeout' });
    expect(received()).toBe(1);
  });

  it('is silent when the answer drips for longer than the whole call may take', async () => {
    const { origin } = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await call(client(origin), 120)).toEqual({ kind: 'silent', reason: 'timeout' });
  });

  it('is silent when the answer is longer than anybody would read', async () => {
    const { origin } = await rawServer((socket) =>
      socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(5_000)}`)),
    );
    expect(await call(client(origin), 5_000, { maxAnswerBytes: 1_000 })).toEqual({
      kind: 'silent',
      reason: 'answer-too-long',
    });
  });

  it('that ran out of time while it waited for a socket is unsent, and stays unsent', async () => {
    const { origin, received } = await rawServer((socket) =>
      socket.once('data', () => setTimeout(() => socket.write(ANSWER), 150)),
    );
    const http = client(origin);
    const [first, second] = await Promise.all([call(http), call(http, 50)]);
    expect(first.kind).toBe('answer');
    expect(second).toEqual({ kind: 'unsent', reason: 'timeout' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(received()).toBe(1);
  });

  it('takes a fresh socket when the idle one was closed by the other side', async () => {
    const { origin, received } = await rawServer((socket) => socket.once('data', () => socket.end(ANSWER)));
    const http = client(origin);
    for (let n = 1; n <= 3; n++) {
      expect((await call(http)).kind).toBe('answer');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(received()).toBe(3);
  });

  it('is never repeated: a reused socket that dies under the request leaves it silent', async () => {
    const { origin, received } = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write(ANSWER);
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    const http = client(origin);
    expect((await call(http)).kind).toBe('answer');
    expect(await call(http)).toEqual({ kind: 'silent', reason: 'connection-reset' });
    expect(received()).toBe(2);
  });

  it('given up by its caller before it began is unsent, afterwards silent', async () => {
    const { origin } = await rawServer(() => undefined);
    const http = client(origin);
    expect(await call(http, 5_000, { signal: AbortSignal.abort() })).toEqual({ kind: 'unsent', reason: 'aborted' });
    const later = new AbortController();
    setTimeout(() => later.abort(), 50);
    expect(await call(http, 5_000, { signal: later.signal })).toEqual({ kind: 'silent', reason: 'aborted' });
  });

  it('after closing is unsent', async () => {
    const { origin } = await rawServer(() => undefined);
    const http = createHttp({ origin, connections: 1 });
    await http.close();
    expect(await call(http)).toEqual({ kind: 'unsent', reason: 'closing' });
  });
});
