import { createHash } from 'node:crypto';
import { type Attachment, dedupeKey, isInteraction, parseEvent, type ZaloEvent } from 'zalo-api-ts';
import { z } from 'zod';
import { isExternalId } from '../../../people/externalId.js';
import { BUTTONS } from '../../conversations/resident/buttons.js';
import type { Incoming, IncomingFrame, StoredUpdate } from '../../incoming.js';
import { storable } from '../storable.js';
import { readTyped } from '../typed.js';
import type { ButtonPayloads } from './payload.js';

/**
 * What is stored of an event: only what somebody answers, the rest is dropped before it costs anything. Of the account's
 * own messages, which Zalo tells us again, only those that a person wrote by hand count.
 */
export function toStored(oaId: string, event: ZaloEvent): StoredUpdate | null {
  const { userId } = event;
  if (userId === null || !isExternalId('zalo', userId) || !isAnswered(event)) return null;
  return { channel: 'zalo', updateId: updateId(oaId, event), chat: userId, body: storable(event.raw) };
}

function isAnswered(event: ZaloEvent): boolean {
  switch (event.kind) {
    case 'user-message':
    case 'follow':
    case 'unfollow':
    case 'chat-now':
    case 'withdraw':
      return true;
    case 'oa-message':
      return event.adminId !== null;
    // Nobody asks people for their data (`request_user_info`): what they share all the same is not kept.
    case 'submit-info':
      return false;
    default:
      return false;
  }
}

/** A job's name takes no colon and no blanks, and what makes an event the same may hold anything. */
function updateId(oaId: string, event: ZaloEvent): string {
  return createHash('sha256')
    .update(`${oaId} ${dedupeKey(event)}`)
    .digest('base64url')
    .slice(0, 32);
}

/** What a person did, or null when there is nothing to answer. */
export function toIncoming(stored: StoredUpdate, payloads: ButtonPayloads, now: Date): Incoming | null {
  const event = parseEvent(z.record(z.string(), z.unknown()).parse(stored.body));
  const frame: IncomingFrame = {
    channel: stored.channel,
    updateId: stored.updateId,
    externalId: stored.chat,
    at: event.at ?? now,
    // Zalo does not tell the language of the person's app.
    language: null,
    ...(isInteraction(event) ? { opensWindow: true } : {}),
  };
  switch (event.kind) {
    case 'user-message':
      return { ...frame, ...sentWith(event.attachments), ...said(event.text, stored.chat, payloads) };
    // What Telegram's start button is: they came to us, and are asked.
    case 'follow':
    case 'chat-now':
      return { ...frame, kind: 'start', payload: '' };
    case 'unfollow':
      return { ...frame, kind: 'unfollowed' };
    case 'withdraw':
      return { ...frame, kind: 'withdrawn' };
    case 'oa-message':
      return event.adminId === null ? null : { ...frame, kind: 'attended' };
    default:
      return null;
  }
}

/** The first picture, document or place that came with it. */
function sentWith(attachments: readonly Attachment[]): Pick<IncomingFrame, 'file' | 'location'> {
  for (const one of attachments) {
    if (one.type === 'location') return { location: { latitude: one.latitude, longitude: one.longitude } };
    if (one.type === 'image')
      return { file: { kind: 'photo', reference: one.url, name: null, mime: null, sizeBytes: null } };
    if (one.type === 'file')
      return {
        file: { kind: 'document', reference: one.url, name: one.name, mime: null, sizeBytes: one.sizeBytes },
      };
  }
  return {};
}

type Said =
  | ReturnType<typeof readTyped>
  | { kind: 'button'; data: string; callbackId: string; messageId: null; shown: null }
  | { kind: 'other' };

/** A text, or what a button of ours made them send. A stop is a stop, however old its button is. */
function said(text: string | null, userId: string, payloads: ButtonPayloads): Said {
  if (text === null || text.trim() === '') return { kind: 'other' };
  const pressed = payloads.read(userId, text);
  if (pressed === null) return readTyped(text);
  const data = pressed.isOver && pressed.data !== BUTTONS.stop ? BUTTONS.over : pressed.data;
  return { kind: 'button', data, callbackId: '', messageId: null, shown: null };
}
