import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body, parsed; null where there is none. */
  readonly json: unknown;
}

export type Reply =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly text: string; readonly status?: number }
  /** The connection is cut: when the request was read, or after half of the answer. */
  | 'reset'
  | 'half'
  /** No answer, ever. */
  | 'silence';

/** A server on this machine that answers what it is told, in turn, and keeps what came. */
export interface Loopback {
  readonly url: string;
  readonly arrived: Arrived[];
  /** What the next request gets; without, `{ error: 0, data: {} }`. */
  next(...replies: Reply[]): void;
  /** The last request. */
  last(): Arrived;
  close(): Promise<void>;
}

export async function startLoopback(): Promise<Loopback> {
  const arrived: Arrived[] = [];
  const replies: Reply[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      arrived.push(read(request, Buffer.concat(chunks)));
      answer(response, replies.shift() ?? { json: { error: 0, message: 'Success', data: {} } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrived,
    next: (...more) => void replies.push(...more),
    last() {
      const request = arrived.at(-1);
      if (request === undefined) throw new Error('Nothing arrived');
      return request;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function read(request: IncomingMessage, body: Buffer): Arrived {
  const url = new URL(request.url ?? '/', 'http://loopback');
  const isJson = request.headers['content-type'] === 'application/json';
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body,
    json: isJson ? JSON.parse(body.toString('utf8')) : null,
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'reset') {
    response.destroy();
  } else if (reply === 'half') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"error":0,');
    setTimeout(() => response.destroy(), 20);
  } else if ('text' in reply) {
    response.writeHead(reply.status ?? 200, { 'content-type': 'text/html' }).end(reply.text);
  } else {
    response
      .writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
      .end(JSON.stringify(reply.json));
  }
}
