import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import type { Channel } from '../channel.js';
import { claimRevival, restartSender } from './health.js';

/**
 * Asks ever more rarely, at least once a minute, whether a refused sender is accepted again: with a call that reaches
 * nobody. Then it sends by itself, and nobody has to restart anything. That it was refused has been said; each further
 * refusal is silent.
 */
export async function reviveSender(db: Database, channel: Channel, log: Log): Promise<void> {
  if (!(await claimRevival(db, channel.sender))) return;
  const probe = await channel.probe();
  if (probe.kind === 'there' && (await restartSender(db, channel.sender)))
    log.info({ sender: channel.sender }, 'the sender is accepted again');
}
