import { SECOND_MS } from '../base/clock.js';
import { LoaError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { markBlocked } from '../people/markBlocked.js';
import { markGone } from '../people/markGone.js';
import { markSilent } from '../people/markSilent.js';
import { moveAddress } from '../people/moveAddress.js';
import type { Database } from '../prisma/database.js';
import type { Outcome } from '../scheduler/channel.js';
import type { Incoming } from './incoming.js';

/**
 * What the fate of a reply means for the chat, and for trying it again: throws LoaError with a time where it surely did not arrive and may yet; one of unknown fate is not
 * repeated.
 */
export async function settle(
  { database, secret, log }: { database: Database; secret: string; log: Log },
  { channel, externalId }: Pick<Incoming, 'channel' | 'externalId'>,
  outcome: Outcome,
): Promise<void> {
  const chat = { channel, externalId };
  switch (outcome.kind) {
    case 'sent':
      return;
    case 'refused':
      if (outcome.address === 'blocked') await markBlocked(database, chat, outcome.reason);
      else if (outcome.address === 'gone') await markGone(database, chat, outcome.reason);
      else log.warn({ channel: chat.channel, reason: outcome.reason }, 'a reply was refused');
      return;
    case 'elsewhere':
      if (outcome.address === 'blocked') await markBlocked(database, chat, outcome.reason);
      else await markSilent(database, chat);
      return;
    case 'moved':
      return moveAddress(database, secret, chat.channel, chat.externalId, outcome.externalId);
    case 'unknown':
      log.warn(
        { channel: chat.channel, reason: outcome.reason },
        'nobody knows whether a reply arrived; it is not repeated',
      );
      return;
    case 'content':
      log.error({ channel: chat.channel, reason: outcome.reason }, 'a reply of ours is refused for what it says');
      return;
    case 'later':
    case 'elsewhere-for-now':
    case 'throttled':
      throw new LoaError('reply-throttled', 'A reply waits for the platform', {
        again: 'after',
        waitMs: outcome.waitMs,
      });
    case 'not-delivered':
    case 'stopped':
      throw new LoaError('reply-not-delivered', `A reply did not arrive: ${outcome.reason}`, {
        again: 'after',
        waitMs: AGAIN_MS,
      });
  }
}

const AGAIN_MS = 5 * SECOND_MS;
