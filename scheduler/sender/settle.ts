import type { Outcome } from '../channel.js';
import type { RecordedOutcome } from '../delivery/record.js';

/** A delivery that surely did not arrive is tried so often; while the sender is tripped none of them is spent. */
const ATTEMPTS_MAX = 6;
const BACK_OFF_BASE_MS = 2_000;
const BACK_OFF_MAX_MS = 5 * 60_000;

/** What an outcome of a call means for the ledger's row; the sender, the chat and the broadcast are somebody else's business. */
export function settle(
  outcome: Outcome,
  delivery: SettledDelivery,
  options: { resendUnknown: boolean; random: () => number },
): RecordedOutcome {
  switch (outcome.kind) {
    case 'sent':
      return row(delivery, 'sent', null, outcome.messageIds);
    case 'refused':
      return row(delivery, 'failed', outcome.reason);
    case 'content':
      return row(delivery, 'failed', `content: ${outcome.reason}`);
    case 'not-delivered':
      return again(delivery, 'failed', outcome.reason, backOffMs(delivery.attempts, options.random));
    // The next lease looks for another address, and skips with the reason where there is none.
    case 'elsewhere':
    case 'moved':
      return again(delivery, 'failed', outcome.reason, 0);
    case 'throttled':
      return row(delivery, 'waiting', 'throttled', [], outcome.waitMs, true);
    case 'stopped':
      return row(delivery, 'waiting', outcome.reason, [], 0, true);
    case 'unknown':
      // Resent so often without ever an answer: nobody knows, and "failed" would say that it surely did not arrive.
      return options.resendUnknown
        ? again(delivery, 'unknown', outcome.reason, backOffMs(delivery.attempts, options.random))
        : row(delivery, 'unknown', outcome.reason);
    case 'later':
      return row(delivery, 'waiting', outcome.reason, [], outcome.waitMs, true);
    case 'elsewhere-for-now':
      return { ...row(delivery, 'waiting', outcome.reason, [], outcome.waitMs, true), mayPass: true };
  }
}

interface SettledDelivery {
  seq: number;
  token: string;
  attempts: number;
  nextPart: number;
}

/** Tried once more while there are attempts left; `state` after the last of them. */
function again(
  delivery: SettledDelivery,
  state: 'failed' | 'unknown',
  reason: string,
  retryInMs: number,
): RecordedOutcome {
  return delivery.attempts >= ATTEMPTS_MAX
    ? row(delivery, state, reason)
    : row(delivery, 'waiting', reason, [], retryInMs);
}

/** Field by field, always in this order: a spread costs more than all the rest of what is done here for a message. */
function row(
  { seq, token, nextPart }: SettledDelivery,
  state: RecordedOutcome['state'],
  reason: string | null,
  messageIds: string[] = [],
  retryInMs = 0,
  refund = false,
): RecordedOutcome {
  return { seq, token, state, reason, messageIds, nextPart, retryInMs, refund };
}

/** Exponential, with full jitter over the upper half, so that what failed together does not come back together. */
function backOffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(BACK_OFF_MAX_MS, BACK_OFF_BASE_MS * 2 ** (attempts - 1));
  return ceiling * (0.5 + 0.5 * random());
}
