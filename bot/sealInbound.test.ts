import { expect, test } from 'vitest';
import { inboundSeal } from './sealInbound.js';

const update = { channel: 'zalo', updateId: 'u1', chat: '7', body: { text: 'cứu em với', deep: [1, null] } };

test('what somebody wrote is not to be read in what is stored, and opens as it was', () => {
  const { seal, open } = inboundSeal('a secret');
  const sealed = seal(update);
  expect(JSON.stringify(sealed)).not.toContain('cứu');
  expect(open(sealed)).toEqual(update);
});

test('it opens under no other secret and as no other update', () => {
  const sealed = inboundSeal('a secret').seal(update);
  expect(() => inboundSeal('another').open(sealed)).toThrow('LOA_SECRET');
  expect(() => inboundSeal('a secret').open({ ...sealed, updateId: 'u2' })).toThrow('LOA_SECRET');
});

test('what was stored before there were seals, and our own words, pass as they are', () => {
  expect(inboundSeal('a secret').open(update)).toBe(update);
});
