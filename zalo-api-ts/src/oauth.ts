import { z } from 'zod';
import { type CallOptions, type ClientOptions, checkedRoot, exchange } from './caller.js';
import { ZaloError } from './errors.js';
import { createPkce, pkceChallenge } from './pkce.js';

/** Where people consent and tokens are had. */
export const OAUTH_ROOT = 'https://oauth.zaloapp.com';

/**
 * How the code is bound to the one who asked for it. The sources conflict on which of them the console enforces:
 * `none` (seen live), `fixed` (one pair, whose challenge is saved in the console), `per-request`.
 */
export type PkceMode =
  | { readonly mode: 'none' }
  | { readonly mode: 'fixed'; readonly verifier: string }
  | { readonly mode: 'per-request' };

export interface ZaloOAuthOptions extends Pick<ClientOptions, 'transport' | 'timeoutMs'> {
  readonly appId: string;
  readonly appSecret: string;
  /** Default `{ mode: 'per-request' }`. */
  readonly pkce?: PkceMode | undefined;
  /** Default https://oauth.zaloapp.com. */
  readonly root?: string | undefined;
  readonly clock?: { now(): Date } | undefined;
}

/** What a person opens to consent, and what `exchangeCode` needs afterwards. */
export interface Consent {
  readonly url: string;
  /** To be kept, secretly, until the code comes; null where no challenge is sent. */
  readonly codeVerifier: string | null;
}

/**
 * Two secrets. The refresh token can be used once: these two must be stored before either is used, and the former
 * access token is dead already.
 */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds the access token lives, as Zalo said (90,000 is usual). */
  readonly expiresInS: number;
  readonly accessExpiresAt: Date;
  /** Null where Zalo did not say; documented as three months. */
  readonly refreshExpiresAt: Date | null;
}

const SECONDS = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const TOKENS = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: SECONDS,
  refresh_token_expires_in: SECONDS.optional(),
});

/**
 * OAuth v4 of the Official Account (not of the social login, whose paths lack `/oa`).
 *
 * Source: developers.zalo.me, Official Account, "xac thuc va uy quyen"; the official Java SDK.
 */
export class ZaloOAuth {
  readonly #options: ZaloOAuthOptions;
  readonly #root: string;

  constructor(options: ZaloOAuthOptions) {
    this.#options = options;
    this.#root = checkedRoot(options.root ?? OAUTH_ROOT);
  }

  /**
   * The address at which an admin of the Official Account consents. Zalo then opens
   * `redirectUri?code=…&oa_id=…[&state=…]`; the code works once, within ten minutes.
   *
   * `redirectUri` must be exactly the one saved in the console, a slash at its end included (else -14003).
   */
  beginConsent({ redirectUri, state }: { redirectUri: string; state?: string | undefined }): Consent {
    const codeVerifier = this.#newVerifier();
    const query = new URLSearchParams({ app_id: this.#options.appId, redirect_uri: redirectUri });
    if (codeVerifier !== null) query.set('code_challenge', pkceChallenge(codeVerifier));
    if (state !== undefined) query.set('state', state);
    return { url: `${this.#root}/v4/oa/permission?${query.toString()}`, codeVerifier };
  }

  #newVerifier(): string | null {
    const pkce = this.#options.pkce ?? { mode: 'per-request' };
    if (pkce.mode === 'none') return null;
    return pkce.mode === 'fixed' ? pkce.verifier : createPkce().verifier;
  }

  /**
   * The first tokens, for the code of the callback.
   *
   * @throws ZaloError of class `reauthorize` when the code is refused: consent must be given again
   */
  exchangeCode(
    { code, codeVerifier }: { code: string; codeVerifier: string | null },
    options?: CallOptions,
  ): Promise<Tokens> {
    const verifier: Record<string, string> = codeVerifier === null ? {} : { code_verifier: codeVerifier };
    return this.#tokens({ code, grant_type: 'authorization_code', ...verifier }, options);
  }

  /**
   * New tokens for the refresh token, which is spent by this call: also when the answer is lost on the way
   * (`sent: 'maybe'`), so never call it from two places at once.
   *
   * @throws ZaloError of class `reauthorize` when it is refused; any refusal but that of the rate is one, since the code
   *   for a spent token is not documented. Of class `human` when the app itself is refused.
   */
  refresh(refreshToken: string, options?: CallOptions): Promise<Tokens> {
    return this.#tokens({ refresh_token: refreshToken, grant_type: 'refresh_token' }, options);
  }

  async #tokens(form: Record<string, string>, options: CallOptions | undefined): Promise<Tokens> {
    const path = '/v4/oa/access_token';
    const body = new URLSearchParams({ ...form, app_id: this.#options.appId }).toString();
    const request = {
      method: 'POST' as const,
      path,
      headers: { secret_key: this.#options.appSecret },
      body: { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(body) },
    };
    const { answer, rate } = await exchange('oauth', this.#root, this.#options, request, options).catch(refusedGrant);
    const read = TOKENS.safeParse(answer);
    if (!read.success) {
      const details = { host: 'oauth', call: `POST ${path}`, class: 'unreadable', sent: 'yes', rate } as const;
      throw new ZaloError(`The answer to POST ${path} (oauth) holds no tokens`, details);
    }
    const now = (this.#options.clock?.now() ?? new Date()).getTime();
    const { data } = read;
    const refreshS = data.refresh_token_expires_in;
    return {
      accessToken: data.access_token,
      refreshToken: data.refresh_token,
      expiresInS: data.expires_in,
      accessExpiresAt: new Date(now + data.expires_in * 1_000),
      refreshExpiresAt: refreshS === undefined ? null : new Date(now + refreshS * 1_000),
    };
  }
}

/** A refusal that the table does not know is one of the grant. */
function refusedGrant(error: unknown): never {
  if (!(error instanceof ZaloError) || error.class !== 'unknown') throw error;
  const { host, call, sent, code, httpStatus, rate, said } = error;
  throw new ZaloError(error.message, { host, call, sent, code, httpStatus, rate, said, class: 'reauthorize' });
}
