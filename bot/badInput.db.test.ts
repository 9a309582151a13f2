import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { joinContact } from '../people/joinContact.js';
import type { SimulatedPerson } from '../simulator/index.js';
import { startTelegramHook, type TelegramHook } from '../test/support/telegramHook.js';
import { SECRET } from '../test/support/world.js';

const LONGEST = 4_096;
const HAM_RONG = '14758';
const FILE = { file_id: 'abc', file_unique_id: 'abc', file_size: 10 };
const ORIGIN = { type: 'hidden_user', date: 1, sender_user_name: 'Bình' };

type Content = Record<string, unknown>;

/** What people send that is no word to us, each as Telegram writes it. */
const MESSAGES: Record<string, Content> = {
  'a sticker': { sticker: { ...FILE, type: 'regular', width: 512, height: 512, emoji: '🙂' } },
  'a voice': { voice: { ...FILE, duration: 3 } },
  'a video note': { video_note: { ...FILE, length: 240, duration: 3 } },
  'an audio': { audio: { ...FILE, duration: 3 } },
  'a video': { video: { ...FILE, width: 1, height: 1, duration: 1 } },
  'a GIF': { animation: { ...FILE, width: 1, height: 1, duration: 1 }, document: { ...FILE } },
  'a picture': { photo: [{ ...FILE, width: 1, height: 1 }] },
  'a picture of no size': { photo: [] },
  'a document': { document: { ...FILE, file_name: 'đơn.docx' } },
  'a location': { location: { latitude: 19.8, longitude: 105.7 } },
  'a live location': { location: { latitude: 19.8, longitude: 105.7, live_period: 60 } },
  'a venue': { venue: { location: { latitude: 1, longitude: 1 }, title: 'Chợ', address: '…' } },
  'a contact card': { contact: { phone_number: '+84900000001', first_name: 'Lan' } },
  'a poll': { poll: { id: '1', question: 'Ăn gì?', options: [{ text: 'Phở', voter_count: 0 }] } },
  'a die': { dice: { emoji: '🎲', value: 4 } },
  'a story': { story: { id: 1, chat: { id: 5, type: 'private' } } },
  'a kind that comes next year': { hologram: { ...FILE } },
  'nothing at all': {},
  'an empty text': { text: '' },
  'blanks, 4,096': { text: ' '.repeat(LONGEST) },
  'line breaks, 4,096': { text: '\n'.repeat(LONGEST) },
  'zero-width signs, 4,096': { text: '\u200b\u200c\u200d\ufeff'.repeat(LONGEST / 4) },
  'right-to-left marks, 4,096': { text: '\u200f\u202e\u2067\u2069'.repeat(LONGEST / 4) },
  'emoji, 4,096': { text: '🙂'.repeat(LONGEST / 2) },
  'marks without letters, 4,096': { text: '\u0301'.repeat(LONGEST) },
  'one letter, 4,096': { text: 'ạ'.repeat(LONGEST) },
  'digits, 4,096': { text: '9'.repeat(LONGEST) },
  'quotation marks, 4,096': { text: '“”"\'`'.repeat(819) },
  'a NUL and half a sign': { text: 'a\u0000b\ud800c' },
  'an address of the web': { text: 'https://example.com/?q=1' },
  'a command that is none': { text: '/khong_co' },
  'a command to another bot': { text: '/khong_co@bot_khac' },
  'a slash': { text: '/' },
  'a start with rubbish behind': { text: `/start ${'%'.repeat(200)}` },
  'a forwarded text': { text: 'Chuyển cho mọi người!!!', forward_origin: ORIGIN },
  'a forwarded sticker': { sticker: { ...FILE }, forward_origin: ORIGIN },
  'code of a page': { text: '<script>alert(1)</script> *_[](){}' },
};

/** What a button may carry that no button of today's does. */
const PRESSES: Record<string, unknown> = {
  'a quiz of last year': 'qz:999999:1:2',
  'a quiz that is no more': 'quiz:da-bo:thang-hanh-dong-06/2025',
  'a pledge of last year': 'pl:y:1:person:thang-hanh-dong-06/2025',
  'a number of a pledge of last year': 'pl:n:4711:4',
  'a pledge put off last year': 'pl:x:4711',
  'a place that is no more': 'c:99999',
  'a join link that was cut': 'j:1147580',
  'an answer that is no more': 'hd:e:khong-con',
  'a page past the end': 'hd:p:999',
  'an official’s button': 'a1:999999:done',
  'staff’s button': 's1:ok:999999',
  'a question of staff': 'q1:a:999999',
  'data of nobody': 'zzz',
  'data of 64 bytes': 'x'.repeat(64),
  'half a sign': '\ud800',
  nothing: '',
  'no data': undefined,
};

/** What says a sentence in that language; names of places are Vietnamese in either. */
const SAYS = {
  vi: /[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i,
  en: /\b(the|you|your|this|is|was|please|not|send|press|type)\b/i,
};

let hook: TelegramHook;
let updates = 100;

beforeAll(async () => {
  hook = await startTelegramHook();
});
afterAll(() => hook.close());
beforeEach(() => {
  hook.failures.length = 0;
});

describe.each(['vi', 'en'] as const)('on Telegram, from somebody whose app speaks "%s",', (language) => {
  let me: SimulatedPerson;
  let seen: number;

  beforeEach(() => {
    me = hook.person(language);
    seen = me.messages.length;
  });

  const answers = (): string[] => {
    const said = me.messages.slice(seen).filter(({ from }) => from?.is_bot === true);
    seen = me.messages.length;
    return said.map(({ text }) => text ?? '');
  };
  const frame = (content: Content): Content => ({
    message_id: ++updates,
    date: Math.floor(Date.now() / 1_000),
    chat: { id: me.id, type: 'private' },
    from: { id: me.id, is_bot: false, first_name: 'An', language_code: language },
    ...content,
  });
  const post = async (update: Content): Promise<string[]> => {
    expect(await hook.post({ update_id: ++updates, ...update })).toBe(200);
    expect(hook.failures).toEqual([]);
    return answers();
  };
  const write = (content: Content) => post({ message: frame(content) });
  const press = (data: unknown, under: Content = { text: 'Bà con muốn …?' }) => {
    const message = { ...frame(under), from: { id: 1, is_bot: true, first_name: 'Loa' } };
    const from = { id: me.id, is_bot: false, first_name: 'An', language_code: language };
    return post({ callback_query: { id: String(++updates), from, message, ...(data === undefined ? {} : { data }) } });
  };
  const isKind = (said: readonly string[]): void => {
    expect(said.length).toBeGreaterThanOrEqual(1);
    for (const one of said) expect(one).toMatch(SAYS[language]);
  };
  const joins = async (): Promise<void> => {
    const joining = { channel: 'telegram', externalId: String(me.id), place: HAM_RONG, groups: [], name: null };
    await joinContact(hook.db, SECRET, { ...joining, locale: language, ownWord: true });
  };

  it.each(Object.entries(MESSAGES))(
    '%s gets one kind answer, also from who receives already',
    async (_what, content) => {
      const strange = await write(content);
      isKind(strange);
      expect(strange).toHaveLength(1);
      await joins();
      const known = await write(content);
      isKind(known);
      expect(known).toHaveLength(1);
    },
  );

  it.each(Object.entries(PRESSES))('a press on a button with %s is answered', async (_what, data) => {
    isKind(await press(data));
    await joins();
    isKind(await press(data));
  });

  it('a press is answered under a message that Telegram does not show any more, and without one', async () => {
    await joins();
    isKind(await press('quiz', { date: 0 }));
    const from = { id: me.id, is_bot: false, first_name: 'An', language_code: language };
    isKind(await post({ callback_query: { id: 'x', from, data: 'zzz', inline_message_id: '1' } }));
  });

  it('a message that is changed afterwards is answered as it reads now', async () => {
    isKind(await post({ edited_message: frame({ text: 'xin chào', edit_date: 1 }) }));
    isKind(await post({ edited_message: frame({ caption: '   ', photo: [], edit_date: 1 }) }));
  });

  it('an album of five gets one answer', async () => {
    await joins();
    const said: string[] = [];
    for (let n = 0; n < 5; n += 1)
      said.push(...(await write({ media_group_id: `album${me.id}`, photo: [{ ...FILE, width: 1, height: 1 }] })));
    isKind(said);
    expect(said).toHaveLength(1);
  });

  it.each([
    ['an inline query', { inline_query: { id: '1', query: 'ma túy', offset: '' } }],
    ['the choice of an inline result', { chosen_inline_result: { result_id: '1', query: '' } }],
    ['a poll’s state', { poll: { id: '1', question: '?', options: [] } }],
    ['a vote', { poll_answer: { poll_id: '1', option_ids: [0] } }],
    ['a reaction', { message_reaction: { message_id: 1 } }],
    ['a post of a channel', { channel_post: { message_id: 1, chat: { id: -5, type: 'channel' }, text: 'dừng' } }],
    ['an update of next year', { hologram_call: { from: 1 } }],
    ['an empty update', {}],
    ['a message without a chat', { message: { message_id: 1, text: 'a' } }],
  ])('%s, which is nobody’s word to us, is met with silence', async (_what, update) => {
    expect(await post(update)).toEqual([]);
  });

  it('what is said in a group, or by another bot, is met with silence', async () => {
    const group = { chat: { id: -me.id, type: 'supergroup', title: 'Tổ dân phố' } };
    for (const text of ['dừng', '/help', 'ma túy đá là gì', '/start'])
      expect(await write({ text, ...group })).toEqual([]);
    expect(await write({ sticker: FILE, ...group })).toEqual([]);
    expect(await press('quiz', group)).toEqual([]);
    expect(await write({ text: 'xin chào', from: { id: 2, is_bot: true, first_name: 'Máy' } })).toEqual([]);
  });

  const FORMS: Record<string, () => Promise<string[]>> = {
    'a question to staff': () => press('hd:s'),
    'a quiz': () => write({ text: 'quiz' }).then(() => press('quiz:hoc-sinh')),
    'a pledge': () => press('pledge:family').then(() => press(`pl:y:${1}:family:`)),
    'a danger': () =>
      write({ text: language === 'vi' ? 'cứu với, bạn em bất tỉnh' : 'help, my friend is unconscious' }),
  };
  it.each(Object.entries(FORMS))(
    'in the middle of %s every command and every odd thing is answered',
    async (_form, open) => {
      await joins();
      for (const text of ['/help', '/quiz', '/pledge', '/mydata', '/start', '/abc', '🙂', ' ', '9'.repeat(LONGEST)]) {
        isKind(await open());
        isKind(await write({ text }));
      }
      isKind(await open());
      isKind(await write({ sticker: FILE }));
      isKind(await open());
      const stopped = await write({ text: '/stop' });
      isKind(stopped);
      const { rows } = await hook.db.pool.query('select state from address where external_id = $1', [String(me.id)]);
      expect(rows).toEqual([{ state: 'opted_out' }]);
    },
  );

  it('a button pressed twice does what it does once, and says so twice at most', async () => {
    await joins();
    await press('pledge:person');
    isKind(await press('pl:y:1:person:'));
    isKind(await press('pl:y:1:person:'));
    const { rows } = await hook.db.pool.query(
      'select count(*)::int as n from pledge p join address a using (contact_id) where a.external_id = $1',
      [String(me.id)],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
});

it('a body that is no update is refused and breaks nothing', async () => {
  for (const body of [null, 1, 'x', [], { message: {} }]) expect(await hook.post(body)).toBe(400);
  expect(hook.failures).toEqual([]);
});
