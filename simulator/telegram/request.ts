import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { isRecord, type Params, type UploadedFile } from './params.js';
import { badRequest, Refusal } from './refusal.js';

/** Telegram takes uploads of at most 50 MB, and so do we; a body above that with its wrapping is answered 413. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;
const MAX_BODY_BYTES = 60 * 1024 * 1024;
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
  const values: Record<string, unknown> = query === '' ? {} : Object.fromEntries(new URLSearchParams(query));
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    readMultipart(request, values, done, failed);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > MAX_BODY_BYTES) return failed(new Refusal(413, 'Request Entity Too Large'));
    if (size === 0) return done({ values, files: NO_FILES });
    const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0].toString('utf8') : Buffer.concat(chunks).toString('utf8');
    if (type.startsWith('application/x-www-form-urlencoded')) {
      for (const [name, value] of new URLSearchParams(body)) values[name] = value;
      return done({ values, files: NO_FILES });
    }
    if (!type.startsWith('application/json')) return done({ values, files: NO_FILES });
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return failed(badRequest("can't parse JSON object"));
    }
    if (!isRecord(parsed)) return failed(badRequest("can't parse JSON object"));
    return done({ values: query === '' ? parsed : { ...values, ...parsed }, files: NO_FILES });
  });
}

/** grammY writes `name="x";filename=a.jpg` without quotes or spaces and sends in chunks; busboy reads that. */
function readMultipart(
  request: IncomingMessage,
  values: Record<string, unknown>,
  done: (params: Params) => void,
  failed: (refusal: Refusal) => void,
): void {
  const files = new Map<string, UploadedFile>();
  let tooLarge = false;
  let answered = false;
  const fail = (refusal: Refusal): void => {
    if (answered) return;
    answered = true;
    request.unpipe();
    request.resume();
    failed(refusal);
  };
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fileSize: MAX_FILE_BYTES, files: 20, fieldSize: 1024 * 1024 },
    });
  } catch {
    return fail(badRequest("can't parse multipart form"));
  }
  parser.on('field', (name, value) => {
    values[name] = value;
  });
  parser.on('file', (name, stream, info) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('limit', () => {
      tooLarge = true;
    });
    stream.on('end', () => {
      files.set(name, { bytes: Buffer.concat(chunks), fileName: info.filename ?? 'file', mime: info.mimeType });
    });
  });
  parser.on('error', () => fail(badRequest("can't parse multipart form")));
  parser.on('close', () => {
    if (tooLarge) return fail(new Refusal(413, 'Request Entity Too Large'));
    if (answered) return;
    answered = true;
    done({ values, files });
  });
  request.pipe(parser);
}
