import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGroupName } from '../people/groupName.js';
import { decodeJoinPayload, encodeJoinPayload, JOIN_PAYLOAD_MAX } from './joinPayload.js';

describe('the payload of a join link', () => {
  it('carries place and groups, and reads as what it is', () => {
    const payload = encodeJoinPayload({ place: '14758', groups: ['phu-huynh', 'hoc-sinh'] });
    expect(payload).toMatch(/^114758_shoc-sinh_sphu-huynh[0-9a-f]{4}$/);
    expect(decodeJoinPayload(payload)).toEqual({ place: '14758', groups: ['hoc-sinh', 'phu-huynh'] });
  });

  it('comes back unchanged whatever codes and groups are made of, in the letters that Telegram allows', () => {
    const place = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,7}$/);
    const group = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,6}$/).filter((name) => checkGroupName(name) === 'ok');
    fc.assert(
      fc.property(place, fc.uniqueArray(group, { maxLength: 2 }), (code, groups) => {
        const payload = encodeJoinPayload({ place: code, groups });
        expect(payload).toMatch(/^[A-Za-z0-9_-]{1,62}$/);
        expect(decodeJoinPayload(payload)).toEqual({ place: code, groups: [...groups].sort() });
      }),
    );
  });

  it('that was cut or mistyped is not taken for another place', () => {
    const payload = encodeJoinPayload({ place: '14758', groups: ['hoc-sinh'] });
    expect(decodeJoinPayload(payload.slice(0, -1))).toBeNull();
    expect(decodeJoinPayload(payload.replace('14758', '14759'))).toBeNull();
    expect(decodeJoinPayload(payload.toUpperCase())).toBeNull();
  });

  it.each(['', 'abc', '1', '12345', 'hoc sinh', '2147580000', 'x'.repeat(64)])('that is none (%s) is null', (text) => {
    expect(decodeJoinPayload(text)).toBeNull();
  });

  it('cannot put anybody into a group that marks a person', () => {
    const payload = encodeJoinPayload({ place: '38', groups: ['nguoi-nghien'] });
    expect(decodeJoinPayload(payload)).toBeNull();
  });

  it('that does not fit says so when it is made', () => {
    const groups = Array.from({ length: 2 }, (_, n) => `mot-nhom-co-ten-that-la-rat-dai-${n}`);
    expect(() => encodeJoinPayload({ place: '14758', groups })).toThrow(/62/);
    expect(() => encodeJoinPayload({ place: '14758', groups: ['a', 'b', 'c'] })).toThrow(/2 groups/);
    expect(JOIN_PAYLOAD_MAX).toBeLessThanOrEqual(62);
  });
});
