/**
 * A call that Telegram would refuse. The texts are Telegram's own, word for word (capitals after the colon included),
 * because programs tell refusals apart by them; telegram.md and the Bot API server's public source say which.
 */
export class Refusal extends Error {
  readonly code: number;
  readonly description: string;
  readonly parameters: RefusalParameters | undefined;
  constructor(code: number, description: string, parameters?: RefusalParameters) {
    super(`${code}: ${description}`);
    this.name = 'Refusal';
    this.code = code;
    this.description = description;
    this.parameters = parameters;
  }
}

export interface RefusalParameters {
  retry_after?: number;
  migrate_to_chat_id?: number;
}

export function badRequest(what: string): Refusal {
  return new Refusal(400, `Bad Request: ${what}`);
}

export function tooManyRequests(retryAfterSeconds: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${retryAfterSeconds}`, { retry_after: retryAfterSeconds });
}

/** The group `from` became a supergroup; what is meant for it goes to `toChatId` from now on. */
export function migrated(toChatId: number): Refusal {
  return new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: toChatId,
  });
}

/** Every kind of 403 that a broadcaster meets. */
export const FORBIDDEN = {
  blocked: 'Forbidden: bot was blocked by the user',
  deactivated: 'Forbidden: user is deactivated',
  'never-started': "Forbidden: bot can't initiate conversation with a user",
  'is-a-bot': "Forbidden: bot can't send messages to bots",
  'kicked-from-group': 'Forbidden: bot was kicked from the group chat',
  'kicked-from-supergroup': 'Forbidden: bot was kicked from the supergroup chat',
  'kicked-from-channel': 'Forbidden: bot was kicked from the channel chat',
  'not-a-member-of-group': 'Forbidden: bot is not a member of the group chat',
  'not-a-member-of-supergroup': 'Forbidden: bot is not a member of the supergroup chat',
  'not-a-member-of-channel': 'Forbidden: bot is not a member of the channel chat',
  'group-deleted': 'Forbidden: the group chat was deleted',
} as const;
export type ForbiddenWhy = keyof typeof FORBIDDEN;

export function forbidden(why: ForbiddenWhy): Refusal {
  return new Refusal(403, FORBIDDEN[why]);
}

/** Every kind of 400 that a broadcaster must tell apart; those after `chat-write-forbidden` are faults of the content. */
export const BAD_REQUEST = {
  'chat-not-found': 'Bad Request: chat not found',
  'private-chat-not-found': 'Bad Request: private chat not found',
  'peer-id-invalid': 'Bad Request: PEER_ID_INVALID',
  'user-not-found': 'Bad Request: user not found',
  'group-deactivated': 'Bad Request: group is deactivated',
  'no-rights': 'Bad Request: not enough rights to send text messages to the chat',
  'chat-write-forbidden': 'Bad Request: CHAT_WRITE_FORBIDDEN',
  'message-too-long': 'Bad Request: message is too long',
  'caption-too-long': 'Bad Request: message caption is too long',
  'message-empty': 'Bad Request: message text is empty',
  'cannot-parse-entities': "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 0",
  'entities-too-long': 'Bad Request: entities too long',
  'button-url-invalid': 'Bad Request: BUTTON_URL_INVALID',
  'button-data-invalid': 'Bad Request: BUTTON_DATA_INVALID',
  'reply-markup-too-long': 'Bad Request: reply markup is too long',
  'wrong-file-id': 'Bad Request: wrong file identifier/HTTP URL specified',
  'message-not-modified':
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
} as const;
export type BadRequestWhy = keyof typeof BAD_REQUEST;

export function refusedFor(why: BadRequestWhy): Refusal {
  return new Refusal(400, BAD_REQUEST[why]);
}
