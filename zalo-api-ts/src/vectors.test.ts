import { expect, test } from 'vitest';
import { appSecretProof } from './caller.js';
import { createPkce, pkceChallenge } from './pkce.js';
import { hashPhone, normalisePhone } from './zbs/phone.js';

test('the challenge of a verifier is that of RFC 7636', () => {
  expect(pkceChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('a verifier has 43 characters of the alphabet Zalo wants, and is never the same twice', () => {
  const [one, other] = [createPkce(), createPkce()];
  expect(one.verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(one.challenge).toBe(pkceChallenge(one.verifier));
  expect(other.verifier).not.toBe(one.verifier);
  expect(createPkce(() => new Uint8Array(32)).verifier).toBe('A'.repeat(43));
});

test('the proof of the app secret is the HMAC of the access token', () => {
  expect(appSecretProof('access-token-example', 'app-secret-example')).toBe(
    'a07d8938fd56e73319dae7552f1e35da10c36d6d2f326529ab50393f6943e8c7',
  );
});

test.each([
  ['84987654321', '84987654321'],
  ['0987654321', '84987654321'],
  ['+84 987.654.321', '84987654321'],
  ['(024) 3825-5555', '842438255555'],
  ['987654321', null],
  ['84 0987654321', null],
  ['+1 202 555 0100', null],
  ['', null],
])('%s is the number %s', (phone, normal) => {
  expect(normalisePhone(phone)).toBe(normal);
});

test('a number is hashed in one form, however it is written', () => {
  const hash = '116ce31ae9170769b075a11dedca1198f41d30318334919fb90917e9c617b438';
  expect(hashPhone('84987654321')).toBe(hash);
  expect(hashPhone('0987 654 321')).toBe(hash);
  expect(() => hashPhone('911')).toThrow(/^Not a telephone number of Vietnam$/);
});
