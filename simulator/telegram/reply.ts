import type { ServerResponse } from 'node:http';
import type { Refusal } from './refusal.js';

/** Writes an answer, unless the caller has gone. The length is stated, so that the connection can be used again. */
export function answer(response: ServerResponse, status: number, body: string, more: string[] = []): void {
  if (response.destroyed || response.writableEnded) return;
  const type = body.startsWith('<') ? 'text/html' : 'application/json';
  response.writeHead(status, ['content-type', type, 'content-length', String(Buffer.byteLength(body)), ...more]);
  response.end(body);
}

/** A refusal in Telegram's form; `html` as a proxy in front of it would write it. */
export function answerRefusal(response: ServerResponse, refusal: Refusal, html: boolean): void {
  const { code, description, parameters } = refusal;
  if (html) {
    answer(response, code, `<html><body><h1>${code} ${description}</h1></body></html>`);
    return;
  }
  const body = JSON.stringify({
    ok: false,
    error_code: code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  });
  const retryAfter = parameters?.retry_after;
  answer(response, code, body, retryAfter === undefined ? [] : ['retry-after', String(retryAfter)]);
}
