import type { IncomingMessage } from 'node:http';
import { isRecord, parseJson } from '../http/json.js';
import { parseMultipart, type UploadedFile } from '../http/multipart.js';
import type { Params } from './params.js';
import { badRequest, Refusal } from './refusal.js';

/** Telegram takes uploads of at most 50 MB, and so do we; what is larger with its wrapping is answered 413. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;
const MAX_BODY_BYTES = MAX_FILE_BYTES + 1024 * 1024;
const NO_FILES: ReadonlyMap<string, UploadedFile> = new Map();

/**
 * Reads the parameters of a call, from the query and from a body in JSON, urlencoded or multipart form, and hands them
 * on exactly once, or says why they cannot be read. Callbacks instead of promises: this is the hot path.
 */
export function readParams(
  request: IncomingMessage,
  query: string,
  done: (params: Params) => void,
  failed: (refusal: Refusal) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    const params =
      size > MAX_BODY_BYTES
        ? new Refusal(413, 'Request Entity Too Large')
        : parseBody(wholeOf(chunks), request.headers['content-type'] ?? '', query);
    if (params instanceof Refusal) failed(params);
    else done(params);
  });
}

function wholeOf(chunks: Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

function parseBody(body: Buffer, type: string, query: string): Params | Refusal {
  const values: Record<string, unknown> = query === '' ? {} : Object.fromEntries(new URLSearchParams(query));
  if (body.length === 0) return { values, files: NO_FILES };
  if (type.startsWith('application/json')) {
    const parsed = parseJson(body.toString('utf8'));
    if (!isRecord(parsed)) return badRequest("can't parse JSON object");
    return { values: query === '' ? parsed : { ...values, ...parsed }, files: NO_FILES };
  }
  if (type.startsWith('multipart/form-data')) {
    const form = parseMultipart(body, type);
    if (form === null) return badRequest("can't parse multipart form data");
    return { values: { ...values, ...Object.fromEntries(form.fields) }, files: new Map(form.files) };
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values[name] = value;
  }
  return { values, files: NO_FILES };
}
