import { parseJson } from '../http/json.js';
import type { UploadedFile } from '../http/multipart.js';
import { badRequest } from './refusal.js';

/**
 * A call's parameters however they travelled: JSON has types, a form or query has only strings, and Telegram takes
 * both. These readers are the one place where they are parsed; they refuse with Telegram's words.
 */
export interface Params {
  values: Record<string, unknown>;
  files: ReadonlyMap<string, UploadedFile>;
}

/** A parameter as text, '' when it is absent. */
export function textOf(params: Params, name: string): string {
  const value = params.values[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

/** A whole number, `fallback` when the parameter is absent or not a number (Telegram reads it as 0 then). */
export function integerOf(params: Params, name: string, fallback: number): number {
  const value = params.values[name];
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  return fallback;
}

export function numberOf(params: Params, name: string): number | null {
  const value = params.values[name];
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

const YES = new Set(['true', '1', 'yes', 'y', 't']);

export function booleanOf(params: Params, name: string): boolean {
  const value = params.values[name];
  if (typeof value === 'boolean') return value;
  return value === 1 || (typeof value === 'string' && YES.has(value.toLowerCase()));
}

/** An object or array that a form carries as JSON text; undefined when the parameter is absent or empty. */
export function jsonOf(params: Params, name: string, what: string): unknown {
  const value = params.values[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  if (parsed === undefined) throw badRequest(`can't parse ${what} JSON object`);
  return parsed;
}

/** The `chat_id` or a parameter like it: a number, or the @name of a public chat. */
export function chatIdOf(params: Params, name = 'chat_id'): number | string {
  const value = params.values[name];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string') {
    if (/^-?\d{1,16}$/.test(value)) return Number(value);
    if (value.startsWith('@') && value.length > 1) return value;
    if (value !== '') throw badRequest('chat not found');
  }
  throw badRequest(`${name} is empty`);
}
