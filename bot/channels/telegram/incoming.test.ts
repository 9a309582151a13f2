import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../incoming.js';
import { toIncoming, toStored } from './incoming.js';

describe('an update', () => {
  const frame = { channel: 'telegram', updateId: '1-1', chat: '11' };
  const of = (content: object): Incoming | null =>
    toIncoming({ ...frame, body: { update_id: 1, ...content } }, new Date(0));
  const from = { id: 11, is_bot: false, first_name: 'An', language_code: 'en' };
  const chat = { id: 11, type: 'private' };
  const message = (more: object): object => ({ message: { message_id: 3, date: 60, chat, from, ...more } });

  it.each<[string, object, object | null]>([
    [
      'start',
      message({ text: '/start abc-1' }),
      { kind: 'start', payload: 'abc-1', externalId: '11', language: 'en', at: new Date(60_000) },
    ],
    ['start without payload', message({ text: '/start' }), { kind: 'start', payload: '' }],
    [
      'a command meant for a bot by name',
      message({ text: '/STOP@loa_bot' }),
      { kind: 'command', name: 'stop', text: '' },
    ],
    ['a command with words', message({ text: '/help  tôi với' }), { kind: 'command', name: 'help', text: 'tôi với' }],
    ['text, composed as the house stores it', message({ text: ' Du\u031B\u0300ng ' }), { kind: 'text', text: 'Dừng' }],
    [
      'an edited text',
      { edited_message: { message_id: 3, date: 60, chat, from, text: 'dừng' } },
      { kind: 'text', text: 'dừng' },
    ],
    ['a sticker', message({ sticker: { file_id: 'x' } }), { kind: 'other' }],
    ['a picture with words under it', message({ photo: [], caption: 'dừng' }), { kind: 'text', text: 'dừng' }],
    [
      'a button',
      { callback_query: { id: 'q', from, data: 'help', message: { message_id: 9, chat, date: 1, text: 'Hỏi' } } },
      { kind: 'button', data: 'help', callbackId: 'q', messageId: '9', shown: 'Hỏi' },
    ],
    [
      'a button of a game',
      { callback_query: { id: 'q', from, game_short_name: 'x' } },
      { kind: 'button', data: '', shown: null },
    ],
    [
      'a block',
      { my_chat_member: { chat, from, date: 1, new_chat_member: { status: 'kicked' } } },
      { kind: 'blocked' },
    ],
    [
      'a group that puts us out',
      { my_chat_member: { chat: { id: -5, type: 'supergroup' }, from, date: 1, new_chat_member: { status: 'left' } } },
      { kind: 'removed', externalId: '-5' },
    ],
    [
      'a group that takes us in',
      { my_chat_member: { chat: { id: -5, type: 'group' }, from, date: 1, new_chat_member: { status: 'member' } } },
      null,
    ],
    [
      'a group that has another id',
      { message: { message_id: 1, date: 1, chat: { id: -5, type: 'group' }, migrate_to_chat_id: -1_005 } },
      { kind: 'moved', externalId: '-5', to: '-1005' },
    ],
    [
      'talk in a group',
      { message: { message_id: 1, date: 1, chat: { id: -5, type: 'group' }, from, text: '/stop' } },
      null,
    ],
    ['another bot', message({ from: { id: 5, is_bot: true }, text: 'x' }), null],
    ['a kind nobody handles', { poll: { id: '1' } }, null],
    ['a form nobody knows', { message: 'x' }, null],
  ])('%s is read as what the person did', (_label, content, expected) => {
    if (expected === null) expect(of(content)).toBeNull();
    else expect(of(content)).toMatchObject(expected);
  });
});

describe('an update that is stored', () => {
  it('is known by its bot, so that another token on the same database loses nothing', () => {
    const raw = { update_id: 5, message: { chat: { id: -7, type: 'group' } } };
    expect(toStored('1', raw)).toMatchObject({ channel: 'telegram', updateId: '1-5', chat: '-7' });
    expect(toStored('2', raw)).toMatchObject({ updateId: '2-5' });
  });

  it('in a form nobody knows is stored all the same', () => {
    expect(toStored('1', { update_id: 6, business_message: {} })).toMatchObject({ updateId: '1-6', chat: 'unknown' });
    expect(toStored('1', { no: 'id' })).toBeNull();
  });

  it('holds nothing that PostgreSQL refuses, so that one text cannot hold up all others', () => {
    const stored = toStored('1', {
      update_id: 7,
      message: { chat: { id: 1, type: 'private' }, text: 'a\0b\uD83D c 🌻' },
    });
    expect(stored?.body).toMatchObject({ message: { text: 'a\uFFFDb\uFFFD c 🌻', chat: { id: 1 } } });
  });
});
