import type { ArgumentFault } from '../errors.js';
import type { TemplateData } from '../oa/officialAccount.js';
import type { TemplateParam } from './templateInfo.js';

/**
 * What Zalo would refuse in the values of a template (-111, -1121, -1122), found before anything is sent: missing and
 * unknown parameters, too long and too short values. Lengths are of the NFC form, in UTF-16 units.
 *
 * Formats of types (dates, amounts) are not looked at: no source describes them well enough.
 */
export function validateTemplateData(params: readonly TemplateParam[], data: TemplateData): ArgumentFault[] {
  const declared = new Set(params.map(({ name }) => name));
  const unknown = Object.keys(data).filter((name) => !declared.has(name));
  return [
    ...params.flatMap((param) => paramFaults(param, data[param.name])),
    ...unknown.map((name): ArgumentFault => ({ field: fieldOf(name), rule: 'not-allowed' })),
  ];
}

function paramFaults(param: TemplateParam, given: string | number | undefined): ArgumentFault[] {
  const field = fieldOf(param.name);
  const value = given === undefined ? '' : `${given}`.normalize('NFC');
  if (value.trim() === '') {
    const isMissing = param.required && !(param.acceptNull && given !== undefined);
    return isMissing ? [{ field, rule: 'required' }] : [];
  }
  const { maxLength, minLength } = param;
  if (maxLength !== null && value.length > maxLength) return [{ field, rule: 'too-long', limit: maxLength }];
  if (minLength !== null && value.length < minLength) return [{ field, rule: 'too-short', limit: minLength }];
  return [];
}

const fieldOf = (name: string): string => `templateData.${name}`;
