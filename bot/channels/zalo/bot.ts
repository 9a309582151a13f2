import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.js';
import type { Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import type { Pace } from '../../../scheduler/pace/pace.js';
import type { FetchedFile } from '../../chatFiles.js';
import type { ConversationChannel } from '../../conversation.js';
import type { IncomingFile } from '../../incoming.js';
import type { ZaloChannel } from './channel.js';
import { toZaloParts } from './format.js';
import { toIncoming } from './incoming.js';
import type { ButtonPayloads } from './payload.js';

export interface ZaloBotOptions {
  channel: ZaloChannel;
  payloads: ButtonPayloads;
  pace: Pace;
  /** `(waitMs) => keepSilent(database, sender, waitMs)` */
  keepSilent: (waitMs: number) => Promise<void>;
  /** For how long the conversation keeps out of a chat in which staff has answered by hand. */
  attendedMs: number;
  clock: Clock;
  /** Fetches what lies at an address that an event named: `fetchZaloFile(openapiRoot, log)`. */
  fetchFile: (file: IncomingFile, mostBytes: number) => Promise<FetchedFile>;
}

/** The conversing side of an official account. Replies take slots of the same pace, before all broadcasts. */
export function createZaloBot(options: ZaloBotOptions): ConversationChannel {
  const { channel, payloads, pace, keepSilent, attendedMs, clock } = options;

  async function say(chat: string, part: Part): Promise<Outcome> {
    const slot = await pace.reserve(channel.sender, channel.ratePerSecond, 1, 'reply');
    if (slot.startsInMs > 0) await sleep(slot.startsInMs);
    const outcome = await channel.send({ externalId: chat, part, purpose: 'reply' });
    if (outcome.kind === 'throttled' && outcome.scope === 'sender') await keepSilent(outcome.waitMs);
    return outcome;
  }

  return {
    name: channel.name,
    attendedMs,
    toIncoming: (stored) => toIncoming(stored, payloads, clock.now()),
    async reply(chat, part) {
      const messageIds: string[] = [];
      for (const piece of toZaloParts(part)) {
        const outcome = await say(chat, piece);
        if (outcome.kind !== 'sent') return outcome;
        messageIds.push(...outcome.messageIds);
      }
      return { kind: 'sent', messageIds };
    },
    fetchFile: options.fetchFile,
    // A pressed button is a text that was sent: nothing turns.
    acknowledge: () => Promise.resolve(),
  };
}
