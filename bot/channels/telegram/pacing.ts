import { setTimeout as sleep } from 'node:timers/promises';
import type { Transformer } from 'grammy';
import { SECOND_MS } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { Pace } from '../../../scheduler/pace/pace.js';

export interface PacingOptions {
  sender: string;
  ratePerSecond: number;
  pace: Pace;
  /** Commits what a 429 asked for as the sender's "not before", so that broadcasts keep silent too. */
  keepSilent: (waitMs: number) => Promise<void>;
  log: Log;
  /** How long one call may wait for 429s in all before the refusal is handed on. */
  maxWaitMs?: number;
}

const MAX_WAIT_MS = 10 * SECOND_MS;
const MAX_RETRIES = 3;

/**
 * Everything grammY sends takes slots of the sender's pace like the broadcasts do, before all of them. A 429 is waited
 * out within bounds, which is safe because a 429 is never delivered; nothing else is ever sent twice here.
 */
export function pacing(options: PacingOptions): Transformer {
  const { sender, ratePerSecond, pace, keepSilent, log, maxWaitMs = MAX_WAIT_MS } = options;
  return async (previous, method, payload, signal) => {
    const messages = messagesOf(method, payload);
    if (messages === 0) return previous(method, payload, signal);
    let waitedMs = 0;
    for (let retries = 0; ; retries++) {
      const slot = await pace.reserve(sender, ratePerSecond, messages, 'reply');
      // The last of the reserved slots: a group of files counts as so many messages.
      const startsInMs = slot.startsInMs + Math.max(0, slot.slots - 1) * slot.intervalMs;
      if (startsInMs > 0) await sleep(startsInMs);
      const answer = await previous(method, payload, signal);
      if (answer.ok || answer.error_code !== 429) return answer;
      const waitMs = Math.max(1, answer.parameters?.retry_after ?? 1) * SECOND_MS;
      if (!isGroup(payload)) await keepSilent(waitMs);
      waitedMs += waitMs;
      if (waitedMs > maxWaitMs || retries >= MAX_RETRIES) return answer;
      log.info({ sender, method, waitMs }, 'a reply waits for what Telegram asked for');
      await sleep(waitMs);
    }
  };
}

/** How many messages a call sends, by the method's name: answers to buttons, chat actions and settings send none. */
function messagesOf(method: string, payload: object): number {
  if (method === 'sendMediaGroup' && 'media' in payload && Array.isArray(payload.media)) return payload.media.length;
  if (
    (method === 'copyMessages' || method === 'forwardMessages') &&
    'message_ids' in payload &&
    Array.isArray(payload.message_ids)
  )
    return payload.message_ids.length;
  if (method === 'sendChatAction') return 0;
  return /^(send|copyMessage$|forwardMessage$|editMessage)/.test(method) ? 1 : 0;
}

function isGroup(payload: object): boolean {
  return 'chat_id' in payload && String(payload.chat_id).startsWith('-');
}
