import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJsonBytes } from '../json.js';
import { id, lenient, moment, text } from '../schema.js';
import type { ZaloEvent } from './events.js';
import type { Reader } from './reader.js';
import {
  readAnonymousMessage,
  readOaAnonymousMessage,
  readOaMessage,
  readOaReaction,
  readSeen,
  readUserMessage,
  readUserReaction,
} from './readMessages.js';
import {
  readCall,
  readChatNow,
  readFollow,
  readGroup,
  readSubmitInfo,
  readTagAdded,
  readTagDeleted,
  readTagRemoved,
  readUnfollow,
  readUserInfoUpdated,
  readWidgetAccepted,
  readWidgetFailed,
  readWithdraw,
} from './readPeople.js';
import {
  readFeedback,
  readJourney,
  readQuotaChanged,
  readReceived,
  readResponse,
  readTemplateQuality,
  readTemplateStatus,
  readTemplateTags,
} from './readTemplates.js';

export interface ParseOptions {
  /**
   * Your Official Account's id. Needed to tell the user's end in the few events whose order of sender and recipient is
   * not settled (`seen`, `received`); their `userId` is null without it.
   */
  readonly oaId?: string | undefined;
  /** The value of the header `X-ZEvent-Server`, which tells the two kinds of receipts apart for certain. */
  readonly server?: string | null | undefined;
}

const each = (reader: Reader, names: readonly string[]) => names.map((name) => [name, reader] as const);

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...each(
    readUserMessage,
    ['text', 'image', 'link', 'audio', 'video', 'sticker', 'gif', 'location', 'business_card', 'file'].map(
      (type) => `user_send_${type}`,
    ),
  ),
  ...each(
    readOaMessage,
    ['text', 'image', 'gif', 'list', 'file', 'sticker'].map((type) => `oa_send_${type}`),
  ),
  ...each(
    readAnonymousMessage,
    ['text', 'image', 'file', 'sticker'].map((type) => `anonymous_send_${type}`),
  ),
  ...each(
    readOaAnonymousMessage,
    ['text', 'image', 'file', 'sticker'].map((type) => `oa_send_anonymous_${type}`),
  ),
  ['follow', readFollow],
  ['unfollow', readUnfollow],
  ['user_click_chatnow', readChatNow],
  ['user_seen_message', readSeen],
  ['user_received_message', readReceived],
  ['user_reacted_message', readUserReaction],
  ['oa_reacted_message', readOaReaction],
  ['user_submit_info', readSubmitInfo],
  ['user_withdraw', readWithdraw],
  ['update_user_info', readUserInfoUpdated],
  ['add_user_to_tag', readTagAdded],
  ['remove_user_from_tag', readTagRemoved],
  ['remove_tag', readTagDeleted],
  ['widget_interaction_accepted', readWidgetAccepted],
  ['widget_failed_to_sync_user_external_id', readWidgetFailed],
  ...each(readCall, ['oa_send_consent', 'user_reply_consent', 'user_call_oa', 'oa_call_user']),
  ...each(readGroup, [
    'create_group',
    'user_join_group',
    'user_request_join_group',
    'accept_request_join_group',
    'reject_request_join_group',
    'add_group_admin',
    'remove_group_admin',
    'update_group_info',
    'user_out_group',
    'delete_group',
  ]),
  ['user_feedback', readFeedback],
  ['user_click_response_button', readResponse],
  ['change_template_status', readTemplateStatus],
  ['change_template_quality', readTemplateQuality],
  ['change_oa_daily_quota', readQuotaChanged],
  ['change_template_quota', readQuotaChanged],
  ['change_oa_template_tags', readTemplateTags],
  ['event_journey_time_out', readJourney],
  ['event_journey_acknowledged', readJourney],
]);

/** `user_send_group_text` and the like: their types are not listed by any source. */
const GROUP_MESSAGE = /^(user|oa)_send_group_/;

const HEAD = z.object({ event_name: text, app_id: lenient(id), timestamp: lenient(moment) });

/**
 * Reads an event, after its signature was found good. Takes the raw bytes (then big integers keep their digits) or what
 * `parseJson` made of them. Whatever is not known comes out as `kind: 'unknown'` with everything it held.
 *
 * @throws SyntaxError for bytes that are not JSON; nothing else
 */
export function parseEvent(
  input: Uint8Array | Readonly<Record<string, unknown>>,
  options: ParseOptions = {},
): ZaloEvent {
  const body = input instanceof Uint8Array ? parseJsonBytes(input) : input;
  const raw = z.record(z.string(), z.unknown()).safeParse(body).data;
  const head = raw === undefined ? undefined : HEAD.parse(raw);
  if (raw === undefined || head === undefined || head.event_name === null) {
    const base = { eventName: '', appId: head?.app_id ?? null, oaId: null, userId: null, at: head?.timestamp ?? null };
    return { kind: 'unknown', why: 'not-an-event', ...base, raw: raw ?? { body } };
  }
  const context = {
    eventName: head.event_name,
    appId: head.app_id,
    at: head.timestamp,
    raw,
    knownOaId: options.oaId ?? null,
    isFromTemplates: options.server?.trim().toUpperCase() === 'ZNS',
  };
  const reader = READERS.get(context.eventName) ?? (GROUP_MESSAGE.test(context.eventName) ? readGroup : undefined);
  const base = { eventName: context.eventName, appId: context.appId, oaId: null, userId: null, at: context.at, raw };
  if (reader === undefined) return { kind: 'unknown', why: 'name', ...base };
  return reader(context) ?? { kind: 'unknown', why: 'shape', ...base };
}

/** The names of all events that have a type here. */
export const KNOWN_EVENTS: readonly string[] = [...READERS.keys()];

/**
 * The same for every repetition of an event, and for no two events that differ. Messages are known by their id alone; the
 * rest by name, time and a digest of all they hold.
 */
export function dedupeKey(event: ZaloEvent): string {
  switch (event.kind) {
    case 'user-message':
    case 'oa-message':
    case 'anonymous-message':
    case 'oa-anonymous-message':
      return `${event.eventName}:${event.messageId}`;
    default: {
      const digest = createHash('sha256')
        .update(JSON.stringify(sortedKeys(event.raw)))
        .digest('base64url');
      return `${event.eventName}:${event.at?.getTime() ?? ''}:${digest}`;
    }
  }
}

/** A repetition has the same body, but nobody promises that its keys keep their order. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/**
 * Whether an event surely opens or renews the window for consultation messages: the user wrote (or pressed a button that
 * writes), followed, or pressed the button to chat. Reading does not. A call that is accepted and a comment do as well,
 * but no event tells of them clearly.
 */
export function isInteraction(event: ZaloEvent): boolean {
  return event.kind === 'user-message' || event.kind === 'follow' || event.kind === 'chat-now';
}
