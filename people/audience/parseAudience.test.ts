import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors.js';
import { audiences } from '../../test/support/audiences.js';
import { bundledPlaces } from '../places.js';
import { boundAudience } from './audience.js';
import { formatAudience } from './formatAudience.js';
import { parseAudience } from './parseAudience.js';

const codes = bundledPlaces().places.map((place) => place.code);

function faultOf(text: string, locale = 'en'): string {
  try {
    parseAudience(text, { locale });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no fault';
}

describe('a rule', () => {
  it('reads back as itself from its one written form', () => {
    fc.assert(
      fc.property(audiences(codes), (rule) => {
        expect(parseAudience(formatAudience(rule))).toEqual(rule);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['place:38 group:student not locale:en', 'place:38 group:student not locale:en'],
    ['place:38 AND group:student', 'place:38 group:student'],
    ['group:a or group:b group:c', 'group:a or group:b group:c'],
    ['(group:a or group:b) group:c', '(group:a or group:b) group:c'],
    ['not group:a group:b', 'not group:a group:b'],
    ['not (group:a group:b)', 'not (group:a group:b)'],
    ['((all))', 'all'],
    ['  not   not all ', 'not not all'],
    ['place:"Hàm Rồng"', 'place:14758'],
    ['place:“phường Tân An, Tây Ninh” or place:37', 'place:27694 or place:37'],
    ['(place:38)(group:a)', 'place:38 group:a'],
    ['group:a or (group:b or group:c)', 'group:a or group:b or group:c'],
  ])('%s is written %s', (text, canonical) => {
    expect(formatAudience(parseAudience(text))).toBe(canonical.replace('27694', parseCode()));
  });

  it('binds not before and, and before or', () => {
    expect(parseAudience('not group:a group:b or group:c')).toEqual({
      type: 'or',
      of: [
        {
          type: 'and',
          of: [
            { type: 'not', of: { type: 'group', name: 'a' } },
            { type: 'group', name: 'b' },
          ],
        },
        { type: 'group', name: 'c' },
      ],
    });
  });

  it('of staff with a place cannot reach outside of it, whatever it says', () => {
    expect(formatAudience(boundAudience(parseAudience('group:a or all'), '38'))).toBe('place:38 (group:a or all)');
    expect(formatAudience(boundAudience(parseAudience('group:a'), null))).toBe('group:a');
  });

  it.each([
    ['', 'Column 1: The rule says nobody'],
    ['   ', 'Column 1: The rule says nobody'],
    ['place:38 students', 'Column 10: “students” is not understood'],
    ['place:38 or', 'Column 12: A term is missing'],
    ['or place:38', 'Column 1: A term is missing'],
    ['not', 'Column 4: A term is missing'],
    ['(place:38', 'Column 1: The parenthesis opened here is not closed'],
    ['place:38)', 'Column 9: This “)” closes nothing'],
    ['()', 'Column 2: A term is missing'],
    ['age:18', 'Column 1: There is no term “age:”'],
    ['place:', 'Column 1: “place:” is not understood'],
    ['locale:fr', 'Column 1: No language is “fr”. Use one of: vi, en'],
    ['channel:sms', 'Column 1: No channel is “sms”. Use one of: telegram, zalo'],
    ['group:"Học sinh"', 'for example hoc-sinh'],
    ['group:nguoi-nghien', 'would mark people as using drugs'],
    ['all place:99999', "Column 5: “99999” is no place's code"],
    ['place:1475', 'perhaps: '],
    ['place:"Hàm Rồn"', '14758 (Phường Hàm Rồng, Thanh Hóa)'],
    ['place:"Tân An"', 'Several places are called “Tân An”'],
    [`${'('.repeat(60)}all${')'.repeat(60)}`, 'nested more than 50 deep'],
    [`${'not '.repeat(60)}all`, 'nested more than 50 deep'],
    ['all '.repeat(2_000), 'longer than 4000 characters'],
    ['group:', 'is not understood'],
    ['"', 'is not understood'],
  ])('%j is refused with its column and a remedy', (text, said) => {
    expect(faultOf(text)).toContain(said);
  });

  it('never fails otherwise than by saying what is wrong, whatever was typed', () => {
    const word = fc.constantFrom(
      'place:',
      'group:',
      'not',
      'or',
      '(',
      ')',
      'all',
      '38',
      '"',
      ':',
      'locale:vi',
      ' ',
      'Hàm',
      '\n',
      '\u0000',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word).map((words) => words.join('')),
      fc.array(word).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        faultOf(text);
      }),
      { numRuns: 500 },
    );
  });

  it('is explained in Vietnamese unless another language is asked for', () => {
    expect(faultOf('place:38)', 'vi')).toBe('Ký tự thứ 9: Dấu “)” thừa. Bỏ dấu này hoặc thêm dấu “(” phía trước.');
  });
});

function parseCode(): string {
  return (
    bundledPlaces().places.find((place) => place.parent === '80' && place.name === 'Phường Tân An')?.code ?? 'none'
  );
}
