import type { BroadcastStatus } from '../../scheduler/broadcast/status.js';

/** Everybody in the ledger, whatever became of them: must be `planned`, to the person. */
export function accountedFor(status: BroadcastStatus): number {
  const { waiting, sending, sent, failed, skipped, expired, unknown } = status;
  return waiting + sending + sent + failed + skipped + expired + unknown;
}

/** How often each number occurs: `tally([1, 1, 0])` is `{ 1: 2, 0: 1 }`. */
export function tally(numbers: readonly number[]): Record<number, number> {
  const times: Record<number, number> = {};
  for (const n of numbers) times[n] = (times[n] ?? 0) + 1;
  return times;
}
