import { z } from 'zod';
import { id, lenient } from '../schema.js';
import type { ZaloEvent } from './events.js';

/** What every event has, however little it is. */
export interface EventContext {
  readonly eventName: string;
  readonly appId: string | null;
  readonly at: Date | null;
  readonly raw: Readonly<Record<string, unknown>>;
  /** The account that the caller knows to be its own, to tell the two ends of a message apart. */
  readonly knownOaId: string | null;
  /** `X-ZEvent-Server: ZNS`. */
  readonly isFromTemplates: boolean;
}

/** Null when the form does not fit. */
export type Reader = (context: EventContext) => ZaloEvent | null;

const PARTY = lenient(z.object({ id: lenient(id), admin_id: lenient(id) }));
const ENDS = z.object({
  sender: PARTY,
  recipient: PARTY,
  oa_id: lenient(id),
  oaId: lenient(id),
  user_id: lenient(id),
  follower: PARTY,
});

export interface Ends {
  readonly sender: string | null;
  readonly recipient: string | null;
  readonly adminId: string | null;
  readonly oaId: string | null;
  readonly userId: string | null;
}

/** The ids at the places that differ from event to event, without a judgement which end is which. */
export function endsOf({ raw }: EventContext): Ends {
  const { sender, recipient, oa_id, oaId, user_id, follower } = ENDS.parse(raw);
  return {
    sender: sender?.id ?? null,
    recipient: recipient?.id ?? null,
    adminId: sender?.admin_id ?? null,
    oaId: oa_id ?? oaId,
    userId: follower?.id ?? user_id,
  };
}

/** The part that is the same in every event. */
export function baseOf(context: EventContext, who: { oaId: string | null; userId: string | null }) {
  const { eventName, appId, at, raw } = context;
  return { eventName, appId, at, raw, oaId: who.oaId, userId: who.userId };
}

/**
 * For events whose order of sender and recipient differs between the sources: the user is whichever end is not the
 * account, which must be known for that.
 */
export function unorderedEnds(context: EventContext): { oaId: string | null; userId: string | null } {
  const { sender, recipient, oaId, userId } = endsOf(context);
  const account = context.knownOaId ?? oaId;
  if (sender === account && account !== null) return { oaId: account, userId: recipient ?? userId };
  if (recipient === account && account !== null) return { oaId: account, userId: sender ?? userId };
  return { oaId, userId };
}

/** Of the user's own doing: sender is the user. */
export function fromUser(context: EventContext): { oaId: string | null; userId: string | null } {
  const { sender, recipient, oaId, userId } = endsOf(context);
  return { oaId: recipient ?? oaId, userId: sender ?? userId };
}

/** Of the account's own doing: sender is the account. */
export function fromOa(context: EventContext): { oaId: string | null; userId: string | null } {
  const { sender, recipient, oaId, userId } = endsOf(context);
  return { oaId: sender ?? oaId, userId: recipient ?? userId };
}
