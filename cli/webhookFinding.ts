import type { MessageKey } from '../content/i18n.js';

export interface WebhookFinding {
  state: 'ok' | 'note' | 'fault';
  key: MessageKey;
  /** Of an address that is not ours the host alone: many carry the token of their bot in the path. */
  host: string;
}

/**
 * What the webhook that is set with the platform means, beside ours (null: we fetch updates ourselves). Somebody else's is
 * a fault: two programs on one bot take the updates from each other, and what residents say reaches the other.
 */
export function webhookFinding(set: string, ours: string | null): WebhookFinding {
  if (set === (ours ?? ''))
    return { state: 'ok', key: ours === null ? 'cli:doctor.polling' : 'cli:doctor.webhookSet', host: '' };
  if (set === '') return { state: 'note', key: 'cli:doctor.webhookOff', host: '' };
  return { state: 'fault', key: 'cli:doctor.webhookOther', host: URL.canParse(set) ? new URL(set).host : '?' };
}
