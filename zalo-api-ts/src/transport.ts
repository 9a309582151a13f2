import { Agent, type Dispatcher } from 'undici';

/**
 * How a call reaches Zalo. A transport repeats nothing, ends every call within its time, follows no redirect, and
 * tells one thing that `fetch` does not: whether the request had begun to be written when it failed. Before that
 * moment nothing can have arrived (`unsent`); after it anything may have (`silent`). What it hands on about a failure
 * is a word, never an error object that might carry a token.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResult>;

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** The whole call at most, in milliseconds: connecting, writing, and the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type TransportResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  /** Not a byte of the request was written. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** Writing had begun, and no complete answer came. */
  | { readonly kind: 'silent'; readonly reason: string };

export interface TransportOptions {
  /** Sockets per host at most; calls beyond them wait for one. Default 50. */
  readonly connections?: number;
  /** Bytes of an answer that are read at most. Default 4 MiB. */
  readonly maxAnswerBytes?: number;
}

/** A transport over undici, with sockets of its own that stay open between calls. */
export interface UndiciTransport extends Transport {
  /** Lets running calls end, then closes the sockets. */
  close(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 50;
const DEFAULT_MAX_ANSWER_BYTES = 4 << 20;
/** A connection that does not stand after this long will not. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Makes a transport; close it when the program ends. */
export function createTransport({
  connections = DEFAULT_CONNECTIONS,
  maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES,
}: TransportOptions = {}): UndiciTransport {
  const agent = new Agent({
    connections,
    // One call at a time on a socket: with more, one reset would leave several calls in doubt.
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The time of the whole call stands in for the phases' own timers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const call: Transport = (request) =>
    new Promise((resolve) => {
      const exchange = new Exchange(request, maxAnswerBytes, resolve);
      if (exchange.isOver) return;
      const { origin, pathname, search } = new URL(request.url);
      agent.dispatch(
        { origin, path: pathname + search, method: request.method, headers: request.headers, body: request.body },
        exchange,
      );
    });
  return Object.assign(call, { close: () => agent.close() });
}

let shared: Transport | null = null;

/** The transport of those who bring none. Its idle sockets keep no process alive. */
export function sharedTransport(): Transport {
  shared ??= createTransport();
  return shared;
}

/** One call. It is settled exactly once, and knows whether its request had begun to be written. */
class Exchange implements Dispatcher.DispatchHandler {
  isOver = false;
  #hasBegun = false;
  #status = 0;
  #headers: Record<string, string> = {};
  #bytes = 0;
  readonly #chunks: Uint8Array[] = [];
  readonly #maxBytes: number;
  readonly #resolve: (result: TransportResult) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;

  constructor(request: TransportRequest, maxBytes: number, resolve: (result: TransportResult) => void) {
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#signal = request.signal;
    this.#timer = setTimeout(() => this.#giveUp('timeout'), request.timeoutMs);
    if (this.#signal?.aborted) this.#onAbort();
    else this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.isOver || this.#hasBegun) {
      // Begun already: undici would write the request once more on a new socket, and the first may have arrived.
      controller.abort(new Error('This call is over'));
      return;
    }
    this.#hasBegun = true;
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#giveUp('answer-too-long');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle({ kind: 'answer', status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(wordFor(error));
  }

  readonly #onAbort = (): void => this.#giveUp('aborted');

  #giveUp(reason: string): void {
    if (this.isOver) return;
    this.#fail(reason);
    this.#controller?.abort(new Error('This call is over'));
  }

  #fail(reason: string): void {
    this.#settle({ kind: this.#hasBegun ? 'silent' : 'unsent', reason });
  }

  #settle(result: TransportResult): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
  }
}

/** By the codes of Node's sockets and of undici. */
const WORDS: Readonly<Record<string, string>> = {
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
};

function wordFor(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const word = WORDS[code];
  if (word !== undefined) return word;
  if (/^(HPE_|UND_ERR_RES)/.test(code) || error.name === 'HTTPParserError') return 'answer-not-http';
  if (/CERT|SSL|TLS|EPROTO|LEAF_SIGNATURE/.test(code)) return 'tls-failed';
  return 'connection-failed';
}
