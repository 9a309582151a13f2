import { expect, test } from 'vitest';
import { type TemplateParam, validateTemplateData } from '../index.js';

const param = (changes: Partial<TemplateParam> & { name: string }): TemplateParam => ({
  required: true,
  type: null,
  maxLength: null,
  minLength: null,
  acceptNull: false,
  ...changes,
});
const params = [
  param({ name: 'ten', maxLength: 5 }),
  param({ name: 'ma', required: false, minLength: 3 }),
  param({ name: 'ghi_chu', acceptNull: true }),
];

test('values that fit have no fault', () => {
  expect(validateTemplateData(params, { ten: 'Lan', ma: 123, ghi_chu: '' })).toEqual([]);
});

test('a length is that of the composed form, which is the one that is sent', () => {
  expect(validateTemplateData(params, { ten: 'ấấấấấ'.normalize('NFD'), ghi_chu: 'a' })).toEqual([]);
});

test('every value that does not fit is told with its bound', () => {
  expect(validateTemplateData(params, { ten: 'Hương Lan', ma: 'a', han: 'b' })).toEqual([
    { field: 'templateData.ten', rule: 'too-long', limit: 5 },
    { field: 'templateData.ma', rule: 'too-short', limit: 3 },
    { field: 'templateData.ghi_chu', rule: 'required' },
    { field: 'templateData.han', rule: 'not-allowed' },
  ]);
});

test('a required value of blanks is missing', () => {
  expect(validateTemplateData(params, { ten: '  ', ghi_chu: 'a' })).toEqual([
    { field: 'templateData.ten', rule: 'required' },
  ]);
});
