import { describe, expect, it } from 'vitest';
import { readJoinCode, writeJoinCode } from './joinCode.js';

const PLACES = new Set(['14758', '38', 'THPT-HR.1']);
const read = (text: string) => readJoinCode(text, (code) => PLACES.has(code));

describe('the code of a poster', () => {
  it('is short, and says back what it was made of', () => {
    const code = writeJoinCode({ place: '14758', groups: [] });
    expect(code).toMatch(/^LOA 14758-[2-9A-HJ-NP-Z]{2}$/);
    expect(read(code)).toEqual({ place: '14758', groups: [] });
    for (const joining of [
      { place: '38', groups: ['phu-huynh'] },
      { place: 'THPT-HR.1', groups: ['giao-vien', 'hoc_sinh'] },
    ])
      expect(read(writeJoinCode(joining))).toEqual(joining);
  });

  it('is known however people type it', () => {
    const code = writeJoinCode({ place: '14758', groups: ['phu-huynh'] });
    const [, body = '', check = ''] = /^LOA (.*)-(..)$/.exec(code) ?? [];
    for (const typed of [
      code.toLowerCase(),
      `LOA${body}${check}`,
      `  loa:  ${body} ${check}. `,
      `"${code}"`,
      `Loa ${body} – ${check}!`,
      `loa ${body.replace('/', ' / ')}-${check}`,
    ])
      expect(read(typed)).toEqual({ place: '14758', groups: ['phu-huynh'] });
  });

  it('that is mistyped is hardly ever another one: one in a thousand', () => {
    const check = writeJoinCode({ place: '14758', groups: [] }).slice(-2);
    let passed = 0;
    for (let n = 10_000; n < 20_000; n++)
      if (n !== 14_758 && readJoinCode(`LOA ${n}-${check}`, () => true) !== 'wrong') passed += 1;
    expect(passed).toBeLessThan(30);
  });

  it('of a place that is none, or of a group that marks people, is wrong', () => {
    expect(read(writeJoinCode({ place: '99999', groups: [] }))).toBe('wrong');
    expect(read(writeJoinCode({ place: '38', groups: ['nguoi-nghien'] }))).toBe('wrong');
  });

  it('is not seen in what people say about a loudspeaker', () => {
    for (const text of ['loa phường', 'Loa hỏng rồi', 'loa', 'phường Hàm Rồng', '', `loa ${'1'.repeat(200)}`])
      expect(read(text)).toBeNull();
  });
});
