import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from '../http/answer.js';
import type { ZaloEndpoint } from './call.js';
import type { ZaloCore } from './core.js';
import { endpoints } from './endpoints/index.js';
import type { ZaloFault } from './faults.js';
import type { LoggedZaloCall } from './journal.js';
import { oaRefusal, ZaloRefusal, zbsRefusal } from './refusal.js';
import { parsePosted, parseQuery, type ReadRequest, readBody, type Unreadable } from './request.js';
import { looksReal, proofOf } from './secrets.js';

type Entry = Omit<LoggedZaloCall, 'n'> | null;
/** What stands in front of a refusal in HTML, as a proxy would write it. */
const STATUS_TEXTS: Record<number, string> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The calls of the OA and of templates: each is counted, logged, perhaps struck by a fault, and answered as Zalo would. */
export class ZaloApi {
  readonly #core: ZaloCore;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(core: ZaloCore) {
    this.#core = core;
  }

  /** `path` begins below the root of the API, query included. */
  handle(api: 'openapi' | 'business', request: IncomingMessage, response: ServerResponse, url: string): void {
    const queryAt = url.indexOf('?');
    const path = queryAt < 0 ? url : url.slice(0, queryAt);
    const endpoint = endpoints.get(`${api} ${request.method} ${path}`);
    this.#core.journal.calls += 1;
    if (endpoint === undefined) {
      request.resume();
      this.#core.journal.countRefusal(404);
      answer(response, 404, `{"error":404,"message":"No such call: ${request.method === 'GET' ? 'GET' : 'POST'}"}`);
      return;
    }
    readBody(request, (body) => {
      const query = queryAt < 0 ? '' : url.slice(queryAt + 1);
      const read = readCall(endpoint, body, query, request.headers['content-type'] ?? 'application/json');
      this.#struck(endpoint, read, request, response);
    });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #struck(
    endpoint: ZaloEndpoint,
    read: ReadRequest | Unreadable,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const { faults, latencyMs } = this.#core;
    if (!faults.any && latencyMs === 0) {
      this.#run(endpoint, read, request, response, null);
      return;
    }
    const to = typeof read === 'string' ? null : endpoint.to(read.values);
    const { delayMs, fault } = faults.strike(endpoint.path, to, endpoint.delivers);
    this.#later(delayMs + latencyMs, () => this.#run(endpoint, read, request, response, fault));
  }

  #later(ms: number, run: () => void): void {
    if (ms === 0) {
      run();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #run(
    endpoint: ZaloEndpoint,
    read: ReadRequest | Unreadable,
    request: IncomingMessage,
    response: ServerResponse,
    fault: ZaloFault | null,
  ): void {
    const core = this.#core;
    const nowMs = core.clock.nowMs();
    const entry = this.#entry(endpoint, read, nowMs);
    if (fault !== null && endsBefore(fault)) {
      this.#end(fault, response, entry);
      return;
    }
    const headers: string[] = [];
    const before = core.world.delivered;
    try {
      if (fault?.kind === 'error') throw refusalOf(endpoint, fault.code, fault.message);
      if (fault?.kind === 'unauthorized') core.tokens.killAccessToken();
      this.#checkToken(endpoint, request);
      const admission = core.pace.admit(endpoint.bucket, nowMs);
      if (admission.limit !== null)
        headers.push('X-RateLimit-Limit', String(admission.limit), 'X-RateLimit-Remain', String(admission.remain));
      if (admission.refused !== null)
        throw oaRefusal(
          -32,
          admission.refused === 'app' ? 'Your application reached limit call api' : 'Your OA reached limit call api',
        );
      if (typeof read === 'string') throw unreadable(endpoint, read);
      const result = endpoint.run({ core, nowMs, ...read });
      if (entry !== null) entry.delivered = core.world.delivered - before;
      if (fault !== null) {
        this.#end(fault, response, entry);
        return;
      }
      if (entry !== null) core.journal.add(entry);
      answer(response, 200, JSON.stringify({ ...result, error: 0, message: 'Success' }), headers);
    } catch (error) {
      this.#refuse(error, response, entry, headers);
    }
  }

  /** The header, and no other place: a token in the query is no token. */
  #checkToken(endpoint: ZaloEndpoint, request: IncomingMessage): void {
    const { tokens, log, requireProof, appSecret, assume } = this.#core;
    const token = request.headers['access_token'];
    const given = typeof token === 'string' ? token : '';
    const verdict = tokens.judge(given);
    const isZbs = endpoint.api === 'business';
    if (verdict !== 'good') {
      if (looksReal(given)) {
        log.error(
          'A TOKEN THAT LOOKS REAL CAME TO THE SIMULATOR. It was refused and is not kept; give the service tokens of the simulator.',
        );
      }
      if (isZbs) throw zbsRefusal(-124);
      const isKilled = given.startsWith('SIMULATOR-access-');
      throw oaRefusal(verdict === 'expired' ? -220 : isKilled ? assume.killedAccessTokenError : -216);
    }
    if (requireProof && request.headers['appsecret_proof'] !== proofOf(given, appSecret))
      throw isZbs ? zbsRefusal(-1241) : oaRefusal(-242);
  }

  #entry(endpoint: ZaloEndpoint, read: ReadRequest | Unreadable, nowMs: number): Entry {
    if (!this.#core.journal.keeps) return null;
    const isRead = typeof read !== 'string';
    return {
      atMs: nowMs,
      api: endpoint.api,
      path: endpoint.path,
      to: isRead ? endpoint.to(read.values) : null,
      params: isRead ? loggable(read) : read,
      outcome: 'answered',
      error: null,
      delivered: 0,
    };
  }

  /** What a fault that ends the call does to its answer. */
  #end(fault: ZaloFault, response: ServerResponse, entry: Entry): void {
    const { journal } = this.#core;
    if (fault.kind === 'server-error' || fault.kind === 'answer') {
      const [status, body] =
        fault.kind === 'answer' ? [fault.status, fault.body] : [fault.code, serverErrorBody(fault.code, fault.body)];
      journal.countRefusal(status);
      if (entry !== null) journal.add({ ...entry, outcome: 'refused', error: status });
      answer(response, status, body);
      return;
    }
    journal.unanswered += 1;
    if (entry !== null) journal.add({ ...entry, outcome: fault.kind === 'cut' ? 'cut' : 'silent' });
    if (fault.kind === 'cut') response.destroy();
  }

  #refuse(error: unknown, response: ServerResponse, entry: Entry, headers: string[]): void {
    const { journal, log } = this.#core;
    if (!(error instanceof ZaloRefusal)) {
      log.error({ err: error }, 'The simulator failed on a call');
      journal.countRefusal(500);
      if (entry !== null) journal.add({ ...entry, outcome: 'refused', error: 500 });
      answer(response, 500, '{"error":500,"message":"Fault of the simulator"}');
      return;
    }
    journal.countRefusal(error.code);
    if (entry !== null) journal.add({ ...entry, outcome: 'refused', error: error.code });
    answer(response, 200, JSON.stringify({ error: error.code, message: error.message }), headers);
  }
}

/** Faults that leave the call undone. */
function endsBefore(fault: ZaloFault): boolean {
  switch (fault.kind) {
    case 'server-error':
    case 'silence':
      return !fault.delivered;
    case 'cut':
      return fault.when === 'before';
    case 'answer':
      return true;
    default:
      return false;
  }
}

function readCall(endpoint: ZaloEndpoint, body: Buffer | null, query: string, type: string): ReadRequest | Unreadable {
  if (body === null) return 'too-large';
  return endpoint.verb === 'GET' ? parseQuery(query) : parsePosted(body, type);
}

function unreadable(endpoint: ZaloEndpoint, why: Unreadable): ZaloRefusal {
  if (why === 'too-large') return refusalOf(endpoint, endpoint.api === 'business' ? -122 : -210);
  return refusalOf(endpoint, endpoint.api === 'business' ? -122 : -201);
}

function refusalOf(endpoint: ZaloEndpoint, code: number, message?: string): ZaloRefusal {
  return endpoint.api === 'business' ? zbsRefusal(code, message) : oaRefusal(code, message);
}

function serverErrorBody(code: number, body: 'json' | 'html'): string {
  const text = STATUS_TEXTS[code] ?? 'Internal Server Error';
  return body === 'html'
    ? `<html><body><h1>${code} ${text}</h1></body></html>`
    : `{"error":${code},"message":"${text}"}`;
}

function loggable({ values, files }: ReadRequest): unknown {
  if (files.size === 0) return values;
  const shown = [...files].map(([name, { fileName, mime, bytes }]) => [
    name,
    { file: fileName, mime, bytes: bytes.length },
  ]);
  return { ...values, ...Object.fromEntries(shown) };
}
