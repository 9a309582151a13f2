import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type ErrorHost, NO_RATE, type Rate, type Sent, ZaloError } from './errors.js';
import { meaningOf } from './errorTable.js';
import { parseJsonBytes } from './json.js';
import { sharedTransport, type Transport, type TransportResult } from './transport.js';

/** What Zalo answered, and what its headers said about the limits. */
export interface Answer<T> {
  readonly data: T;
  readonly rate: Rate;
}

/** For any one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** The whole call at most, in milliseconds; else that of the client. */
  readonly timeoutMs?: number | undefined;
}

/** For a client as a whole. */
export interface ClientOptions {
  /**
   * Asked before every call, so that its owner decides when to refresh. What it throws is thrown on as it is.
   */
  readonly accessToken: () => Promise<string>;
  /** Given, every call carries `appsecret_proof`; needed only where the app's console demands it. */
  readonly appSecret?: string | undefined;
  readonly transport?: Transport | undefined;
  /** Any one call at most, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/** What a call sends; a query value that is undefined is left out. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly type: string; readonly bytes: Uint8Array };
  /** Whose codes may come as well: a code that the host's own table does not know is taken for one of theirs. */
  readonly alsoCodesOf?: ErrorHost;
}

const ENVELOPE = z.looseObject({
  error: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d+$/)
        .transform(Number),
    ])
    .optional(),
  message: z.string().optional().catch(undefined),
  error_name: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

/**
 * One call over a transport, once: nothing is repeated here. Gives the whole parsed answer of a call that worked.
 *
 * @throws ZaloError
 */
export async function exchange(
  host: ErrorHost,
  root: string,
  { transport = sharedTransport(), timeoutMs = DEFAULT_TIMEOUT_MS }: Pick<ClientOptions, 'transport' | 'timeoutMs'>,
  request: Request,
  options: CallOptions = {},
): Promise<{ answer: Record<string, unknown>; rate: Rate }> {
  const call = `${request.method} ${request.path}`;
  const result = await transport({
    method: request.method,
    url: `${root}${request.path}${request.query === undefined ? '' : queryOf(request.query)}`,
    headers: { ...request.headers, ...(request.body === undefined ? {} : { 'content-type': request.body.type }) },
    body: request.body?.bytes ?? null,
    timeoutMs: options.timeoutMs ?? timeoutMs,
    signal: options.signal,
  });
  if (result.kind !== 'answer') throw noAnswer(host, call, result);
  return readAnswer(host, call, result, request.alsoCodesOf);
}

function queryOf(wanted: NonNullable<Request['query']>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, `${value}`);
  return query.size > 0 ? `?${query.toString()}` : '';
}

function noAnswer(host: ErrorHost, call: string, { kind, reason }: TransportResult & { reason: string }): ZaloError {
  const sent: Sent = kind === 'unsent' ? 'no' : 'maybe';
  const effect = sent === 'no' ? 'nothing was sent' : 'it may have arrived';
  return new ZaloError(`No answer of Zalo (${host}) to ${call}: ${reason}, ${effect}`, {
    host,
    call,
    class: 'network',
    sent,
    reason,
  });
}

/** Zalo refuses with HTTP 200 and an error number, so the number decides; the HTTP status only where there is none. */
function readAnswer(
  host: ErrorHost,
  call: string,
  result: TransportResult & { kind: 'answer' },
  alsoCodesOf: ErrorHost = host,
) {
  const { status: httpStatus } = result;
  const rate = rateOf(result.headers);
  const answer = readEnvelope(result.body);
  const code = answer?.error;
  if (answer !== null && code !== undefined && code !== 0) {
    const known = meaningOf(host, code) ?? meaningOf(alsoCodesOf, code);
    const whose = known?.host ?? host;
    throw new ZaloError(`Zalo (${whose}) refused ${call}: ${code}, ${known?.meaning ?? 'a code no source describes'}`, {
      host: whose,
      call,
      class: known?.class ?? 'unknown',
      sent: 'no',
      code,
      httpStatus,
      rate,
      said: answer.message ?? answer.error_description ?? answer.error_name ?? null,
    });
  }
  const isGood = httpStatus >= 200 && httpStatus < 300;
  // Only the token endpoint leaves `error` out of an answer that worked.
  const isZalos = answer !== null && (code === 0 || host === 'oauth');
  if (isZalos && isGood) return { answer, rate };
  throw foreign(host, call, httpStatus, rate);
}

/** Something on the way answered: a gateway, a proxy, a page of a network that asks for a login. */
function foreign(host: ErrorHost, call: string, httpStatus: number, rate: Rate): ZaloError {
  // Of these only a refusal of the request itself is sure to have had no effect.
  const isRefusal = httpStatus >= 300 && httpStatus < 500 && httpStatus !== 408;
  return new ZaloError(`The answer to ${call} (${host}, HTTP ${httpStatus}) is not in Zalo's form`, {
    host,
    call,
    class: httpStatus === 429 ? 'rate' : httpStatus >= 500 ? 'network' : 'unreadable',
    sent: isRefusal ? 'no' : 'maybe',
    httpStatus,
    reason: `http-${httpStatus}`,
    rate,
  });
}

function readEnvelope(body: Uint8Array): z.infer<typeof ENVELOPE> | null {
  try {
    return ENVELOPE.safeParse(parseJsonBytes(body)).data ?? null;
  } catch {
    return null;
  }
}

function rateOf(headers: Readonly<Record<string, string>>): Rate {
  const number = (name: string): number | null => {
    const text = headers[name];
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
  };
  const rate = { limit: number('x-ratelimit-limit'), remain: number('x-ratelimit-remain') };
  return rate.limit === null && rate.remain === null ? NO_RATE : rate;
}

/** @throws TypeError for what is no address of a web server, when a client is made and not at its first call */
export function checkedRoot(root: string): string {
  if (!/^https?:$/.test(new URL(root).protocol)) throw new TypeError('The root of an API is an http or https address');
  return root.replace(/\/+$/, '');
}

/** Calls one host with the access token, and reads what it answers with a schema. */
export class Caller {
  readonly host: ErrorHost;
  readonly #root: string;
  readonly #options: ClientOptions;

  constructor(host: ErrorHost, root: string, options: ClientOptions) {
    this.host = host;
    this.#root = checkedRoot(root);
    this.#options = options;
  }

  /** `schema` reads the whole answer, not only `data`. */
  async call<T>(request: Request, schema: z.ZodType<T>, options?: CallOptions): Promise<Answer<T>> {
    const token = await this.#options.accessToken();
    const headers = { access_token: token, ...proofHeaders(token, this.#options.appSecret), ...request.headers };
    const { answer, rate } = await exchange(this.host, this.#root, this.#options, { ...request, headers }, options);
    const read = schema.safeParse(answer);
    if (read.success) return { data: read.data, rate };
    const call = `${request.method} ${request.path}`;
    const places = read.error.issues.map(({ path }) => path.join('.') || 'answer').join(', ');
    throw new ZaloError(`Zalo (${this.host}) did ${call}, but its answer could not be read: ${places}`, {
      host: this.host,
      call,
      class: 'unreadable',
      sent: 'yes',
      code: 0,
      rate,
    });
  }

  /** A POST with a body of JSON. */
  post<T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    options?: CallOptions,
    more: Pick<Request, 'alsoCodesOf'> = {},
  ): Promise<Answer<T>> {
    return this.call({ method: 'POST', path, body: jsonBody(body), ...more }, schema, options);
  }

  /** A GET with ordinary parameters, as ZBS and the articles take them. */
  get<T>(path: string, query: Request['query'], schema: z.ZodType<T>, options?: CallOptions): Promise<Answer<T>> {
    return this.call({ method: 'GET', path, ...(query === undefined ? {} : { query }) }, schema, options);
  }

  /** A GET whose one parameter `data` is JSON, as the Official Account API takes it. */
  getData<T>(path: string, data: unknown, schema: z.ZodType<T>, options?: CallOptions): Promise<Answer<T>> {
    return this.get(path, { data: JSON.stringify(data) }, schema, options);
  }
}

function jsonBody(value: unknown): { type: string; bytes: Uint8Array } {
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(value)) };
}

function proofHeaders(token: string, appSecret: string | undefined): Record<string, string> {
  return appSecret === undefined ? {} : { appsecret_proof: appSecretProof(token, appSecret) };
}

/** `appsecret_proof`: hex of HMAC-SHA256 over the access token, with the app secret as key. */
export function appSecretProof(accessToken: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}
