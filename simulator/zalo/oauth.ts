import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from '../http/answer.js';
import { isLoopbackHost } from '../loopback.js';
import type { Values } from './call.js';
import { consentPage } from './consentPage.js';
import type { ZaloCore } from './core.js';
import type { ZaloFault } from './faults.js';
import { parseForm, readBody } from './request.js';
import { isSimulatorSecret, looksReal } from './secrets.js';
import { ACCESS_LIFE_S, type Grant, REFRESH_LIFE_MS } from './tokens.js';

const TOKEN_PATH = '/v4/oa/access_token';
const CONSENT_PATH = '/v4/oa/permission';

/** The consent of an OA's administrator, and the two ways to tokens. Errors have an envelope of their own. */
export class ZaloOAuth {
  readonly #core: ZaloCore;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(core: ZaloCore) {
    this.#core = core;
  }

  handle(request: IncomingMessage, response: ServerResponse, url: string): void {
    const queryAt = url.indexOf('?');
    const path = queryAt < 0 ? url : url.slice(0, queryAt);
    const call = `${request.method} ${path}`;
    this.#core.journal.calls += 1;
    readBody(request, (body) => {
      if (call === `POST ${TOKEN_PATH}`) this.#token(request, response, body === null ? {} : parseForm(body));
      else if (call === `GET ${CONSENT_PATH}`) this.#ask(response, queryOf(url, queryAt));
      else if (call === `POST ${CONSENT_PATH}`) this.#consent(response, body === null ? {} : parseForm(body));
      else answer(response, 404, '{"error":404,"message":"No such call"}');
    });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** What an administrator's consent yields: a code, and where the browser goes with it. Throws what is wrong. */
  consent(asked: Values): { code: string; url: string } {
    const wrong = this.#wrongWith(asked);
    if (wrong !== null) throw new Error(wrong.description);
    const { assume, tokens, world } = this.#core;
    const challenge = text(asked['code_challenge']);
    const code = tokens.makeCode(
      challenge === '' || assume.pkce === 'ignored' ? null : challenge,
      text(asked['redirect_uri']),
    );
    const url = new URL(text(asked['redirect_uri']));
    url.searchParams.set('code', code);
    url.searchParams.set('oa_id', world.oa.spec.id);
    if (text(asked['state']) !== '') url.searchParams.set('state', text(asked['state']));
    return { code, url: url.href };
  }

  #ask(response: ServerResponse, asked: Values): void {
    const wrong = this.#wrongWith(asked);
    const page = consentPage(this.#core.world.oa.spec.name, asked, wrong);
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    });
    response.end(page);
  }

  #consent(response: ServerResponse, asked: Values): void {
    const wrong = this.#wrongWith(asked);
    if (wrong !== null) {
      this.#refuse(response, wrong.code, wrong.description);
      return;
    }
    response.writeHead(302, { location: this.consent(asked).url, 'content-length': '0' });
    response.end();
  }

  #wrongWith(asked: Values): { code: number; description: string } | null {
    const { appId, callbackUrl, assume } = this.#core;
    if (asked['app_id'] !== appId) return { code: -14002, description: 'Invalid app id' };
    const redirect = text(asked['redirect_uri']);
    const isLoopback = URL.canParse(redirect) && isLoopbackHost(new URL(redirect).hostname);
    if (!isLoopback || (callbackUrl !== null && redirect !== callbackUrl))
      return { code: -14003, description: 'Invalid redirect uri' };
    if (assume.pkce === 'required' && text(asked['code_challenge']) === '')
      return { code: assume.verifierError, description: 'A code challenge is required' };
    return null;
  }

  #token(request: IncomingMessage, response: ServerResponse, asked: Values): void {
    const { delayMs, fault } = this.#core.faults.strike(TOKEN_PATH, null, false);
    const waitMs = delayMs + this.#core.latencyMs;
    if (waitMs === 0) {
      this.#grant(request, response, asked, fault);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#grant(request, response, asked, fault);
    }, waitMs);
    this.#timers.add(timer);
  }

  #grant(request: IncomingMessage, response: ServerResponse, asked: Values, fault: ZaloFault | null): void {
    const { journal } = this.#core;
    const isUndone =
      (fault?.kind === 'cut' && fault.when === 'before') ||
      ((fault?.kind === 'silence' || fault?.kind === 'server-error') && !fault.delivered);
    if (fault?.kind === 'error') {
      this.#refuse(response, fault.code, fault.message ?? 'Error');
      return;
    }
    if (fault?.kind === 'answer') {
      journal.countRefusal(fault.status);
      answer(response, fault.status, fault.body);
      return;
    }
    const refusal = isUndone ? null : this.#check(request, asked);
    if (refusal !== null) {
      this.#refuse(response, refusal.code, refusal.description);
      return;
    }
    const grant = isUndone ? null : this.#issue(asked);
    if (fault?.kind === 'cut' || fault?.kind === 'silence') {
      // The tokens may have changed all the same: whoever asked does not know the new ones.
      journal.unanswered += 1;
      if (fault.kind === 'cut') response.destroy();
      return;
    }
    if (fault?.kind === 'server-error' || grant === null) {
      const code = fault?.kind === 'server-error' ? fault.code : 500;
      journal.countRefusal(code);
      answer(response, code, `<html><body><h1>${code}</h1></body></html>`);
      return;
    }
    this.#answerGrant(response, grant);
  }

  /** The app and its secret; what looks like somebody's real secret or token never comes further than this. */
  #check(request: IncomingMessage, asked: Values): { code: number; description: string } | null {
    const { appId, appSecret, log } = this.#core;
    const secret = text(request.headers['secret_key']);
    const refreshToken = text(asked['refresh_token']);
    if (looksReal(secret) || looksReal(refreshToken)) {
      log.error(
        'A SECRET THAT LOOKS REAL CAME TO THE SIMULATOR. It was refused and is not kept; give the service secrets of the simulator.',
      );
    }
    if (asked['app_id'] !== appId) return { code: -14002, description: 'Invalid app id' };
    if (!isSimulatorSecret(secret) || secret !== appSecret) return { code: -14004, description: 'Invalid secret key' };
    return null;
  }

  #issue(asked: Values): Grant {
    const { tokens } = this.#core;
    if (asked['grant_type'] === 'authorization_code')
      return tokens.byCode(text(asked['code']), text(asked['code_verifier']));
    return tokens.byRefreshToken(asked['grant_type'] === 'refresh_token' ? text(asked['refresh_token']) : '');
  }

  #answerGrant(response: ServerResponse, grant: Grant): void {
    const { assume } = this.#core;
    if (grant.ok) {
      const body = {
        access_token: grant.pair.accessToken,
        refresh_token: grant.pair.refreshToken,
        expires_in: String(ACCESS_LIFE_S),
        refresh_token_expires_in: String(REFRESH_LIFE_MS / 1_000),
      };
      answer(response, 200, JSON.stringify(body));
      return;
    }
    if (grant.why === 'code') this.#refuse(response, assume.codeError, 'Invalid authorization code');
    else if (grant.why === 'verifier') this.#refuse(response, assume.verifierError, 'Invalid code verifier');
    else this.#refuse(response, assume.spentRefreshTokenError, 'Invalid refresh token');
  }

  #refuse(response: ServerResponse, code: number, description: string): void {
    this.#core.journal.countRefusal(code);
    const body = {
      error: code,
      error_name: description,
      error_reason: description,
      error_description: description,
      ref_doc: 'https://simulator.invalid/oauth',
    };
    answer(response, this.#core.assume.oauthErrorStatus, JSON.stringify(body));
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function queryOf(url: string, queryAt: number): Values {
  return queryAt < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(queryAt + 1)));
}
