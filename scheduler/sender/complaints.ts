import { MINUTE_MS } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';

/**
 * Says that deliveries could not be made, for reasons of ours: the first at once, those of the minute after it together,
 * with their number and the last one's reason. What keeps one from being made mostly keeps thousands.
 */
export interface Complaints {
  add(broadcastId: number, error: unknown): void;
}

export function createComplaints(log: Log, sender: string, everyMs = MINUTE_MS): Complaints {
  let gathered: { deliveries: number; broadcast: number; err: string } | null = null;
  let waiting = false;

  const say = (): void => {
    waiting = gathered !== null;
    if (gathered === null) return;
    log.error({ sender, ...gathered }, 'deliveries could not be made; they are tried again');
    gathered = null;
    setTimeout(say, everyMs).unref();
  };
  return {
    add(broadcast, error) {
      gathered = { deliveries: (gathered?.deliveries ?? 0) + 1, broadcast, err: messageOf(error) };
      if (!waiting) say();
    },
  };
}
