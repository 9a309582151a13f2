import { createHmac } from 'node:crypto';

/**
 * What stays of a person who must not be written to: HMAC-SHA256 of channel and external id. Without the
 * installation's secret nobody can tell from it who that was, and it still recognises the same chat in the next import.
 * Ids must be in their one written form (`isExternalId`). A changed secret would forget everybody who stopped.
 */
export function suppressionKey(secret: string, channel: string, externalId: string): Buffer {
  return createHmac('sha256', secret).update(`${channel}:${externalId}`).digest();
}

/** The chat a verb is about. */
export interface ChatAddress {
  channel: string;
  externalId: string;
}
