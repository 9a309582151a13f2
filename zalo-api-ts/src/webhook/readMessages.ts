import { z } from 'zod';
import { id, lenient, text } from '../schema.js';
import { ATTACHMENTS } from './attachments.js';
import { baseOf, endsOf, fromOa, fromUser, type Reader, unorderedEnds } from './reader.js';

const MESSAGE = z.object({
  message: z.object({
    msg_id: id,
    text,
    attachments: ATTACHMENTS,
    quote_msg_id: lenient(id),
    conversation_id: lenient(id),
  }),
});

function messageOf(raw: Readonly<Record<string, unknown>>) {
  const message = MESSAGE.safeParse(raw).data?.message;
  if (message === undefined) return null;
  const { msg_id, attachments, quote_msg_id, conversation_id } = message;
  return {
    parts: { messageId: msg_id, text: message.text, attachments, quotedMessageId: quote_msg_id },
    conversationId: conversation_id,
  };
}

export const readUserMessage: Reader = (context) => {
  const message = messageOf(context.raw);
  const base = baseOf(context, fromUser(context));
  if (message === null || base.userId === null) return null;
  return { kind: 'user-message', ...base, userId: base.userId, ...message.parts };
};

export const readOaMessage: Reader = (context) => {
  const message = messageOf(context.raw);
  if (message === null) return null;
  const { adminId } = endsOf(context);
  return { kind: 'oa-message', ...baseOf(context, fromOa(context)), ...message.parts, adminId };
};

function anonymousReader(kind: 'anonymous-message' | 'oa-anonymous-message'): Reader {
  return (context) => {
    const message = messageOf(context.raw);
    if (message === null) return null;
    const { oaId, userId } = kind === 'anonymous-message' ? fromUser(context) : fromOa(context);
    const { conversationId, parts } = message;
    // A visitor of a web site is no user of the account: whoever writes to `userId` would reach nobody.
    return { kind, ...baseOf(context, { oaId, userId: null }), ...parts, conversationId, anonymousId: userId };
  };
}
export const readAnonymousMessage = anonymousReader('anonymous-message');
export const readOaAnonymousMessage = anonymousReader('oa-anonymous-message');

const SEEN = z.object({ message: z.object({ msg_ids: z.array(id) }) });

export const readSeen: Reader = (context) => {
  const message = SEEN.safeParse(context.raw).data?.message;
  if (message === undefined) return null;
  return { kind: 'seen', ...baseOf(context, unorderedEnds(context)), messageIds: message.msg_ids };
};

const REACTION = z.object({ message: z.object({ msg_id: id, react_icon: text }) });

function reactionReader(by: 'user' | 'oa'): Reader {
  return (context) => {
    const message = REACTION.safeParse(context.raw).data?.message;
    if (message === undefined) return null;
    const ends = by === 'user' ? fromUser(context) : fromOa(context);
    return { kind: 'reaction', ...baseOf(context, ends), by, messageId: message.msg_id, icon: message.react_icon };
  };
}
export const readUserReaction = reactionReader('user');
export const readOaReaction = reactionReader('oa');
