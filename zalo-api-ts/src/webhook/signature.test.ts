import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isFresh, parseJsonBytes, signWebhook, verifySignature } from '../index.js';

/** Worked out by hand with another program. */
const BODY = Buffer.from(
  '{"app_id":"1234567890","sender":{"id":"111"},"recipient":{"id":"222"},"event_name":"user_send_text","message":{"text":"xin chào","msg_id":"m1"},"timestamp":"1790000000000"}',
);
const MAC = 'ebfe8258dd16461fd8ef60b8fad1b9ae2549a0ba19dab38cf900f8e6d5096bea';
const KEYS = { appId: '1234567890', secretKeys: ['oa-secret-example'] };

test('the signature is plain SHA-256 over app id, body, timestamp and key', () => {
  expect(BODY.length).toBe(173);
  const simple = { appId: 'X', timestamp: '1234567890', secretKey: 'Y' };
  expect(signWebhook(Buffer.from('BODY'), simple)).toBe(
    'mac=2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9',
  );
  const keys = { appId: '1234567890', timestamp: '1790000000000', secretKey: 'oa-secret-example' };
  expect(signWebhook(BODY, keys)).toBe(`mac=${MAC}`);
});

test.each([`mac=${MAC}`, `mac = ${MAC}`, MAC, ` mac=${MAC.toUpperCase()} `])(
  'the header %s is understood',
  (header) => {
    expect(verifySignature(BODY, header, KEYS)).toMatchObject({ valid: true });
    expect(verifySignature(BODY, [header], KEYS)).toMatchObject({ valid: true });
  },
);

test.each([
  [undefined, 'no-header'],
  [null, 'no-header'],
  [[], 'no-header'],
  [[MAC, MAC], 'no-header'],
  ['', 'malformed-header'],
  ['mac=', 'malformed-header'],
  [`mac=${MAC.slice(1)}`, 'malformed-header'],
  [`sha256=${MAC}`, 'malformed-header'],
  [`mac=${MAC}\nmac=${MAC}`, 'malformed-header'],
  [`mac=${'0'.repeat(64)}`, 'mismatch'],
])('the header %j is refused: %s', (header, why) => {
  expect(verifySignature(BODY, header, KEYS)).toEqual({ valid: false, why });
});

test('a body that was parsed and written again does not fit: only the raw bytes do', () => {
  const spaced = Buffer.from(BODY.toString('utf8').replace('{"app_id"', '{ "app_id"'));
  expect(verifySignature(spaced, MAC, KEYS)).toEqual({ valid: false, why: 'mismatch' });
  const decomposed = Buffer.from(BODY.toString('utf8').normalize('NFD'));
  expect(verifySignature(decomposed, MAC, KEYS)).toEqual({ valid: false, why: 'mismatch' });
});

test('an HMAC, another app and another key do not fit', () => {
  const hmac = createHmac('sha256', 'oa-secret-example').update(BODY).digest('hex');
  expect(verifySignature(BODY, hmac, KEYS)).toEqual({ valid: false, why: 'mismatch' });
  expect(verifySignature(BODY, MAC, { ...KEYS, appId: '1234567891' })).toEqual({ valid: false, why: 'mismatch' });
  expect(verifySignature(BODY, MAC, { ...KEYS, secretKeys: ['another'] })).toEqual({ valid: false, why: 'mismatch' });
  expect(verifySignature(BODY, MAC, { ...KEYS, secretKeys: [] })).toEqual({ valid: false, why: 'mismatch' });
});

test('while a key is being changed, the former and the new one both fit', () => {
  for (const secretKeys of [
    ['new', 'oa-secret-example'],
    ['oa-secret-example', 'new'],
  ]) {
    expect(verifySignature(BODY, MAC, { ...KEYS, secretKeys })).toMatchObject({ valid: true });
  }
});

test.each(['', '{', '[]', 'null', '"a"', '{"message":{"timestamp":"1"}}', '{"timestamp":{}}', '{"timestamp":null}'])(
  'a body without a timestamp of its own (%s) is refused',
  (body) => {
    expect(verifySignature(Buffer.from(body), MAC, KEYS)).toEqual({ valid: false, why: 'no-timestamp' });
  },
);

test('a timestamp that is a bare number is signed as its digits', () => {
  const body = Buffer.from('{"timestamp":1790000000000}');
  const header = signWebhook(body, { appId: 'a', timestamp: '1790000000000', secretKey: 'k' });
  expect(verifySignature(body, header, { appId: 'a', secretKeys: ['k'] })).toMatchObject({ valid: true });
  expect(parseJsonBytes(body)).toEqual({ timestamp: 1_790_000_000_000 });
});

test('what fits comes with its body, read once, whose ids keep their digits', () => {
  const body = Buffer.from('{"timestamp":"1790000000000","user_id":2468458835296197922,"__proto__":{"a":1}}');
  const header = signWebhook(body, { appId: 'a', timestamp: '1790000000000', secretKey: 'k' });
  const verdict = verifySignature(body, header, { appId: 'a', secretKeys: ['k'] });
  if (!verdict.valid) throw new Error(verdict.why);
  expect(verdict.body).toEqual(parseJsonBytes(body));
  expect(verdict.body['user_id']).toBe('2468458835296197922');
});

test('the last repetition, almost two hours late, is fresh; a recording of yesterday is not', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  expect(isFresh(minutesAgo(111), now)).toBe(true);
  expect(isFresh(minutesAgo(121), now)).toBe(false);
  expect(isFresh(minutesAgo(-4), now)).toBe(true);
  expect(isFresh(minutesAgo(-6), now)).toBe(false);
  expect(isFresh(minutesAgo(121), now, { maxAgeMs: 3 * 3_600_000 })).toBe(true);
});
