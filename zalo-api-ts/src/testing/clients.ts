import { type Transport, ZaloError, ZaloOfficialAccount, ZaloTemplates } from '../index.js';
import type { Loopback } from './loopback.js';

export const TOKEN = 'token-of-a-test';

/** Clients of a server on this machine. */
export function clientsOf({ url }: Loopback, transport: Transport) {
  const options = { root: url, transport, accessToken: async () => TOKEN, timeoutMs: 5_000 };
  return { oa: new ZaloOfficialAccount(options), templates: new ZaloTemplates(options), options };
}

/** What a call threw; anything but a ZaloError is thrown on. */
export async function errorOf(call: Promise<unknown>): Promise<ZaloError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ZaloError) return error;
    throw error;
  }
  throw new Error('The call went well');
}
