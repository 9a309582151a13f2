/** Which of Zalo's hosts a call went to: oauth.zaloapp.com, openapi.zalo.me, business.openapi.zalo.me. */
export type ErrorHost = 'oauth' | 'openapi' | 'business';

/**
 * What to do about an error:
 * - `refresh`: refresh the access token and call once more, once;
 * - `reauthorize`: the refresh token or the code is spent or refused; a person must give consent again;
 * - `rate`: wait (the window is a minute), then the same call again;
 * - `retry`: the same call again, once or twice;
 * - `later`: a quota or the night; not now, another time;
 * - `poll`: still being worked on; ask again in a few seconds;
 * - `reupload`: the attachment has expired; upload it again;
 * - `recipient`: this person cannot be reached in this way; another way may do;
 * - `template`: this template cannot go this way; another template or another way may do;
 * - `content`: Zalo does not accept what is said; do not repeat it;
 * - `human`: somebody must change something in Zalo's consoles, or pay;
 * - `bug`: the request is wrong; it will be wrong again;
 * - `invalid`: this package refused the arguments, nothing was sent (`faults` says why);
 * - `network`: no answer of Zalo's (see `sent`);
 * - `unreadable`: something answered, but not in Zalo's form (see `sent`);
 * - `unknown`: a code that is not in the table; do not repeat the call, tell somebody.
 */
export type ErrorClass =
  | 'refresh'
  | 'reauthorize'
  | 'rate'
  | 'retry'
  | 'later'
  | 'poll'
  | 'reupload'
  | 'recipient'
  | 'template'
  | 'content'
  | 'human'
  | 'bug'
  | 'invalid'
  | 'network'
  | 'unreadable'
  | 'unknown';

/**
 * Whether the call may have had its effect: `no` (it did not arrive, or Zalo refused it), `maybe` (written, and no
 * answer that could be read), `yes` (Zalo said that it worked, and only the rest of the answer was not readable).
 */
export type Sent = 'no' | 'maybe' | 'yes';

/** From the headers X-RateLimit-Limit and X-RateLimit-Remain; null where an answer has none. Calls per minute. */
export interface Rate {
  readonly limit: number | null;
  readonly remain: number | null;
}

export const NO_RATE: Rate = { limit: null, remain: null };

/** What is wrong with an argument, found before anything was sent. */
export interface ArgumentFault {
  /** The argument, as a path: `text`, `buttons.2.title`, `templateData.ten`. */
  readonly field: string;
  readonly rule:
    | 'required'
    | 'too-long'
    | 'too-short'
    | 'too-many'
    | 'too-large'
    | 'wrong-type'
    | 'wrong-format'
    | 'not-allowed';
  /** The bound of the rule, in the rule's unit (characters, items, bytes), where it has one. */
  readonly limit?: number;
}

export interface ZaloErrorDetails {
  readonly host: ErrorHost;
  readonly class: ErrorClass;
  readonly sent: Sent;
  /** Method and path, without query: `POST /v3.0/oa/message/cs`. */
  readonly call?: string | null;
  /** Zalo's number, or null when the error is not an answer of Zalo's. */
  readonly code?: number | null;
  readonly httpStatus?: number | null;
  /** A word on what went wrong below: `timeout`, `connection-refused`, `connection-reset`, `http-502`. */
  readonly reason?: string | null;
  readonly faults?: readonly ArgumentFault[];
  readonly rate?: Rate;
  /** What Zalo wrote. Not part of the message. */
  readonly said?: string | null;
}

/**
 * The one error of this package. Decide on `class` (or on `host` and `code`) and on `sent`; the message is for a log and
 * holds no token, no number of a telephone and no text, and neither does any enumerable property.
 */
export class ZaloError extends Error {
  override readonly name = 'ZaloError';
  /**
   * Whose table explains `code`: the host that was called. Only a template by user id, which goes to openapi, may be refused
   * with a code of business.
   */
  readonly host: ErrorHost;
  readonly class: ErrorClass;
  readonly sent: Sent;
  readonly call: string | null;
  readonly code: number | null;
  readonly httpStatus: number | null;
  readonly reason: string | null;
  readonly faults: readonly ArgumentFault[];
  readonly rate: Rate;
  readonly #said: string | null;

  constructor(message: string, details: ZaloErrorDetails) {
    super(message);
    this.host = details.host;
    this.class = details.class;
    this.sent = details.sent;
    this.call = details.call ?? null;
    this.code = details.code ?? null;
    this.httpStatus = details.httpStatus ?? null;
    this.reason = details.reason ?? null;
    this.faults = details.faults ?? [];
    this.rate = details.rate ?? NO_RATE;
    this.#said = details.said ?? null;
  }

  /**
   * What Zalo wrote, in its language; its texts are not stable and may repeat what was sent, so it is for the eyes of
   * whoever looks for the cause and not for logs. Loggers that copy properties do not see it.
   */
  get said(): string | null {
    return this.#said;
  }
}

/** @throws ZaloError of class `invalid` when there are faults */
export function refuseFaults(host: ErrorHost, call: string, faults: readonly ArgumentFault[]): void {
  if (faults.length === 0) return;
  const list = faults.map(({ field, rule, limit }) => `${field} ${rule}${limit === undefined ? '' : ` (${limit})`}`);
  throw new ZaloError(`${call} was not sent: ${list.join(', ')}`, {
    host,
    call,
    class: 'invalid',
    sent: 'no',
    faults,
  });
}
