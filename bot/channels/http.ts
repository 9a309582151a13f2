import { type Dispatcher, Pool } from 'undici';
import { SECOND_MS } from '../../base/clock.js';

/**
 * The lean HTTP client of the channels. Beyond speed it guarantees one thing that a plain client does not tell: whether
 * the request had begun to be written when it failed. Before that moment nothing can have arrived (`unsent`); after it
 * anything may have (`silent`). Nothing is ever repeated here, no call outlives its deadline, and no answer is read
 * beyond its bound. Errors of the socket layer end here too: what is handed on is a word, never an error object that
 * might carry an address with a token in it.
 */
export interface Http {
  call(request: HttpRequest): Promise<HttpResult>;
  /** Lets running calls end, then closes the sockets. */
  close(): Promise<void>;
}

export interface HttpRequest {
  method: 'POST' | 'GET';
  /** Path and query below the origin. */
  path: string;
  /** Name, value, name, value … */
  headers: string[];
  body: Buffer | null;
  /** Whole length of the call at most: waiting for a connection, writing, and the last byte of the answer. */
  timeoutMs: number;
  /** Bytes of the answer that are read at most. */
  maxAnswerBytes?: number;
  signal?: AbortSignal;
}

export type HttpResult =
  | { kind: 'answer'; status: number; body: Buffer }
  /** Not a byte of the request was written. */
  | { kind: 'unsent'; reason: string }
  /** Writing had begun, and no complete answer came. */
  | { kind: 'silent'; reason: string };

export interface HttpOptions {
  origin: string;
  /** Sockets at most; calls beyond them wait for one. */
  connections: number;
}

/** Telegram echoes the message it sent: 4,096 characters escaped, with entities and buttons, stay far below this. */
const MAX_ANSWER_BYTES = 1 << 20;
/** A connection that does not stand after this long will not: leaves half of a call's 20 s for the call itself. */
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;

export function createHttp({ origin, connections }: HttpOptions): Http {
  const pool = new Pool(origin, {
    connections,
    // One call at a time on a socket: with more, a reset would leave several in doubt instead of one.
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    allowH2: false,
    // The deadline of the whole call replaces the phases' own timers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    call: (request) =>
      new Promise((resolve) => {
        const exchange = new Exchange(request, resolve);
        if (!exchange.settled) {
          pool.dispatch(
            { path: request.path, method: request.method, headers: request.headers, body: request.body },
            exchange,
          );
        }
      }),
    close: () => pool.close(),
  };
}

/** One call: settles exactly once, and knows whether its request had begun to be written. */
class Exchange implements Dispatcher.DispatchHandler {
  settled = false;
  #begun = false;
  #status = 0;
  #first: Buffer | null = null;
  readonly #more: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | null = null;
  readonly #maxBytes: number;
  readonly #resolve: (result: HttpResult) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;

  constructor(request: HttpRequest, resolve: (result: HttpResult) => void) {
    this.#maxBytes = request.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.#resolve = resolve;
    this.#timer = setTimeout(giveUp, request.timeoutMs, this, 'timeout');
    this.#signal = request.signal;
    if (this.#signal?.aborted) this.giveUp('aborted');
    else this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** undici is about to write. A call that was given up while it waited for a socket is stopped here, unwritten. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.settled || this.#begun) {
      // `#begun` already: undici would repeat the request on a new socket. Never: the first may have arrived.
      controller.abort(new Error('This call is over'));
      return;
    }
    this.#begun = true;
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.giveUp('answer-too-long');
    else if (this.#first === null) this.#first = chunk;
    else this.#more.push(chunk);
  }

  onResponseEnd(): void {
    const first = this.#first ?? NO_BYTES;
    this.#settle({
      kind: 'answer',
      status: this.#status,
      body: this.#more.length === 0 ? first : Buffer.concat([first, ...this.#more]),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(wordFor(error));
  }

  giveUp(reason: string): void {
    if (this.settled) return;
    this.#fail(reason);
    this.#controller?.abort(new Error('This call is over'));
  }

  readonly #onAbort = (): void => this.giveUp('aborted');

  #fail(reason: string): void {
    this.#settle(this.#begun ? { kind: 'silent', reason } : { kind: 'unsent', reason });
  }

  #settle(result: HttpResult): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
  }
}

const NO_BYTES = Buffer.alloc(0);

function giveUp(exchange: Exchange, reason: string): void {
  exchange.giveUp(reason);
}

/** Words for the ledger, by the code of the socket layer. */
const WORDS: Record<string, string> = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  UND_ERR_SOCKET: 'connection-closed',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  ENOTFOUND: 'name-not-resolved',
  EAI_AGAIN: 'name-not-resolved',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  UND_ERR_DESTROYED: 'closing',
  UND_ERR_CLOSED: 'closing',
  UND_ERR_HEADERS_OVERFLOW: 'answer-not-http',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'answer-not-http',
};

function wordFor(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const word = WORDS[code];
  if (word !== undefined) return word;
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') return 'answer-not-http';
  if (/CERT|SSL|TLS|EPROTO|LEAF_SIGNATURE/.test(code)) return 'tls-failed';
  return code === '' ? 'connection-failed' : code.toLowerCase().replaceAll('_', '-');
}
