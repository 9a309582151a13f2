import { z } from 'zod';
import { id, lenient, text } from '../schema.js';
import type { CallEvent, GroupEvent, TagEvent, UserInfoUpdatedEvent } from './events.js';
import { baseOf, type EventContext, endsOf, fromUser, type Reader, unorderedEnds } from './reader.js';

function whoByName(context: EventContext): { oaId: string | null; userId: string | null } {
  const { oaId, userId } = endsOf(context);
  return { oaId: oaId ?? context.knownOaId, userId };
}

function followReader(kind: 'follow' | 'unfollow'): Reader {
  return (context) => {
    const base = baseOf(context, whoByName(context));
    if (base.userId === null) return null;
    return { kind, ...base, userId: base.userId, source: text.parse(context.raw['source']) };
  };
}
export const readFollow = followReader('follow');
export const readUnfollow = followReader('unfollow');

export const readChatNow: Reader = (context) => {
  const base = baseOf(context, whoByName(context));
  return base.userId === null ? null : { kind: 'chat-now', ...base, userId: base.userId };
};

/** Its ends have one source only, so every place is looked at. */
export const readWithdraw: Reader = (context) => {
  const named = whoByName(context);
  const base = baseOf(context, named.userId === null ? fromUser(context) : named);
  return base.userId === null ? null : { kind: 'withdraw', ...base, userId: base.userId };
};

/** Two forms: `full_address` with `user_…` names, and an older flat one in which the number may be a bare number. */
const INFO = z.object({
  info: z.object({
    name: text,
    phone: lenient(id),
    user_dob: text,
    gender: lenient(id),
    address: text,
    ward: text,
    district: text,
    city: text,
    full_address: lenient(z.object({ user_city: text, user_ward: text, user_address: text })),
  }),
});

export const readSubmitInfo: Reader = (context) => {
  const info = INFO.safeParse(context.raw).data?.info;
  const base = baseOf(context, fromUser(context));
  if (info === undefined || base.userId === null) return null;
  const full = info.full_address;
  return {
    kind: 'submit-info',
    ...base,
    userId: base.userId,
    info: {
      name: info.name,
      phone: info.phone === '' ? null : info.phone,
      birthDate: info.user_dob,
      gender: info.gender === '' ? null : info.gender,
      address: full?.user_address ?? info.address,
      ward: full?.user_ward ?? info.ward,
      district: info.district,
      city: full?.user_city ?? info.city,
    },
  };
};

const TAG = z.object({ tag: z.object({ name: z.string(), user_ids: lenient(z.array(id)) }) });

function tagReader(action: TagEvent['action']): Reader {
  return (context) => {
    const tag = TAG.safeParse(context.raw).data?.tag;
    if (tag === undefined) return null;
    const { oaId } = whoByName(context);
    const base = baseOf(context, { oaId, userId: null });
    return { kind: 'tag', ...base, action, tagName: tag.name, userIds: tag.user_ids ?? [] };
  };
}
export const readTagAdded = tagReader('added');
export const readTagRemoved = tagReader('removed');
export const readTagDeleted = tagReader('deleted');

const WIDGET = z.object({
  data: z.object({ user_id: lenient(id), user_external_id: lenient(id), url: text }),
});

function widgetReader(action: 'accepted' | 'failed'): Reader {
  return (context) => {
    const data = WIDGET.safeParse(context.raw).data?.data;
    if (data === undefined) return null;
    const { oaId, userId } = whoByName(context);
    const base = baseOf(context, { oaId, userId: data.user_id ?? userId });
    return { kind: 'widget', ...base, action, externalId: data.user_external_id, url: data.url };
  };
}
export const readWidgetAccepted = widgetReader('accepted');
export const readWidgetFailed = widgetReader('failed');

/** These are told by name alone: what they hold is for whoever looks into `raw`. */
export const readUserInfoUpdated: Reader = (context): UserInfoUpdatedEvent => ({
  kind: 'user-info-updated',
  ...baseOf(context, eitherEnds(context)),
});

export const readCall: Reader = (context): CallEvent => ({ kind: 'call', ...baseOf(context, eitherEnds(context)) });

const GROUP = z.object({
  group_id: lenient(id),
  group: lenient(z.object({ group_id: lenient(id), id: lenient(id) })),
  recipient: lenient(z.object({ group_id: lenient(id) })),
});

export const readGroup: Reader = (context): GroupEvent => {
  const { group_id, group, recipient } = GROUP.parse(context.raw);
  const groupId = group_id ?? group?.group_id ?? group?.id ?? recipient?.group_id ?? null;
  return { kind: 'group', ...baseOf(context, eitherEnds(context)), groupId };
};

function eitherEnds(context: EventContext): { oaId: string | null; userId: string | null } {
  const named = whoByName(context);
  return named.userId === null ? unorderedEnds(context) : named;
}
