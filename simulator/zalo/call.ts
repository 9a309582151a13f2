import { isRecord } from '../http/json.js';
import type { UploadedFile } from '../http/multipart.js';
import type { ZaloCore } from './core.js';
import type { ZaloApiName } from './journal.js';
import type { Bucket } from './pace.js';
import { oaRefusal } from './refusal.js';

export type Values = Record<string, unknown>;

/** What an endpoint gets: its parameters, and the world to act on. */
export interface ZaloCall {
  core: ZaloCore;
  /** The JSON body, or the query; of the OA's GET calls what stands in `data`. */
  values: Values;
  files: ReadonlyMap<string, UploadedFile>;
  nowMs: number;
}

export interface ZaloEndpoint {
  api: ZaloApiName;
  verb: 'GET' | 'POST';
  path: string;
  bucket: Bucket;
  /** Whether it brings messages to people: faults without paths strike these. */
  delivers: boolean;
  /** The user id or phone number that a call names, or null: faults and the log go by it. */
  to(values: Values): string | null;
  /** What stands beside `error` and `message` in the answer; throws a ZaloRefusal. */
  run(call: ZaloCall): Record<string, unknown>;
}

export const TO_NOBODY = (): null => null;

/** The `user_id` at the top of the parameters. */
export function toUser(values: Values): string | null {
  const id = values['user_id'];
  return typeof id === 'string' ? id : null;
}

/** The `recipient.user_id` of a message. */
export function toRecipient(values: Values): string | null {
  const recipient = values['recipient'];
  return isRecord(recipient) ? toUser(recipient) : null;
}

/** A text that must be there, or -201 with its name. */
export function textIn(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw oaRefusal(-201, `${name} is invalid`);
  return value;
}

/** A whole number that may come as text; the fallback when it is absent. */
export function integerIn(values: Values, name: string, fallback: number): number {
  const value = values[name];
  if (value === undefined || value === '') return fallback;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0)
    throw oaRefusal(-201, `${name} is invalid`);
  return number;
}
