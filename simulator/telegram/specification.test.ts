import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Bot, InlineKeyboard, InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../base/root.js';
import { startTelegramSimulator } from '../index.js';
import { methods } from './methods/index.js';
import { checkCall, readSpecification, type Specification } from './specification.js';

const small: Specification = {
  version: 'test',
  methods: {
    sendIt: {
      fields: [
        { name: 'chat_id', types: ['Integer', 'String'], required: true },
        { name: 'rows', types: ['Array of Array of Button'], required: false },
        { name: 'media', types: ['Media'], required: false },
        { name: 'quiet', types: ['Boolean'], required: false },
      ],
    },
  },
  types: {
    Button: [{ name: 'text', types: ['String'], required: true }],
    Media: [],
    MediaPhoto: [{ name: 'photo', types: ['String'], required: true }],
    MediaVideo: [
      { name: 'video', types: ['String'], required: true },
      { name: 'width', types: ['Integer'], required: false },
    ],
  },
};

describe('checkCall', () => {
  it('finds nothing wrong with a right call, in JSON or as a form', () => {
    expect(checkCall(small, 'sendIt', { chat_id: 1, rows: [[{ text: 'a' }]], quiet: true })).toEqual([]);
    expect(checkCall(small, 'sendIt', { chat_id: '@a', rows: '[[{"text":"a"}]]', quiet: 'true' })).toEqual([]);
    expect(checkCall(small, 'sendIt', { chat_id: 1, media: { video: 'x', width: 3 } })).toEqual([]);
  });

  it('names the place of every fault', () => {
    expect(checkCall(small, 'sendThat', {})).toEqual(['sendThat: no such method']);
    expect(checkCall(small, 'sendIt', { rows: [[{ label: 'a' }]], quiet: 'maybe', loud: 1 })).toEqual([
      'sendIt.chat_id: required, but missing',
      'sendIt.rows[0][0].text: required, but missing',
      'sendIt.rows[0][0].label: no such field',
      'sendIt.quiet: expected Boolean',
      'sendIt.loud: no such field',
    ]);
    expect(checkCall(small, 'sendIt', { chat_id: 1, media: { video: 'x', width: 'wide' } })).toEqual([
      'sendIt.media.width: expected Integer',
    ]);
  });
});

const file = join(projectRoot, '..', 'shared', 'data', 'telegram-bot-api.json');
const why = existsSync(file) ? '' : ` (left out: ${file} is not there)`;

describe.runIf(existsSync(file))(`the simulator against the published Bot API${why}`, () => {
  it('imitates only methods that exist', () => {
    const { methods: published } = readSpecification(file);
    expect([...methods.values()].map(({ name }) => name).filter((name) => published[name] === undefined)).toEqual([]);
  });

  it('logs the calls of a real bot so that they can be checked, uploads and albums included', async () => {
    const specification = readSpecification(file);
    const simulator = await startTelegramSimulator({ acceptUnknownChats: true });
    try {
      const { api } = new Bot(simulator.token, { client: { apiRoot: simulator.apiRoot } });
      const paper = () => new InputFile(Buffer.from('%PDF'), 'kế hoạch số 1.pdf');
      await api.setMyCommands([{ command: 'stop', description: 'x' }], { scope: { type: 'all_private_chats' } });
      await api.sendMessage(1, 'a', { reply_markup: new InlineKeyboard().text('b', 'c'), entities: [] });
      await api.sendDocument(1, paper(), { caption: 'd' });
      await api.sendMediaGroup(1, [InputMediaBuilder.document(paper()), InputMediaBuilder.document(paper())]);
      const calls = simulator.calls();
      expect(calls.map(({ method }) => method)).toEqual([
        'setMyCommands',
        'sendMessage',
        'sendDocument',
        'sendMediaGroup',
      ]);
      for (const call of calls) expect(checkCall(specification, call.method, call.params)).toEqual([]);
    } finally {
      await simulator.close();
    }
  });
});
