import type { ConversationChannel } from './conversation.js';
import type { StoredUpdate } from './incoming.js';

/**
 * Answers pressed buttons as soon as they are stored. Their conversation waits for a worker, and behind the replies to
 * others for the pace; the sign that a press was heard takes no slot of the pace and must wait for neither. Nothing waits for it.
 */
export function acknowledgeStored(channel: ConversationChannel, updates: readonly StoredUpdate[]): void {
  for (const update of updates) {
    const incoming = channel.toIncoming(update);
    if (incoming?.kind === 'button') void channel.acknowledge(incoming);
  }
}
