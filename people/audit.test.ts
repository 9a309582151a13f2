import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, auditText } from './audit.js';
import { canonicalJson, type Json } from './canonicalJson.js';

const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  at: new Date('2026-06-01T00:00:00Z'),
  actor: 'Nguyễn Lan',
  action: 'broadcast.approve',
  subject: 'broadcast:17',
  detail: {},
  ...more,
});

describe('an audit entry', () => {
  it('has one text, whatever the order of its details and the Unicode form of the name', () => {
    const one = auditText(entry({ detail: { hash: 'ab12', b: 1, a: null } }));
    expect(auditText(entry({ actor: 'Nguyễn Lan'.normalize('NFD'), detail: { a: null, b: 1, hash: 'ab12' } }))).toBe(
      one,
    );
    expect(one).toBe(
      '{"action":"broadcast.approve","actor":"Nguyễn Lan","at":"2026-06-01T00:00:00.000Z","detail":{"a":null,"b":1,"hash":"ab12"},"subject":"broadcast:17"}',
    );
  });

  it.each([
    ['a message text', { detail: { text: 'Kính gửi bà con' } }],
    ['a phone number', { detail: { who: '0912345678' } }],
    ['a phone number with its country', { detail: { who: '+84912345678' } }],
    ['a phone number in pieces', { detail: { who: '0912.345.678' } }],
    ['a phone number as a subject', { subject: 'contact:0912345678' }],
    ['a phone number as a name', { actor: 'Lan 0912 345 678' }],
    ['a bot token', { detail: { token: '123456789:AAF-abcdefghijklmnopqrstuvwxyz01234' } }],
    ['an action that is none', { action: 'Approve it' }],
    ['a subject that is a sentence', { subject: 'the broadcast of Monday' }],
    ['nobody', { actor: '' }],
  ])('never takes %s', (_what, more) => {
    expect(() => auditText(entry(more))).toThrow(TypeError);
  });

  it('takes hashes, times, ids and counts', () => {
    const detail = {
      hash: 'a'.repeat(64),
      at: '2026-06-26T07:00:00+07:00',
      place: '38',
      rows: 1_000_000,
      anyHour: true,
    };
    expect(() => auditText(entry({ detail }))).not.toThrow();
  });
});

describe('canonical JSON', () => {
  it('reads back as what it was, and is the same text for every order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(shuffled(value) as Json)).toBe(text);
      }),
    );
  });

  it('has no text for what JSON cannot say', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
  });
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}
