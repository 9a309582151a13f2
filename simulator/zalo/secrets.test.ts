import { describe, expect, it } from 'vitest';
import { generationOf, looksReal, macOf, makeToken, proofOf } from './secrets.js';
import { challengeOf } from './tokens.js';

describe('what is signed', () => {
  it('agrees with the sheet’s vectors', () => {
    expect(macOf('X', Buffer.from('BODY'), '1234567890', 'Y')).toBe(
      '2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9',
    );
    const body =
      '{"app_id":"1234567890","sender":{"id":"111"},"recipient":{"id":"222"},"event_name":"user_send_text","message":{"text":"xin chào","msg_id":"m1"},"timestamp":"1790000000000"}';
    expect(macOf('1234567890', Buffer.from(body), '1790000000000', 'oa-secret-example')).toBe(
      'ebfe8258dd16461fd8ef60b8fad1b9ae2549a0ba19dab38cf900f8e6d5096bea',
    );
    expect(proofOf('access-token-example', 'app-secret-example')).toBe(
      'a07d8938fd56e73319dae7552f1e35da10c36d6d2f326529ab50393f6943e8c7',
    );
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('cannot be made without the secret, nor taken for Zalo’s', () => {
    const token = makeToken('refresh', 7, 'SIMULATOR-a');
    expect(generationOf(token, 'SIMULATOR-a')).toBe(7);
    expect(generationOf(token, 'SIMULATOR-b')).toBeNull();
    expect(generationOf(makeToken('access', 7, 'SIMULATOR-a'), 'SIMULATOR-a')).toBeNull();
    expect(looksReal(token)).toBe(false);
    expect(looksReal('x'.repeat(200))).toBe(true);
  });
});
