import type { Outcome } from '../channel.js';
import type { RecordedOutcome } from '../delivery/record.js';

/** A delivery that surely did not arrive is tried so often; while the sender is tripped none of them is spent. */
const ATTEMPTS_MAX = 6;
const BACK_OFF_BASE_MS = 2_000;
const BACK_OFF_MAX_MS = 5 * 60_000;

/** What an outcome of a call means for the ledger's row; the sender, the chat and the broadcast are somebody else's business. */
export function settle(
  outcome: Outcome,
  delivery: { seq: number; token: string; attempts: number; nextPart: number },
  options: { resendUnknown: boolean; random: () => number },
): RecordedOutcome {
  const row = {
    seq: delivery.seq,
    token: delivery.token,
    messageIds: [] as string[],
    nextPart: delivery.nextPart,
    retryInMs: 0,
    refund: false,
  };
  const again = (reason: string): RecordedOutcome =>
    delivery.attempts >= ATTEMPTS_MAX
      ? { ...row, state: 'failed', reason }
      : { ...row, state: 'waiting', reason, retryInMs: backOffMs(delivery.attempts, options.random) };
  switch (outcome.kind) {
    case 'sent':
      return { ...row, state: 'sent', reason: null, messageIds: outcome.messageIds };
    case 'refused':
      return { ...row, state: 'failed', reason: outcome.reason };
    case 'content':
      return { ...row, state: 'failed', reason: `content: ${outcome.reason}` };
    case 'not-delivered':
      return again(outcome.reason);
    case 'moved':
      // Once: a chat that has moved a second time under the same delivery is not chased.
      return delivery.attempts > 1
        ? { ...row, state: 'failed', reason: outcome.reason }
        : { ...row, state: 'waiting', reason: outcome.reason };
    case 'throttled':
      return { ...row, state: 'waiting', reason: 'throttled', retryInMs: outcome.waitMs, refund: true };
    case 'stopped':
      return { ...row, state: 'waiting', reason: outcome.reason, refund: true };
    case 'unknown':
      return options.resendUnknown ? again(outcome.reason) : { ...row, state: 'unknown', reason: outcome.reason };
  }
}

/** Exponential, with full jitter over the upper half, so that what failed together does not come back together. */
function backOffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(BACK_OFF_MAX_MS, BACK_OFF_BASE_MS * 2 ** (attempts - 1));
  return ceiling * (0.5 + 0.5 * random());
}
