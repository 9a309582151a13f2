import { expect, test } from 'vitest';
import { LoaError } from '../base/errors.js';
import { placeOf } from './credential.js';
import { credentialSealer } from './seal.js';

const ZALO = { channel: 'zalo', account: '123' };

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof LoaError ? error.code : String(error);
  }
  return 'opened';
}

test('what is sealed opens again in its place, and shows nothing of itself', () => {
  const sealer = credentialSealer('a secret');
  const place = placeOf('access', ZALO, 7);
  const sealed = sealer.seal('mã truy cập rất bí mật', place);
  expect(sealer.open(sealed, place)).toBe('mã truy cập rất bí mật');
  expect(sealed.includes('truy')).toBe(false);
  // Twice the same is not the same: nobody sees whether a token changed.
  expect(sealer.seal('mã truy cập rất bí mật', place).equals(sealed)).toBe(false);
});

test.each([
  ['another version of the same account', placeOf('access', ZALO, 6)],
  ['another account', placeOf('access', { ...ZALO, account: '124' }, 7)],
  ['the other token of the pair', placeOf('refresh', ZALO, 7)],
])('it does not open as that of %s', (_what, place) => {
  const sealer = credentialSealer('a secret');
  const sealed = sealer.seal('token', placeOf('access', ZALO, 7));
  expect(codeOf(() => sealer.open(sealed, place))).toBe('credential-unreadable');
});

test('another secret, a changed byte, a cut end and rubbish are all one clear error', () => {
  const sealer = credentialSealer('a secret');
  const sealed = sealer.seal('token', 'place');
  expect(codeOf(() => credentialSealer('another').open(sealed, 'place'))).toBe('credential-unreadable');
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(
      codeOf(() => sealer.open(changed, 'place')),
      `byte ${i}`,
    ).toBe('credential-unreadable');
  }
  expect(codeOf(() => sealer.open(sealed.subarray(0, -1), 'place'))).toBe('credential-unreadable');
  expect(codeOf(() => sealer.open(Buffer.from('token'), 'place'))).toBe('credential-unreadable');
});
