import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { startZaloSimulator, type ZaloOptions, type ZaloSimulator } from '../index.js';

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const HOUR_MS = 3_600_000;
let zalo: ZaloSimulator;
afterEach(() => zalo.close());

async function start(options: ZaloOptions = {}): Promise<void> {
  zalo = await startZaloSimulator(options);
}

async function grant(fields: Record<string, string>, secret = zalo.appSecret) {
  const response = await request(`${zalo.oauthRoot}/v4/oa/access_token`, {
    method: 'POST',
    headers: { secret_key: secret, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ app_id: zalo.appId, ...fields }).toString(),
  });
  return { status: response.statusCode, body: JSON.parse(await response.body.text()) };
}
const refresh = (token: string) => grant({ grant_type: 'refresh_token', refresh_token: token });
const byCode = (code: string, verifier = '') =>
  grant({ grant_type: 'authorization_code', code, code_verifier: verifier });

async function health(token: string, headers: Record<string, string> = {}, query = '') {
  const response = await request(`${zalo.openapiRoot}/v2.0/oa/getoa${query}`, {
    headers: { ...(token === '' ? {} : { access_token: token }), ...headers },
  });
  return JSON.parse(await response.body.text()).error;
}

describe('consent', () => {
  it('is a page with a button that posts what it was asked, and leads back with code, oa_id and state', async () => {
    await start();
    const query = new URLSearchParams({
      app_id: zalo.appId,
      redirect_uri: 'http://127.0.0.1:9/back',
      code_challenge: CHALLENGE,
      state: '"><script>alert(1)</script>',
    }).toString();
    const page = await (await request(`${zalo.oauthRoot}/v4/oa/permission?${query}`)).body.text();
    expect(page).toContain('<button>');
    expect(page).not.toContain('<script');
    const answer = await request(`${zalo.oauthRoot}/v4/oa/permission`, { method: 'POST', body: query });
    const back = new URL(String(answer.headers['location']));
    expect(answer.statusCode).toBe(302);
    expect([...back.searchParams.keys()]).toEqual(['code', 'oa_id', 'state']);
    expect((await byCode(back.searchParams.get('code') ?? '', VERIFIER)).body).toMatchObject({ expires_in: '90000' });
  });

  it('sends nobody to another machine, nor to an address that differs from the saved one by a slash', async () => {
    await start({ callbackUrl: 'http://127.0.0.1:9/back' });
    expect(() => zalo.consent({ redirectUri: 'https://example.com/back' })).toThrow('Invalid redirect uri');
    expect(() => zalo.consent({ redirectUri: 'http://127.0.0.1:9/back/' })).toThrow('Invalid redirect uri');
    expect(zalo.consent({ redirectUri: 'http://127.0.0.1:9/back' }).url).toContain('http://127.0.0.1:9/back?code=');
  });

  it('gives a code that is good once, for ten minutes, and with its verifier only', async () => {
    await start();
    const { code } = zalo.consent({ codeChallenge: CHALLENGE });
    expect((await byCode(code, 'x'.repeat(43))).body.error).toBe(-14024);
    expect((await byCode(code, VERIFIER)).body.error).toBe(-14012);
    const second = zalo.consent();
    zalo.clock.advance(11 * 60_000);
    expect((await byCode(second.code)).body.error).toBe(-14012);
    expect((await byCode(zalo.consent().code)).body.access_token).toMatch(/^SIMULATOR-access-/);
  });
});

describe('tokens', () => {
  it('rotate: the old access token dies at once, and a spent refresh token is refused', async () => {
    await start();
    const first = zalo.tokens.current();
    expect(await health(first.accessToken)).toBe(0);
    const second = (await refresh(first.refreshToken)).body;
    expect(second.expires_in).toBe('90000');
    expect(await health(first.accessToken)).toBe(-216);
    expect(await health(second.access_token)).toBe(0);
    const again = await refresh(first.refreshToken);
    expect(again).toMatchObject({ status: 200, body: { error: -14014 } });
    expect(again.body).toHaveProperty('error_description');
    expect(await health(second.access_token)).toBe(0);
    expect(zalo.tokens.counts()).toMatchObject({ refreshed: 1, refused: 1 });
  });

  it('expire: after 25 hours with -220, on the other host with -124; a refresh token after three months', async () => {
    await start();
    const { accessToken, refreshToken } = zalo.tokens.current();
    zalo.clock.advance(25 * HOUR_MS);
    expect(await health(accessToken)).toBe(-220);
    zalo.clock.advance(90 * 24 * HOUR_MS);
    expect((await refresh(refreshToken)).body.error).toBe(-14014);
  });

  it('are lost with a response that never came: the old one is spent all the same', async () => {
    await start();
    const { refreshToken } = zalo.tokens.current();
    zalo.faults.add({ paths: ['/v4/oa/access_token'], times: 1, fault: { kind: 'cut', when: 'after' } });
    await expect(refresh(refreshToken)).rejects.toThrow();
    expect((await refresh(refreshToken)).body.error).toBe(-14014);
  });

  it('are both dead for who restored yesterday, while a call cut before it was taken costs nothing', async () => {
    await start();
    const yesterday = zalo.tokens.current();
    zalo.faults.add({ paths: ['/v4/oa/access_token'], times: 1, fault: { kind: 'cut', when: 'before' } });
    await expect(refresh(yesterday.refreshToken)).rejects.toThrow();
    const now = zalo.tokens.rotateElsewhere();
    expect(await health(yesterday.accessToken)).toBe(-216);
    expect((await refresh(yesterday.refreshToken)).body.error).toBe(-14014);
    expect(await health(now.accessToken)).toBe(0);
  });

  it('of a service outlive a simulator that is started anew', async () => {
    await start();
    const stored = (await refresh(zalo.tokens.rotateElsewhere().refreshToken)).body;
    await zalo.close();
    await start();
    expect(await health(stored.access_token)).toBe(-216);
    const anew = (await refresh(stored.refresh_token)).body;
    expect(await health(anew.access_token)).toBe(0);
    expect((await refresh(stored.refresh_token)).body.error).toBe(-14014);
  });

  it('come in a header only, with a proof where the app asks for one', async () => {
    await start({ requireProof: true });
    const { accessToken } = zalo.tokens.current();
    expect(await health('', {}, `?access_token=${accessToken}`)).toBe(-216);
    expect(await health(accessToken)).toBe(-242);
    const { createHmac } = await import('node:crypto');
    const proof = createHmac('sha256', zalo.appSecret).update(accessToken).digest('hex');
    expect(await health(accessToken, { appsecret_proof: proof })).toBe(0);
  });

  it('of a real OA are refused, loudly, and are nowhere in the log', async () => {
    const lines: string[] = [];
    const log = pino(
      {},
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          lines.push(chunk.toString('utf8'));
          done();
        },
      }),
    );
    await start({ log });
    const real = createHash('sha512').update('real').digest('base64url').repeat(2);
    expect(await health(real)).toBe(-216);
    expect((await refresh(real)).body.error).toBe(-14014);
    expect(lines.join('')).toContain('LOOKS REAL');
    expect(lines.join('')).not.toContain(real.slice(0, 20));
    await expect(startZaloSimulator({ appSecret: 'Jf7sKq0x2mB9cD4eT6yU' })).rejects.toThrow('SIMULATOR-');
  });
});
