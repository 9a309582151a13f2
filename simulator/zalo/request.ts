import type { IncomingMessage } from 'node:http';
import { isRecord, parseJson } from '../http/json.js';
import { parseMultipart, type UploadedFile } from '../http/multipart.js';
import type { Values } from './call.js';

/** Videos have 50 MB at most; what is larger with its wrapping is answered 413. */
const MAX_BODY_BYTES = 51 * 1024 * 1024;
const NO_FILES: ReadonlyMap<string, UploadedFile> = new Map();

export interface ReadRequest {
  values: Values;
  files: ReadonlyMap<string, UploadedFile>;
}

export type Unreadable = 'too-large' | 'no-json' | 'no-form';

/** Collects a body and hands it on exactly once. Callbacks instead of promises: this is the hot path. */
export function readBody(request: IncomingMessage, done: (body: Buffer | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    const [only] = chunks;
    if (size > MAX_BODY_BYTES) done(null);
    else done(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  });
}

/** The parameters of a POST, by its content type. */
export function parsePosted(body: Buffer, type: string): ReadRequest | Unreadable {
  if (type.startsWith('multipart/form-data')) {
    const form = parseMultipart(body, type);
    if (form === null) return 'no-form';
    return { values: Object.fromEntries(form.fields), files: new Map(form.files) };
  }
  if (type.startsWith('application/x-www-form-urlencoded')) return { values: parseForm(body), files: NO_FILES };
  if (body.length === 0) return { values: {}, files: NO_FILES };
  const parsed = parseJson(body.toString('utf8'));
  return isRecord(parsed) ? { values: parsed, files: NO_FILES } : 'no-json';
}

export function parseForm(body: Buffer): Values {
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}

/** The parameters of a GET: of the OA's calls what stands as JSON in `data`, else the query itself. */
export function parseQuery(query: string): ReadRequest | Unreadable {
  const values: Values = Object.fromEntries(new URLSearchParams(query));
  const { data } = values;
  if (typeof data !== 'string') return { values, files: NO_FILES };
  const parsed = parseJson(data);
  return isRecord(parsed) ? { values: parsed, files: NO_FILES } : 'no-json';
}
