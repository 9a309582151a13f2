import type { ServerResponse } from 'node:http';
import { answer } from '../http/answer.js';
import type { Refusal } from './refusal.js';

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
