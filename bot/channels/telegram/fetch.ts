import { SECOND_MS } from '../../../base/clock.js';
import { LoaError } from '../../../base/errors.js';
import { type Answer, readAnswer } from './answer.js';
import type { TelegramConnection } from './connection.js';

/** No answer of Telegram's: why, in the same terms as on the hot path. Carries no address, hence no token. */
export class NoAnswer extends LoaError {
  readonly answer: Answer & { kind: 'silent' | 'unsent' | 'foreign' };
  constructor(answer: Answer & { kind: 'silent' | 'unsent' | 'foreign' }) {
    const reason = answer.kind === 'foreign' ? `the answer (${answer.status}) is not Telegram's` : answer.reason;
    super(
      'telegram-no-answer',
      `Telegram: ${reason}`,
      answer.kind === 'unsent' ? { again: 'after', waitMs: SECOND_MS } : { again: 'unknown' },
    );
    this.name = 'NoAnswer';
    this.answer = answer;
  }
}

/** What grammY's client passes to its `fetch`, as far as it matters here. */
interface GrammyRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | AsyncIterable<Uint8Array | string>;
  signal?: { readonly aborted: boolean; addEventListener(type: 'abort', listener: () => void): void };
}

const CALL_TIMEOUT_MS = 20 * SECOND_MS;
/** A hundred updates, each with a long text and the message it answers to. */
const MAX_ANSWER_BYTES = 32 << 20;
const HEADERS_OF_NODE_FETCH = new Set(['connection', 'host', 'content-length']);

/**
 * A `fetch` for grammY over the channel's own socket pool: its default client costs three times the CPU of ours, and its
 * AbortSignal is a polyfill that undici's fetch refuses. Throws NoAnswer where there is none. `until` ends every call.
 */
export function fetchOver(connection: TelegramConnection, until?: AbortSignal) {
  return async function telegramFetch(url: string, request: GrammyRequest): Promise<{ json(): Promise<unknown> }> {
    const { pathname, search } = new URL(url);
    const body = await bytesOf(request.body);
    const grammys = new AbortController();
    if (request.signal?.aborted) grammys.abort();
    request.signal?.addEventListener('abort', () => grammys.abort());
    const result = await connection.http.call({
      method: request.method === 'GET' ? 'GET' : 'POST',
      path: pathname + search,
      headers: Object.entries(request.headers ?? {})
        .filter(([name]) => !HEADERS_OF_NODE_FETCH.has(name))
        .flat(),
      body,
      timeoutMs: CALL_TIMEOUT_MS + pollSeconds(pathname, request.body) * SECOND_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      signal: until === undefined ? grammys.signal : AbortSignal.any([grammys.signal, until]),
    });
    const answer = readAnswer(result);
    if (answer.kind === 'silent' || answer.kind === 'unsent' || answer.kind === 'foreign') throw new NoAnswer(answer);
    return { json: async () => (answer.kind === 'done' ? { ok: true, result: answer.result } : refusalOf(answer)) };
  };
}

/** In the Bot API's own form, which grammY makes its error of. */
function refusalOf(answer: Answer & { kind: 'refused' }): object {
  return {
    ok: false,
    error_code: answer.code,
    description: answer.description,
    parameters: {
      ...(answer.retryAfterS === null ? {} : { retry_after: answer.retryAfterS }),
      ...(answer.migrateTo === null ? {} : { migrate_to_chat_id: Number(answer.migrateTo) }),
    },
  };
}

/** A long poll is answered after as many seconds as it asked for. */
function pollSeconds(pathname: string, body: GrammyRequest['body']): number {
  if (!pathname.endsWith('/getUpdates') || typeof body !== 'string') return 0;
  return Number(/"timeout":(\d+)/.exec(body)?.[1] ?? 0);
}

async function bytesOf(body: GrammyRequest['body']): Promise<Buffer | null> {
  if (body === undefined) return null;
  if (typeof body === 'string') return Buffer.from(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
