import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signWebhook } from 'zalo-api-ts';
import { joinContact } from '../../../people/joinContact.js';
import type { SimulatedZaloUser } from '../../../simulator/index.js';
import { SECRET } from '../../../test/support/world.js';
import { startZaloWorld, type ZaloWorld } from '../../../test/support/zaloWorld.js';

const LONGEST = 2_000;
const HAM_RONG = '14758';
type Content = Record<string, unknown>;

const attached = (type: string, payload: Content): Content => ({ attachments: [{ type, payload }] });
const said = (text: string): [string, Content] => ['user_send_text', { text }];
const AT = 'https://simulator.invalid/';

/** What people send that is no word to us, as Zalo's events tell it. */
const MESSAGES: Record<string, readonly [event: string, message: Content]> = {
  'a sticker': ['user_send_sticker', attached('sticker', { id: '1', url: `${AT}s` })],
  'a GIF': ['user_send_gif', attached('gif', { url: `${AT}g`, thumbnail: `${AT}t` })],
  'a voice': ['user_send_audio', attached('audio', { url: `${AT}a` })],
  'a video': ['user_send_video', attached('video', { url: `${AT}v`, thumbnail: `${AT}t` })],
  'a picture': ['user_send_image', attached('image', { url: `${AT}i`, thumbnail: `${AT}t` })],
  'an album of pictures': [
    'user_send_image',
    { attachments: [1, 2, 3, 4, 5].map((n) => ({ type: 'image', payload: { url: `${AT}${n}`, thumbnail: AT } })) },
  ],
  'a file': [
    'user_send_file',
    attached('file', { url: `${AT}f`, name: 'đơn.docx', size: '10', type: 'docx', checksum: '0' }),
  ],
  'a location': ['user_send_location', attached('location', { coordinates: { latitude: '19.8', longitude: '105.7' } })],
  'a link': ['user_send_link', attached('link', { url: `${AT}l`, thumbnail: AT, description: 'Chuyển cho mọi người' })],
  'a contact card': [
    'user_send_business_card',
    { ...attached('link', { url: AT, thumbnail: AT, description: '{"phone":"84900000001"}' }) },
  ],
  'an attachment of next year': ['user_send_image', attached('hologram', { url: AT })],
  'nothing at all': ['user_send_text', {}],
  'an empty text': said(''),
  blanks: said(' '.repeat(LONGEST)),
  'zero-width signs': said('\u200b\u200c\u200d\ufeff'.repeat(LONGEST / 4)),
  'right-to-left marks': said('\u200f\u202e\u2067\u2069'.repeat(LONGEST / 4)),
  emoji: said('🙂'.repeat(LONGEST / 2)),
  'marks without letters': said('\u0301'.repeat(LONGEST)),
  digits: said('9'.repeat(LONGEST)),
  'a NUL and half a sign': said('a\u0000b\ud800c'),
  'an address of the web': said(`${AT}?q=1`),
  'a command of another app': said('/khong_co'),
  'the sign of a button that nobody made': said('#qz:1:2:3.abc.defghijklmnopq'),
  'a sign cut off': said('#'),
  'a code of a poster with a slip': said('LOA 14758-22'),
};

const SAYS = {
  vi: /[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i,
  en: /\b(the|you|your|this|is|was|please|not|send|press|type)\b/i,
};

let world: ZaloWorld;
let events = 0;

beforeAll(async () => {
  world = await startZaloWorld({
    simulator: { webhook: { muted: ['oa_send_text'] } },
    replyLimit: { take: () => true },
  });
});
afterAll(() => world.close());

async function post(event: Content): Promise<number> {
  const timestamp = String(Date.now());
  const bytes = Buffer.from(JSON.stringify({ app_id: world.zalo.appId, timestamp, ...event }));
  const mac = signWebhook(bytes, { appId: world.zalo.appId, timestamp, secretKey: world.zalo.oaSecretKey });
  const headers = { 'content-type': 'application/json', 'x-zevent-signature': mac };
  return (await fetch(world.url, { method: 'POST', headers, body: new Uint8Array(bytes) })).status;
}

describe.each(['vi', 'en'] as const)('on Zalo, from somebody who reads "%s",', (language) => {
  let me: SimulatedZaloUser;

  beforeEach(async () => {
    world.failures.length = 0;
    me = world.newcomer();
    // Zalo lets an account answer whoever has done something; nobody waits for the answer to this.
    const before = world.handled.length;
    me.chatNow();
    await world.handledBy(before + 1);
    const joining = { channel: 'zalo', externalId: me.id, place: HAM_RONG, groups: [], name: null, ownWord: true };
    await joinContact(world.db, SECRET, { ...joining, locale: language });
  });

  const answered = async (act: () => unknown): Promise<string[]> => {
    // A phone keeps only the latest messages, so they are told apart by their ids.
    const [before, seen] = [world.handled.length, new Set(me.messages.map(({ id }) => id))];
    await act();
    await world.handledBy(before + 1);
    expect(world.failures).toEqual([]);
    return me.messages.filter(({ id, from }) => from === 'oa' && !seen.has(id)).map(({ text }) => text);
  };
  const send = (event: string, message: Content) =>
    answered(async () => {
      const about = { event_name: event, sender: { id: me.id }, recipient: { id: world.zalo.oaId } };
      expect(await post({ ...about, message: { msg_id: `bad${++events}`, ...message } })).toBe(200);
    });
  const isKind = (words: readonly string[]): void => {
    expect(words.length).toBeGreaterThanOrEqual(1);
    for (const one of words) expect(one).toMatch(SAYS[language]);
  };

  it.each(Object.entries(MESSAGES))('%s gets one kind answer', async (_what, [event, message]) => {
    const words = await send(event, message);
    isKind(words);
    expect(words).toHaveLength(1);
  });

  it.each(['qz:999999:1:2', 'pl:n:4711:4', 'hd:e:khong-con', 'j:1147580', 'a1:999999:done', 's1:ok:999999', 'zzz'])(
    'a button that carries "%s" is answered',
    async (data) => {
      const text = 'Tin của năm trước';
      await world.reply(me.id, { body: { text, marks: [] }, media: null, buttons: [[{ label: 'Bấm', data }]] });
      const under = me.messages.findLast((message) => message.text === text)?.id ?? '';
      isKind(await answered(() => me.press(under, 'Bấm')));
      isKind(await answered(() => me.press(under, 'Bấm')));
    },
  );

  it('pictures one after the other get one answer, a voice and a sticker behind them theirs', async () => {
    const said = [await answered(() => me.sendImage()), await answered(() => me.sendImage())];
    isKind(said.flat());
    expect(said.flat()).toHaveLength(1);
    isKind(await answered(() => me.sendAudio()));
    isKind(await answered(() => me.sendSticker()));
  });

  const FORMS: Record<string, readonly string[]> = {
    'a quiz': ['câu đố học sinh'],
    'a pledge': ['cam kết', 'Gia đình|Family|Families', 'cam kết|pledge'],
    'a danger': ['cứu với, bạn em bất tỉnh'],
  };
  it.each(Object.entries(FORMS))(
    'in the middle of %s every word and every odd thing is answered',
    async (_form, [first = '', ...labels]) => {
      const open = async (): Promise<void> => {
        await answered(() => me.say(first));
        for (const label of labels) {
          const shown = me.messages.findLast(({ from }) => from === 'oa');
          const at = (shown?.buttons ?? []).findIndex(({ title }) => new RegExp(label, 'i').test(title));
          isKind(await answered(() => me.press(shown?.id ?? '', at)));
        }
      };
      for (const text of ['trợ giúp', 'câu đố', 'cam kết', 'dữ liệu của tôi', '/abc', '🙂', ' ', '9'.repeat(LONGEST)]) {
        await open();
        isKind(await answered(() => me.say(text)));
      }
      await open();
      isKind(await answered(() => me.sendSticker()));
      isKind(await answered(() => me.say('dừng')));
      expect(await world.address(me.id)).toMatchObject({ state: 'opted_out' });
    },
  );
});

it.each([
  ['a reaction', { event_name: 'user_reacted_message', message: { msg_id: '1', react_icon: '/-heart' } }],
  ['word that it was read', { event_name: 'user_seen_message', message: { msg_ids: ['1'] } }],
  ['a message in a group', { event_name: 'user_send_group_text', message: { msg_id: '1', text: 'dừng' } }],
  [
    'a visitor without an account',
    { event_name: 'anonymous_send_text', message: { msg_id: '1', text: 'a', conversation_id: 'c' } },
  ],
  ['what somebody shares of themself', { event_name: 'user_submit_info', info: { phone: '84900000001' } }],
  ['a call', { event_name: 'user_call_oa', call_id: '1' }],
  ['an event of next year', { event_name: 'hologram' }],
])('%s, which is nobody’s word to us, is taken and met with silence', async (_what, event) => {
  const me = world.newcomer();
  const [handled, ignored] = [world.handled.length, world.counts.ignored];
  expect(
    await post({ sender: { id: me.id }, recipient: { id: world.zalo.oaId }, oa_id: world.zalo.oaId, ...event }),
  ).toBe(200);
  expect(world.counts.ignored).toBe(ignored + 1);
  expect(world.handled.length).toBe(handled);
  expect(me.messages).toEqual([]);
});
