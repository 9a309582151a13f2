import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTransport, pkceChallenge, type UndiciTransport, ZaloOAuth, type ZaloOAuthOptions } from './index.js';
import { errorOf } from './testing/clients.js';
import { type Loopback, startLoopback } from './testing/loopback.js';

let server: Loopback;
let transport: UndiciTransport;
beforeEach(async () => {
  server = await startLoopback();
  transport = createTransport();
});
afterEach(async () => {
  await server.close();
  await transport.close();
});

const NOW = new Date('2026-11-22T01:00:00Z');
const oauth = (changes: Partial<ZaloOAuthOptions> = {}) =>
  new ZaloOAuth({
    appId: '1234567890',
    appSecret: 'app-secret-example',
    root: server.url,
    transport,
    clock: { now: () => NOW },
    ...changes,
  });
const redirectUri = 'https://loa.example.vn/zalo/callback/';
const form = () => Object.fromEntries(new URLSearchParams(server.last().body.toString()));

test('the page of consent is named with the exact callback and a fresh challenge each time', () => {
  const [one, other] = [1, 2].map(() => oauth().beginConsent({ redirectUri, state: 'a b&c' }));
  const url = new URL(one?.url ?? '');
  expect(`${url.origin}${url.pathname}`).toBe(`${server.url}/v4/oa/permission`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    app_id: '1234567890',
    redirect_uri: redirectUri,
    code_challenge: pkceChallenge(one?.codeVerifier ?? ''),
    state: 'a b&c',
  });
  expect(one?.codeVerifier).not.toBe(other?.codeVerifier);
});

test('a fixed pair is the same each time, and none sends no challenge', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const fixed = oauth({ pkce: { mode: 'fixed', verifier } }).beginConsent({ redirectUri });
  expect(fixed.codeVerifier).toBe(verifier);
  expect(new URL(fixed.url).searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  const none = oauth({ pkce: { mode: 'none' } }).beginConsent({ redirectUri });
  expect(none.codeVerifier).toBeNull();
  expect([...new URL(none.url).searchParams.keys()]).toEqual(['app_id', 'redirect_uri']);
});

test('a code is exchanged with a form, the secret in a header, and the verifier where there is one', async () => {
  const tokens = { access_token: 'a1', refresh_token: 'r1', expires_in: '90000' };
  server.next({ json: tokens }, { json: tokens });
  await oauth().exchangeCode({ code: 'c1', codeVerifier: 'v1' });
  expect(server.last()).toMatchObject({
    method: 'POST',
    path: '/v4/oa/access_token',
    headers: { secret_key: 'app-secret-example', 'content-type': 'application/x-www-form-urlencoded' },
  });
  const expected = { code: 'c1', grant_type: 'authorization_code', app_id: '1234567890' };
  expect(form()).toEqual({ ...expected, code_verifier: 'v1' });
  await oauth().exchangeCode({ code: 'c1', codeVerifier: null });
  expect(form()).toEqual(expected);
});

test.each([
  ['90000', undefined, 90_000, null],
  [3_600, '7776000', 3_600, new Date('2027-02-20T01:00:00Z')],
])('tokens live for expires_in %o seconds, be it a text or a number', async (expires_in, refresh, seconds, until) => {
  server.next({
    json: { access_token: 'a1', refresh_token: 'r1', expires_in, refresh_token_expires_in: refresh },
  });
  expect(await oauth().refresh('r0')).toEqual({
    accessToken: 'a1',
    refreshToken: 'r1',
    expiresInS: seconds,
    accessExpiresAt: new Date(NOW.getTime() + seconds * 1_000),
    refreshExpiresAt: until,
  });
  expect(form()).toEqual({ refresh_token: 'r0', grant_type: 'refresh_token', app_id: '1234567890' });
});

test.each([
  [-14014, 'reauthorize'],
  [-118, 'reauthorize'],
  [-31415, 'reauthorize'],
  [-14002, 'human'],
  [-14003, 'human'],
  [-32, 'rate'],
])('the refusal %i, in the form of the token endpoint, is %s', async (code, class_) => {
  server.next({
    json: { error: code, error_name: 'x', error_reason: 'y', error_description: 'spent', ref_doc: 'z' },
  });
  const error = await errorOf(oauth().refresh('secret-refresh-token'));
  expect(error).toMatchObject({ host: 'oauth', code, class: class_, sent: 'no', said: 'spent' });
  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('secret-refresh-token');
});

test('a refresh whose answer is lost may have spent the token, and is not called twice', async () => {
  server.next('reset');
  expect(await errorOf(oauth().refresh('r0'))).toMatchObject({ class: 'network', sent: 'maybe' });
  expect(server.arrived).toHaveLength(1);
});

test('an answer without both tokens is no success', async () => {
  for (const json of [{ access_token: 'a1', expires_in: '90000' }, {}, { error: 0 }]) {
    server.next({ json });
    const error = await errorOf(oauth().refresh('r0'));
    expect(error).toMatchObject({ class: 'unreadable', sent: 'yes' });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('a1');
  }
});
