import type { Clock } from '../../base/clock.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import type { Channel } from '../channel.js';
import type { Pace } from '../pace/pace.js';

/** What everything that works for one sender has at hand. */
export interface SenderLoopDeps {
  db: Database;
  channel: Channel;
  pace: Pace;
  clock: Clock;
  log: Log;
  secret: string;
  random?: () => number;
  /** How long a leased delivery belongs to who leased it; tests shorten it. */
  leaseMs?: number;
}
