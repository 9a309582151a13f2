import { pino } from 'pino';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTelegramSimulator, type TelegramSimulator } from '../index.js';

let simulator: TelegramSimulator;
const logged: string[] = [];

beforeAll(async () => {
  simulator = await startTelegramSimulator({
    log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
    people: [
      { id: 1, firstName: 'An' },
      { id: 2, firstName: 'Chưa bấm Bắt đầu', started: false },
    ],
    bots: [
      { id: 70, username: 'first_bot' },
      { id: 71, username: 'second_bot' },
    ],
  });
});
afterAll(() => simulator.close());

async function call(method: string, params: unknown, token = simulator.token) {
  const response = await request(`${simulator.apiRoot}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return (await response.body.json()) as { ok: boolean; error_code?: number; description?: string; result?: never };
}

const button = (fields: object) => ({ reply_markup: { inline_keyboard: [[{ text: 'Xem', ...fields }]] } });
const bold = (offset: number, length: number) => ({ entities: [{ type: 'bold', offset, length }] });

/** What is sent beside chat 1, and what Telegram says to it after "Bad Request: ". */
const REFUSED: [string, string, Record<string, unknown>, string][] = [
  ['an unknown chat', 'sendMessage', { chat_id: 404, text: 'a' }, 'chat not found'],
  ['no chat', 'sendMessage', { chat_id: '', text: 'a' }, 'chat_id is empty'],
  ['no text', 'sendMessage', {}, 'message text is empty'],
  ['white space for text', 'sendMessage', { text: ' \n ' }, 'message text is empty'],
  ['4097 characters', 'sendMessage', { text: 'ồ'.repeat(4097) }, 'message is too long'],
  ['2049 emoji, which are 4098 units', 'sendMessage', { text: '🎺'.repeat(2049) }, 'message is too long'],
  ['an unknown parse mode', 'sendMessage', { text: 'a', parse_mode: 'BBCode' }, 'unsupported parse_mode'],
  [
    'HTML that stays open',
    'sendMessage',
    { text: 'Bà <b>con', parse_mode: 'HTML' },
    'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
  ],
  [
    'a tag Telegram does not know',
    'sendMessage',
    { text: 'Bà<br>con', parse_mode: 'HTML' },
    'can\'t parse entities: Unsupported start tag "br" at byte offset 3',
  ],
  [
    'crossed tags',
    'sendMessage',
    { text: '<b><i>a</b></i>', parse_mode: 'HTML' },
    'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
  ],
  [
    'MarkdownV2 with a bare full stop',
    'sendMessage',
    { text: 'Hết.', parse_mode: 'MarkdownV2' },
    "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
  ],
  [
    'MarkdownV2 that stays open',
    'sendMessage',
    { text: 'à *b', parse_mode: 'MarkdownV2' },
    "can't parse entities: Can't find end of Bold entity at byte offset 3",
  ],
  [
    'an entity past the end',
    'sendMessage',
    { text: 'abc', ...bold(1, 3) },
    'entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4',
  ],
  [
    'an entity after the end',
    'sendMessage',
    { text: 'abc', ...bold(3, 1) },
    'entity begins after the end of the text at UTF-16 offset 3',
  ],
  [
    'an entity inside an emoji',
    'sendMessage',
    { text: '🎺a', ...bold(1, 1) },
    'entity begins in a middle of a UTF-16 symbol at byte offset 3',
  ],
  [
    'callback data of 65 bytes',
    'sendMessage',
    { text: 'a', ...button({ callback_data: 'ồ'.repeat(22) }) },
    'BUTTON_DATA_INVALID',
  ],
  [
    'a button without an action',
    'sendMessage',
    { text: 'a', ...button({}) },
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    'a button that leads to no web address',
    'sendMessage',
    { text: 'a', ...button({ url: 'http://localhost' }) },
    "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
  ],
  [
    'a markup that is no JSON',
    'sendMessage',
    { text: 'a', reply_markup: '{' },
    "can't parse reply keyboard markup JSON object",
  ],
  ['an unknown file', 'sendPhoto', { photo: 'AgACAgIAAxkBAAI' }, 'wrong file identifier/HTTP URL specified'],
  [
    'a file on the web, which we never fetch',
    'sendPhoto',
    { photo: 'https://example.vn/a.png' },
    'failed to get HTTP URL content',
  ],
  ['no file', 'sendDocument', {}, 'there is no document in the request'],
  [
    'an album of one',
    'sendMediaGroup',
    { media: [{ type: 'photo', media: 'x' }] },
    'there must be from 2 to 10 messages in an album',
  ],
  [
    'a reply to nothing',
    'sendMessage',
    { text: 'a', reply_parameters: { message_id: 999 } },
    'message to be replied not found',
  ],
  ['an edit of nothing', 'editMessageText', { message_id: 999, text: 'a' }, 'message to edit not found'],
  ['a copy of nothing', 'copyMessage', { from_chat_id: 1, message_id: 999 }, 'message to copy not found'],
  [
    'an answer to no query',
    'answerCallbackQuery',
    { callback_query_id: '1' },
    'query is too old and response timeout expired or query ID is invalid',
  ],
  ['an unknown chat action', 'sendChatAction', { action: 'singing' }, 'wrong parameter action in request'],
  [
    'a command in capitals',
    'setMyCommands',
    { commands: [{ command: 'Stop', description: 'x' }] },
    'BOT_COMMAND_INVALID',
  ],
  [
    'a webhook elsewhere',
    'setWebhook',
    { url: 'https://example.vn/hook' },
    'bad webhook: the simulator calls loopback addresses only',
  ],
];

describe('what Telegram refuses, the simulator refuses in the same words', () => {
  it.each(REFUSED)('%s', async (_label, method, params, description) => {
    const answer = await call(method, { chat_id: 1, ...params });
    expect(answer).toMatchObject({ ok: false, error_code: 400, description: `Bad Request: ${description}` });
  });

  it('leaves no trace of what it refused', () => {
    expect(simulator.deliveredTo(1)).toBe(0);
    expect(simulator.person(1).messages).toEqual([]);
  });

  it('takes what stands exactly at the limits', async () => {
    expect(await call('sendMessage', { chat_id: 1, text: 'ồ'.repeat(4096) })).toMatchObject({ ok: true });
    const data = 'a'.repeat(64);
    expect(await call('sendMessage', { chat_id: 1, text: 'a', ...button({ callback_data: data }) })).toMatchObject({
      ok: true,
    });
  });

  it('does not let a bot write first to somebody who never pressed Start, until they do', async () => {
    expect(await call('sendMessage', { chat_id: 2, text: 'a' })).toMatchObject({
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    simulator.person(2).start();
    expect(await call('sendMessage', { chat_id: 2, text: 'a' })).toMatchObject({ ok: true });
  });

  it('knows no method that Telegram has not', async () => {
    expect(await call('sendPigeon', {})).toEqual({
      ok: false,
      error_code: 404,
      description: 'Not Found: method not found',
    });
  });

  it('refuses a file_id of another bot, and one of another kind', async () => {
    const sent = simulator.person(1).sendDocument({ bytes: Buffer.from('x') });
    const fileId = sent.document?.file_id ?? '';
    expect(await call('sendDocument', { chat_id: 1, document: fileId })).toMatchObject({ ok: true });
    expect(await call('sendPhoto', { chat_id: 1, photo: fileId })).toMatchObject({
      description: "Bad Request: can't use file of type Document as Photo",
    });
    expect(await call('sendDocument', { chat_id: 1, document: fileId }, '71:SIMULATOR-loa')).toMatchObject({
      description: 'Bad Request: wrong file identifier/HTTP URL specified',
    });
  });
});

describe('parameters may come in any way Telegram takes them', () => {
  it('in the address, and as a form with JSON inside', async () => {
    const root = `${simulator.apiRoot}/bot${simulator.token}`;
    const byQuery = await request(
      `${root}/sendMessage?chat_id=1&text=${encodeURIComponent('chào <b>bà con</b>')}&parse_mode=html`,
    );
    expect(await byQuery.body.json()).toMatchObject({
      result: { text: 'chào bà con', entities: [{ type: 'bold', offset: 5, length: 6 }] },
    });
    const byForm = await request(`${root}/SENDMESSAGE`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        chat_id: '1',
        text: 'x',
        ...{ reply_markup: JSON.stringify(button({ callback_data: 'd' }).reply_markup) },
      }).toString(),
    });
    expect(await byForm.body.json()).toMatchObject({
      result: { reply_markup: { inline_keyboard: [[{ callback_data: 'd' }]] } },
    });
  });

  it('as multipart with quoted names, as browsers and curl write it', async () => {
    const form = new FormData();
    form.set('chat_id', '1');
    form.set('caption', 'Kế hoạch');
    form.set('document', new Blob(['nội dung']), 'kế hoạch.txt');
    const response = await fetch(`${simulator.apiRoot}/bot${simulator.token}/sendDocument`, {
      method: 'POST',
      body: form,
    });
    expect(await response.json()).toMatchObject({
      result: { caption: 'Kế hoạch', document: { file_name: 'kế hoạch.txt' } },
    });
  });

  it('but a body that is no JSON is refused', async () => {
    const response = await request(`${simulator.apiRoot}/bot${simulator.token}/getMe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(response.statusCode).toBe(400);
    await response.body.dump();
  });
});

describe('the simulator cannot be taken for Telegram', () => {
  it('refuses a token that looks real, and one it does not know', async () => {
    const realLooking = `123456789:AA${'x'.repeat(33)}`;
    expect(await call('getMe', {}, realLooking)).toMatchObject({ error_code: 401 });
    expect(logged.join()).toContain('LOOKS REAL');
    expect(logged.join()).not.toContain('x'.repeat(33));
    expect(await call('getMe', {}, '7:SIMULATOR-unknown')).toEqual({
      ok: false,
      error_code: 401,
      description: 'Unauthorized',
    });
  });

  it('makes no bot with a token of Telegram’s form', () => {
    expect(() => simulator.addBot({ id: 123456789, username: 'x', token: `123456789:AA${'x'.repeat(33)}` })).toThrow(
      'SIMULATOR',
    );
  });

  it('answers on loopback names only', async () => {
    const response = await request(simulator.apiRoot, { headers: { host: 'api.telegram.org' } });
    expect(response.statusCode).toBe(421);
    await response.body.dump();
  });

  it('takes no command from a page of another origin', async () => {
    const response = await request(`${simulator.apiRoot}/control/counts`, {
      headers: { origin: 'https://example.vn' },
    });
    expect(response.statusCode).toBe(403);
    await response.body.dump();
  });
});
