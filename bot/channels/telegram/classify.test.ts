import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../scheduler/channel.js';
import { FILE_HANDLE_REFUSED } from '../files.js';
import { readAnswer } from './answer.js';
import { classify } from './classify.js';

const answered = (status: number, body: string) => readAnswer({ kind: 'answer', status, body: Buffer.from(body) });

const PERSON = '700000001';
const GROUP = '-100200300';

const refused = (reason: string, address: 'blocked' | 'gone' | 'keep'): Outcome => ({
  kind: 'refused',
  reason,
  address,
});
const content = (reason: string): Outcome => ({ kind: 'content', reason });

/** Telegram's own sentences, as its server writes them, and what each means for the delivery. */
const TABLE: [
  label: string,
  code: number,
  description: string,
  expected: Outcome,
  more?: { parameters?: object; chat?: string; status?: number },
][] = [
  ['a block', 403, 'Forbidden: bot was blocked by the user', refused('blocked-by-user', 'blocked')],
  ['a block in capitals', 400, 'Bad Request: USER_IS_BLOCKED', refused('blocked-by-user', 'blocked')],
  [
    'a person who never pressed Start',
    403,
    "Forbidden: bot can't initiate conversation with a user",
    refused('never-started', 'blocked'),
  ],
  ['a deleted account', 403, 'Forbidden: user is deactivated', refused('account-deleted', 'gone')],
  ['a deleted account in capitals', 400, 'Bad Request: INPUT_USER_DEACTIVATED', refused('account-deleted', 'gone')],
  ['a bot', 403, "Forbidden: bot can't send messages to bots", refused('is-a-bot', 'gone')],
  [
    'a group that removed us',
    403,
    'Forbidden: bot was kicked from the group chat',
    refused('removed-from-group', 'gone'),
    { chat: GROUP },
  ],
  [
    'a supergroup that removed us',
    403,
    'Forbidden: bot was kicked from the supergroup chat',
    refused('removed-from-group', 'gone'),
    { chat: GROUP },
  ],
  [
    'a channel that removed us',
    403,
    'Forbidden: bot was kicked from the channel chat',
    refused('removed-from-group', 'gone'),
    { chat: GROUP },
  ],
  [
    'a group we never joined',
    403,
    'Forbidden: bot is not a member of the supergroup chat',
    refused('removed-from-group', 'gone'),
    { chat: GROUP },
  ],
  ['a deleted group', 403, 'Forbidden: the group chat was deleted', refused('group-deleted', 'gone'), { chat: GROUP }],
  ['a deactivated group', 400, 'Bad Request: group is deactivated', refused('group-deleted', 'gone'), { chat: GROUP }],
  [
    'an unknown id, which a wrong token also gives',
    400,
    'Bad Request: chat not found',
    refused('chat-not-found', 'keep'),
  ],
  ['an unknown private id', 400, 'Bad Request: private chat not found', refused('chat-not-found', 'keep')],
  ['an unknown peer', 400, 'Bad Request: PEER_ID_INVALID', refused('chat-not-found', 'keep')],
  ['an unknown user', 400, 'Bad Request: user not found', refused('chat-not-found', 'keep')],
  [
    'an id that is none',
    400,
    'Bad Request: chat identifier must be a valid Integer',
    refused('chat-not-found', 'keep'),
  ],
  [
    'a group that became a supergroup',
    400,
    'Bad Request: group chat was upgraded to a supergroup chat',
    { kind: 'moved', reason: 'group-upgraded', externalId: '-100777' },
    { chat: GROUP, parameters: { migrate_to_chat_id: -100777 } },
  ],
  [
    'the older words for it',
    400,
    'Bad Request: group chat was migrated to a supergroup chat',
    { kind: 'moved', reason: 'group-upgraded', externalId: '-100777' },
    { chat: GROUP, parameters: { migrate_to_chat_id: -100777 } },
  ],
  [
    'a move without an address',
    400,
    'Bad Request: group chat was upgraded to a supergroup chat',
    refused('group-upgraded', 'keep'),
    { chat: GROUP },
  ],
  [
    'a chat where the bot may not write',
    400,
    'Bad Request: CHAT_WRITE_FORBIDDEN',
    refused('no-right-to-write', 'keep'),
    { chat: GROUP },
  ],
  [
    'rights that are missing',
    400,
    'Bad Request: not enough rights to send text messages to the chat',
    refused('no-right-to-write', 'keep'),
    { chat: GROUP },
  ],
  [
    'no right at all',
    400,
    'Bad Request: have no rights to send a message',
    refused('no-right-to-write', 'keep'),
    { chat: GROUP },
  ],
  ['a closed topic', 400, 'Bad Request: TOPIC_CLOSED', refused('no-right-to-write', 'keep'), { chat: GROUP }],
  ['a text that is too long', 400, 'Bad Request: message is too long', content('text-too-long')],
  ['a caption that is too long', 400, 'Bad Request: message caption is too long', content('caption-too-long')],
  ['an empty text', 400, 'Bad Request: message text is empty', content('text-empty')],
  [
    'entities that do not parse',
    400,
    'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    content('not-parsed'),
  ],
  ['entities that are too long', 400, 'Bad Request: entities too long', content('marks-too-long')],
  ['a bad address on a button', 400, 'Bad Request: BUTTON_URL_INVALID', content('button-url')],
  ['bad data on a button', 400, 'Bad Request: BUTTON_DATA_INVALID', content('button-data')],
  ['too many buttons', 400, 'Bad Request: reply markup is too long', content('buttons-too-long')],
  ['a file id that is none', 400, 'Bad Request: invalid file id', content(FILE_HANDLE_REFUSED)],
  [
    'a file id that expired',
    400,
    'Bad Request: wrong remote file identifier specified: Wrong string length',
    content(FILE_HANDLE_REFUSED),
  ],
  [
    'a file id nobody can use',
    400,
    'Bad Request: wrong file identifier/HTTP URL specified',
    content(FILE_HANDLE_REFUSED),
  ],
  ['a picture with odd sides', 400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', content('picture-dimensions')],
  ['a picture that is none', 400, 'Bad Request: IMAGE_PROCESS_FAILED', content('file-type')],
  ['a file over the limit', 413, 'Request Entity Too Large', content('file-too-large')],
  ['a revoked token', 401, 'Unauthorized', { kind: 'stopped', reason: 'token-refused' }],
  ['a token that never was', 404, 'Not Found', { kind: 'stopped', reason: 'token-unknown' }],
  ['a frozen bot', 400, 'Bad Request: FROZEN_METHOD_INVALID', { kind: 'stopped', reason: 'bot-frozen' }],
  [
    'a flood',
    429,
    'Too Many Requests: retry after 7',
    { kind: 'throttled', waitMs: 7_000, scope: 'sender' },
    { parameters: { retry_after: 7 } },
  ],
  [
    'a flood in one group',
    429,
    'Too Many Requests: retry after 40',
    { kind: 'throttled', waitMs: 40_000, scope: 'chat' },
    { parameters: { retry_after: 40 }, chat: GROUP },
  ],
  [
    'a flood that says how long only in words',
    429,
    'Too Many Requests: retry after 3',
    { kind: 'throttled', waitMs: 3_000, scope: 'sender' },
  ],
  [
    'a flood that does not say how long',
    429,
    'Too Many Requests',
    { kind: 'throttled', waitMs: 5_000, scope: 'sender' },
  ],
  ['an internal error', 500, 'Internal Server Error', { kind: 'unknown', reason: 'server-error-500' }],
  ['a bad gateway in JSON', 502, 'Bad Gateway', { kind: 'unknown', reason: 'server-error-502' }],
  [
    'an edit that changes nothing',
    400,
    'Bad Request: message is not modified: specified new message content …',
    { kind: 'sent', messageIds: [] },
  ],
  [
    'a conflict of receivers',
    409,
    'Conflict: terminated by other getUpdates request',
    { kind: 'not-delivered', reason: 'conflict' },
  ],
  [
    'words nobody has listed',
    400,
    'Bad Request: SOMETHING_NEW',
    refused('telegram-400: Bad Request: SOMETHING_NEW', 'keep'),
  ],
  [
    'words nobody has listed, about a person',
    403,
    'Forbidden: something new',
    refused('telegram-403: Forbidden: something new', 'keep'),
  ],
  [
    'the code in the body, not the status of a proxy',
    403,
    'Forbidden: bot was blocked by the user',
    refused('blocked-by-user', 'blocked'),
    { status: 200 },
  ],
];

describe('what Telegram refuses', () => {
  it.each(TABLE)('%s', (_label, code, description, expected, more = {}) => {
    const body = JSON.stringify({
      ok: false,
      error_code: code,
      description,
      ...(more.parameters ? { parameters: more.parameters } : {}),
    });
    expect(classify(answered(more.status ?? code, body), more.chat ?? PERSON)).toEqual(expected);
  });
});

describe('what is not a refusal', () => {
  it('done is sent, with the id of the message', () => {
    expect(classify(answered(200, '{"ok":true,"result":{"message_id":42,"chat":{"id":1}}}'), PERSON)).toEqual({
      kind: 'sent',
      messageIds: ['42'],
    });
  });

  it.each([
    ['a page of a firewall', 200, '<html>blocked by order</html>'],
    ['a gateway without JSON', 502, 'Bad Gateway'],
    ['JSON of somebody else', 403, '{"error":"forbidden"}'],
    ['half an answer', 200, '{"ok":true,"resu'],
    ['nothing', 200, ''],
  ])('%s leaves the outcome unknown', (_label, status, body) => {
    expect(classify(answered(status, body), PERSON)).toEqual({
      kind: 'unknown',
      reason: `answer-not-telegram-${status}`,
    });
  });

  it('a request that was written and not answered is unknown; one that was not written can be tried again', () => {
    expect(classify(readAnswer({ kind: 'silent', reason: 'timeout' }), PERSON)).toEqual({
      kind: 'unknown',
      reason: 'timeout',
    });
    expect(classify(readAnswer({ kind: 'unsent', reason: 'connection-refused' }), PERSON)).toEqual({
      kind: 'not-delivered',
      reason: 'connection-refused',
    });
  });

  it('a token that somebody echoes does not reach the ledger', () => {
    const body = JSON.stringify({
      ok: false,
      error_code: 400,
      description: 'no route /bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage',
    });
    expect(JSON.stringify(classify(answered(400, body), PERSON))).not.toContain('AAHdqT');
  });
});
