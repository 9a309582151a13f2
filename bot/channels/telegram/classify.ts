import { SECOND_MS } from '../../../base/clock.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { FILE_HANDLE_REFUSED } from '../files.js';
import { type Answer, messageIdOf, type Refused } from './answer.js';

/**
 * Everything Telegram says to a message, turned into the one question that counts: may it be tried again? This table is
 * the only place that knows Telegram's sentences. They may change without notice, so they are matched by error code
 * and a lower-cased piece of the description, the specific before the general; what is not listed fails that one
 * delivery and nothing else. Origins: the Bot API server's source (Client.cpp, fail_query_with_error) and the errors
 * collected at github.com/TelegramBotAPI/errors.
 */
export function classify(answer: Answer, chat: string): Outcome {
  if (answer.kind === 'done') return { kind: 'sent', messageIds: messageIdOf(answer.result) };
  if (answer.kind === 'unsent') return { kind: 'not-delivered', reason: answer.reason };
  // Written, and no answer that means anything: it may have arrived.
  if (answer.kind === 'silent') return { kind: 'unknown', reason: answer.reason };
  if (answer.kind === 'foreign') return { kind: 'unknown', reason: `answer-not-telegram-${answer.status}` };
  // A group says where it went whatever words it uses for it.
  if (answer.migrateTo !== null) return { kind: 'moved', reason: 'group-upgraded', externalId: answer.migrateTo };
  if (answer.code === 429)
    return { kind: 'throttled', waitMs: waitMs(answer), scope: isGroup(chat) ? 'chat' : 'sender' };
  // Telegram has the request, and nobody knows what became of it.
  if (answer.code >= 500) return { kind: 'unknown', reason: `server-error-${answer.code}` };
  const said = answer.description.toLowerCase();
  const row = REFUSALS.find((candidate) => candidate.code === answer.code && said.includes(candidate.says));
  return row?.outcome ?? { kind: 'refused', reason: unlisted(answer.code, answer.description), address: 'keep' };
}

const blocked = (reason: string): Outcome => ({ kind: 'refused', reason, address: 'blocked' });
const gone = (reason: string): Outcome => ({ kind: 'refused', reason, address: 'gone' });
const keep = (reason: string): Outcome => ({ kind: 'refused', reason, address: 'keep' });
const content = (reason: string): Outcome => ({ kind: 'content', reason });
const stopped = (reason: string): Outcome => ({ kind: 'stopped', reason });

interface Refusal {
  code: number;
  /** A lower-case piece of the description; empty for every description of that code. */
  says: string;
  outcome: Outcome;
}

/** The same for everyone who would get this message: the broadcast stops instead of failing a million times. */
const CONTENT: readonly Refusal[] = [
  { code: 400, says: 'message is too long', outcome: content('text-too-long') },
  { code: 400, says: 'message_too_long', outcome: content('text-too-long') },
  { code: 400, says: 'text is too long', outcome: content('text-too-long') },
  { code: 400, says: 'caption is too long', outcome: content('caption-too-long') },
  { code: 400, says: 'media_caption_too_long', outcome: content('caption-too-long') },
  { code: 400, says: 'message text is empty', outcome: content('text-empty') },
  { code: 400, says: 'message_empty', outcome: content('text-empty') },
  { code: 400, says: 'text must be non-empty', outcome: content('text-empty') },
  { code: 400, says: 'text must be encoded in utf-8', outcome: content('text-not-utf8') },
  { code: 400, says: 'strings must be encoded in utf-8', outcome: content('text-not-utf8') },
  { code: 400, says: "can't parse", outcome: content('not-parsed') },
  { code: 400, says: 'entities too long', outcome: content('marks-too-long') },
  { code: 400, says: 'entities_too_long', outcome: content('marks-too-long') },
  { code: 400, says: 'entity_bounds_invalid', outcome: content('marks-out-of-bounds') },
  { code: 400, says: 'button_url_invalid', outcome: content('button-url') },
  { code: 400, says: 'unsupported url protocol', outcome: content('button-url') },
  { code: 400, says: 'wrong http url', outcome: content('button-url') },
  { code: 400, says: 'button_data_invalid', outcome: content('button-data') },
  { code: 400, says: 'button_type_invalid', outcome: content('button-type') },
  { code: 400, says: 'text buttons are unallowed', outcome: content('button-type') },
  { code: 400, says: 'reply markup is too long', outcome: content('buttons-too-long') },
  { code: 400, says: 'reply_markup_too_long', outcome: content('buttons-too-long') },
  { code: 400, says: 'object expected as reply markup', outcome: content('not-parsed') },
  { code: 400, says: 'invalid file id', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: 'invalid file_id', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: 'wrong file identifier', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: 'wrong remote file identifier', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: 'wrong file_id', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: 'file_id_invalid', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: 'file_reference_', outcome: content(FILE_HANDLE_REFUSED) },
  { code: 400, says: "can't use file of type", outcome: content('file-type') },
  { code: 400, says: 'type of file mismatch', outcome: content('file-type') },
  { code: 400, says: 'media_invalid', outcome: content('file-type') },
  { code: 400, says: 'media_empty', outcome: content('file-type') },
  { code: 400, says: 'photo_ext_invalid', outcome: content('file-type') },
  { code: 400, says: 'image_process_failed', outcome: content('file-type') },
  { code: 400, says: 'photo_save_file_invalid', outcome: content('file-type') },
  { code: 400, says: 'photo_invalid_dimensions', outcome: content('picture-dimensions') },
  { code: 400, says: 'file must be non-empty', outcome: content('file-empty') },
  { code: 400, says: 'file is too big', outcome: content('file-too-large') },
  { code: 400, says: 'too big for a photo', outcome: content('file-too-large') },
  { code: 413, says: '', outcome: content('file-too-large') },
  { code: 400, says: 'there is no photo in the request', outcome: content('file-missing') },
  { code: 400, says: 'there is no video in the request', outcome: content('file-missing') },
  { code: 400, says: 'there is no document in the request', outcome: content('file-missing') },
];

/** About the sender: nobody's delivery fails for it. */
const SENDER: readonly Refusal[] = [
  { code: 401, says: '', outcome: stopped('token-refused') },
  { code: 400, says: 'frozen_method_invalid', outcome: stopped('bot-frozen') },
  { code: 404, says: 'method not found', outcome: stopped('method-unknown') },
  // What Telegram answers to a token that never was one.
  { code: 404, says: '', outcome: stopped('token-unknown') },
];

/** About this one chat. */
const CHAT: readonly Refusal[] = [
  { code: 403, says: 'blocked by the user', outcome: blocked('blocked-by-user') },
  { code: 400, says: 'user_is_blocked', outcome: blocked('blocked-by-user') },
  // They never pressed Start; when they do, the address comes back to life as after a block.
  { code: 403, says: "can't initiate conversation", outcome: blocked('never-started') },
  { code: 403, says: 'user is deactivated', outcome: gone('account-deleted') },
  { code: 400, says: 'user_deactivated', outcome: gone('account-deleted') },
  { code: 403, says: "can't send messages to bots", outcome: gone('is-a-bot') },
  { code: 403, says: "can't send messages to the bot", outcome: gone('is-a-bot') },
  { code: 400, says: 'user_is_bot', outcome: gone('is-a-bot') },
  { code: 403, says: 'bot was kicked', outcome: gone('removed-from-group') },
  { code: 403, says: 'is not a member', outcome: gone('removed-from-group') },
  { code: 400, says: 'channel_private', outcome: gone('removed-from-group') },
  { code: 403, says: 'group chat was deleted', outcome: gone('group-deleted') },
  { code: 400, says: 'group is deactivated', outcome: gone('group-deleted') },
  // Kept on purpose: with the token of another bot every right id answers this, and a wrong token must not cost a
  // province its contacts.
  { code: 400, says: 'chat not found', outcome: keep('chat-not-found') },
  { code: 400, says: 'user not found', outcome: keep('chat-not-found') },
  { code: 400, says: 'peer_id_invalid', outcome: keep('chat-not-found') },
  { code: 400, says: 'chat_id_invalid', outcome: keep('chat-not-found') },
  { code: 400, says: 'chat identifier', outcome: keep('chat-not-found') },
  { code: 400, says: 'chat_id is empty', outcome: keep('chat-not-found') },
  { code: 400, says: 'upgraded to a supergroup', outcome: keep('group-upgraded') },
  { code: 400, says: 'was migrated to', outcome: keep('group-upgraded') },
  { code: 400, says: 'chat_write_forbidden', outcome: keep('no-right-to-write') },
  { code: 400, says: 'not enough rights', outcome: keep('no-right-to-write') },
  { code: 403, says: 'not enough rights', outcome: keep('no-right-to-write') },
  { code: 400, says: 'have no rights', outcome: keep('no-right-to-write') },
  { code: 400, says: 'administrator rights', outcome: keep('no-right-to-write') },
  { code: 400, says: 'chat_admin_required', outcome: keep('no-right-to-write') },
  { code: 400, says: 'chat_restricted', outcome: keep('no-right-to-write') },
  { code: 400, says: 'chat_send_', outcome: keep('no-right-to-write') },
  { code: 400, says: 'topic_closed', outcome: keep('no-right-to-write') },
  { code: 400, says: 'message thread not found', outcome: keep('topic-gone') },
];

/** Neither refused nor done: an edit that changes nothing is done, and 409 is about two receivers, never about a message. */
const NEITHER: readonly Refusal[] = [
  { code: 400, says: 'message is not modified', outcome: { kind: 'sent', messageIds: [] } },
  { code: 409, says: '', outcome: { kind: 'not-delivered', reason: 'conflict' } },
];

const REFUSALS: readonly Refusal[] = [...CHAT, ...CONTENT, ...SENDER, ...NEITHER];

/** Groups, supergroups and channels have negative ids; a limit on one of them (20 a minute) is only its own. */
function isGroup(chat: string): boolean {
  return chat.startsWith('-');
}

/** When a 429 does not say how long, which the Bot API server never does. */
const UNNAMED_WAIT_S = 5;

function waitMs(answer: Refused): number {
  const named = answer.retryAfterS ?? Number(/retry after (\d+)/i.exec(answer.description)?.[1] ?? UNNAMED_WAIT_S);
  return Math.max(1, Math.ceil(named)) * SECOND_MS;
}

/** A sentence nobody has listed yet, short, and without anything shaped like a token should a proxy echo one. */
function unlisted(code: number, description: string): string {
  return `telegram-${code}: ${description.replace(/\d+:[\w-]{20,}/g, '<token>').slice(0, 120)}`;
}
