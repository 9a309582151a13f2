import { expect } from 'vitest';
import { TOKEN } from './clients.js';
import type { Loopback } from './loopback.js';

/** A call, what it must look like when it arrives, and what comes of an answer. */
export interface Wire {
  what: string;
  call: () => Promise<{ data: unknown }>;
  /** Method and path. */
  at: string;
  /** Of JSON; without, there must be none. */
  body?: unknown;
  query?: Record<string, string>;
  /** Beside `error` and `message`. */
  answer?: Record<string, unknown>;
  gives?: unknown;
}

export async function checkWire(server: Loopback, wire: Wire): Promise<void> {
  const { call, at, body = null, query = {}, answer = {}, gives } = wire;
  server.next({ json: { error: 0, message: 'Success', ...answer } });
  const { data } = await call();
  const request = server.last();
  expect(`${request.method} ${request.path}`).toBe(at);
  expect(request.headers['access_token']).toBe(TOKEN);
  expect(request.query).toEqual(query);
  expect(request.json).toEqual(body);
  if (gives !== undefined) expect(data).toEqual(gives);
}
