import { describe, expect, it } from 'vitest';
import { formatFault, InputError } from '../../base/errors.js';
import { translator } from '../../content/i18n.js';
import { exampleForm, FORM } from '../../test/support/reports.js';
import { readForm } from './readForm.js';

const faultsOf = (text: string): string[] => {
  try {
    readForm(new TextEncoder().encode(text), 'bieu.yaml', translator('en'));
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(formatFault);
    throw error;
  }
  return [];
};

describe('a form', () => {
  it('comes with an example that can be imported as it is', () => {
    const form = readForm(exampleForm(), 'thang-hanh-dong-06.yaml', translator('en'));
    expect(form.indicators.length).toBeGreaterThan(10);
    expect(form.outline.map(({ code }) => code)).toContain('III.4');
  });

  it.each([
    ['a code used twice', FORM.replace('code: A2,', 'code: A1,'), 10, /A1.*twice/],
    ['a sum of what is not there', FORM.replace('[A1, A2]', '[A1, XX]'), 8, /XX/],
    ['a sum of a percent', FORM.replace('[A1, A2]', '[A1, C]'), 8, /C is nothing that can be added/],
    ['a sum of police figures with others', FORM.replace('[A1, A2]', '[A1, P]'), 8, /different bodies/],
    ['a heading that is not there', FORM.replace('{code: B, section: II', '{code: B, section: IX'), 11, /IX/],
    ['a figure without a unit', FORM.replace('Kinh phí, unit: triệu đồng,', 'Kinh phí,'), 14, /no unit/],
    ['a field that does not exist', FORM.replace('key: thu', 'key: thu\nmau: xanh'), 2, /mau/],
    ['text that is no YAML', 'key: [', 1, /./],
  ])('with %s is refused with its line', (_what, text, line, words) => {
    const faults = faultsOf(text);
    expect(faults.join('\n')).toMatch(words);
    expect(faults[0]).toMatch(new RegExp(`^bieu.yaml:${line}:`));
  });

  it('that is added up from itself is refused', () => {
    const text = FORM.replace(
      '{code: A1, section: II, name: Ở trường, unit: buổi, type: count}',
      '{code: A1, section: II, name: Ở trường, unit: buổi, type: count, sum: [A, A2]}',
    );
    expect(faultsOf(text).join('\n')).toMatch(/added up from itself/);
  });
});
