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
  const { seq, token, attempts, nextPart } = delivery;
  const row = { seq, token, messageIds: [], nextPart, retryInMs: 0, refund: false };
  switch (outcome.kind) {
    case 'sent':
      return { ...row, state: 'sent', reason: null, messageIds: outcome.messageIds };
    case 'refused':
      return { ...row, state: 'failed', reason: outcome.reason };
    case 'content':
      return { ...row, state: 'failed', reason: `content: ${outcome.reason}` };
    case 'not-delivered':
      return later(row, attempts, outcome.reason, options.random);
    // The next lease looks for another address, and skips with the reason where there is none.
    case 'elsewhere':
    case 'moved':
      return again(row, attempts, outcome.reason, 0);
    case 'throttled':
      return { ...row, state: 'waiting', reason: 'throttled', retryInMs: outcome.waitMs, refund: true };
    case 'stopped':
      return { ...row, state: 'waiting', reason: outcome.reason, refund: true };
    case 'unknown':
      return options.resendUnknown
        ? lastUnknown(later(row, attempts, outcome.reason, options.random))
        : { ...row, state: 'unknown', reason: outcome.reason };
    case 'later':
      return { ...row, state: 'waiting', reason: outcome.reason, retryInMs: outcome.waitMs, refund: true };
  }
}

type Row = Omit<RecordedOutcome, 'state' | 'reason'>;

function again(row: Row, attempts: number, reason: string, retryInMs: number): RecordedOutcome {
  return attempts >= ATTEMPTS_MAX
    ? { ...row, state: 'failed', reason }
    : { ...row, state: 'waiting', reason, retryInMs };
}

function later(row: Row, attempts: number, reason: string, random: () => number): RecordedOutcome {
  return again(row, attempts, reason, backOffMs(attempts, random));
}

/** Resent so often without ever an answer: nobody knows, and "failed" would say that it surely did not arrive. */
function lastUnknown(row: RecordedOutcome): RecordedOutcome {
  return row.state === 'failed' ? { ...row, state: 'unknown' } : row;
}

/** Exponential, with full jitter over the upper half, so that what failed together does not come back together. */
function backOffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(BACK_OFF_MAX_MS, BACK_OFF_BASE_MS * 2 ** (attempts - 1));
  return ceiling * (0.5 + 0.5 * random());
}
