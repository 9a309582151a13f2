import { z } from 'zod';
import { SECOND_MS } from '../../../base/clock.js';
import type { Incoming, IncomingFrame, StoredUpdate } from '../../incoming.js';
import { storable } from '../storable.js';
import { readTyped, type Typed } from '../typed.js';

const chat = z.object({ id: z.number(), type: z.string() });
const user = z.object({ id: z.number(), is_bot: z.boolean().optional(), language_code: z.string().optional() });
const file = z.object({
  file_id: z.string().min(1),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});
const message = z.object({
  message_id: z.number().optional(),
  date: z.number().optional(),
  chat,
  from: user.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  migrate_to_chat_id: z.number().optional(),
  forward_origin: z.unknown().optional(),
  media_group_id: z.string().optional(),
  /** From small to large; the last is the picture itself. */
  photo: z.array(file).optional().catch(undefined),
  document: file.optional().catch(undefined),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional().catch(undefined),
});
const update = z.object({
  update_id: z.number(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z
    .object({ id: z.string(), from: user, data: z.string().optional(), message: message.optional() })
    .optional(),
  my_chat_member: z
    .object({
      chat,
      from: user.optional(),
      date: z.number().optional(),
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
});
type Message = z.output<typeof message>;

/** The kinds of updates that are asked for; everything else never leaves Telegram. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/**
 * What is stored of an update: parsed as little as possible, so that no update can be lost for a field we misread.
 */
export function toStored(botId: string, raw: unknown): StoredUpdate | null {
  const id = z.object({ update_id: z.number() }).safeParse(raw);
  if (!id.success) return null;
  // Update ids count per bot: another token on the same database must not be taken for what is already there.
  return { channel: 'telegram', updateId: `${botId}-${id.data.update_id}`, chat: chatOf(raw), body: storable(raw) };
}

/** The chat whose updates are answered in order. */
function chatOf(raw: unknown): string {
  const parsed = update.safeParse(raw);
  if (!parsed.success) return 'unknown';
  const { message: sent, edited_message: edited, callback_query: pressed, my_chat_member: member } = parsed.data;
  const id = (sent ?? edited ?? pressed?.message ?? member)?.chat.id ?? pressed?.from.id;
  return id === undefined ? 'unknown' : String(id);
}

/**
 * What a person did, or null when there is nothing to answer: kinds nobody handles, other bots, and all talk in groups,
 * where nobody but an administrator should be able to make the bot speak or stop.
 */
export function toIncoming(stored: StoredUpdate, now: Date): Incoming | null {
  const parsed = update.safeParse(stored.body);
  if (!parsed.success) return null;
  const { message: sent, edited_message: edited, callback_query: pressed, my_chat_member: member } = parsed.data;
  const frame = (
    about: { chat: { id: number }; date?: number | undefined },
    from: z.output<typeof user> | undefined,
  ): IncomingFrame => ({
    channel: stored.channel,
    updateId: stored.updateId,
    externalId: String(about.chat.id),
    at: about.date === undefined ? now : new Date(about.date * SECOND_MS),
    language: from?.language_code ?? null,
  });

  if (member !== undefined) {
    const kind = membership(member.chat.type, member.new_chat_member.status);
    return kind === null ? null : { ...frame(member, member.from), kind };
  }
  if (pressed !== undefined) {
    const under = pressed.message;
    if (under !== undefined && under.chat.type !== 'private') return null;
    return {
      ...frame({ chat: { id: under?.chat.id ?? pressed.from.id } }, pressed.from),
      at: now,
      kind: 'button',
      data: pressed.data ?? '',
      callbackId: pressed.id,
      messageId: under?.message_id === undefined ? null : String(under.message_id),
      shown: under?.text ?? under?.caption ?? null,
    };
  }
  const said = sent ?? edited;
  if (said === undefined) return null;
  if (said.migrate_to_chat_id !== undefined)
    return { ...frame(said, said.from), kind: 'moved', to: String(said.migrate_to_chat_id) };
  if (said.chat.type !== 'private' || said.from?.is_bot === true) return null;
  return { ...frame(said, said.from), ...manner(said, sent === undefined), ...content(said) };
}

/** How it was said, and what came with it. */
function manner(
  said: Message,
  edited: boolean,
): Pick<IncomingFrame, 'edited' | 'forwarded' | 'album' | 'file' | 'location'> {
  const picture = said.photo?.at(-1);
  const sent = said.document ?? picture;
  return {
    ...(edited ? { edited } : {}),
    ...(said.forward_origin === undefined ? {} : { forwarded: true }),
    ...(said.media_group_id === undefined ? {} : { album: said.media_group_id }),
    ...(said.location === undefined ? {} : { location: said.location }),
    ...(sent === undefined
      ? {}
      : {
          file: {
            kind: sent === picture ? 'photo' : 'document',
            reference: sent.file_id,
            name: sent.file_name ?? null,
            mime: sent.mime_type ?? null,
            sizeBytes: sent.file_size ?? null,
          },
        }),
  };
}

/** For a private chat: blocked or unblocked. For a group: put out, or nothing that concerns us. */
function membership(chatType: string, status: string): 'blocked' | 'unblocked' | 'removed' | null {
  if (chatType !== 'private') return status === 'left' || status === 'kicked' ? 'removed' : null;
  return status === 'kicked' ? 'blocked' : status === 'member' ? 'unblocked' : null;
}

function content(said: Message): Typed | { kind: 'other' } {
  // Words under a picture count like any others: a stop is a stop.
  const words = said.text ?? said.caption;
  return words === undefined ? { kind: 'other' } : readTyped(words);
}
