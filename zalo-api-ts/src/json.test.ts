import { expect, test } from 'vitest';
import { parseJson, parseJsonBytes } from './json.js';

test('an id that is a bare big integer keeps all its digits', () => {
  expect(parseJson('{"user_id":2468458835296197922,"a":[-9007199254740993,9007199254740991]}')).toEqual({
    user_id: '2468458835296197922',
    a: ['-9007199254740993', 9007199254740991],
  });
  expect(parseJson('2468458835296197922')).toBe('2468458835296197922');
});

test('a bare big integer is found wherever JSON lets a number stand', () => {
  const big = '2468458835296197922';
  for (const text of [` ${big}`, `[${big}]`, `[1 ,\n\t-${big}]`, `{"a" : ${big}}`, `{"a":"${big}","b":[0,${big}]}`]) {
    expect(JSON.stringify(parseJson(text))).toContain(`${big}"`);
    expect(JSON.stringify(parseJson(text))).not.toContain('000');
  }
});

test('digits inside a text, fractions and powers are left as they are', () => {
  const text = String.raw`{"a":"12345678901234567890 \" 2468458835296197922, \\","b":1234567890.1234567890123456789,"c":1e20}`;
  expect(parseJson(text)).toEqual(JSON.parse(text));
  expect(parseJson(text)).toMatchObject({ a: '12345678901234567890 " 2468458835296197922, \\' });
});

test('what is not JSON is refused without a word of it in the error', () => {
  for (const text of ['{"secret":2468458835296197922', '', 'secret', '"secret', '{"a":01234567890123456789}']) {
    expect(() => parseJsonBytes(Buffer.from(text))).toThrow(/^The bytes are not JSON in UTF-8$/);
  }
  expect(() => parseJsonBytes(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(SyntaxError);
});

test('ten megabytes of quotes and backslashes cost no more than their length', () => {
  const nasty = `{"id":2468458835296197922,"text":"${'\\"'.repeat(5_000_000)}"}`;
  expect(parseJson(nasty)).toMatchObject({ id: '2468458835296197922' });
});
