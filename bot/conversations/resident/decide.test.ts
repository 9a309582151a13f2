import { describe, expect, it } from 'vitest';
import { bundledPlaceFinder } from '../../../people/findPlace.js';
import type { Incoming } from '../../incoming.js';
import { encodeJoinPayload } from '../../joinPayload.js';
import { decide, type Turn } from './decide.js';
import type { Person } from './person.js';

const places = bundledPlaceFinder();
const found = places.find('phường Hàm Rồng, Thanh Hóa');
if (found.kind !== 'one') throw new Error('The tests need Phường Hàm Rồng');
const HAM_RONG = found.place.code;

const frame = {
  channel: 'telegram',
  updateId: '1-1',
  externalId: '11',
  at: new Date('2026-06-01T02:00:00Z'),
  language: 'vi',
};
const active: Person = {
  contactId: 1,
  place: HAM_RONG,
  groups: ['hoc-sinh'],
  locale: 'vi',
  state: 'active',
  stateReason: null,
};
const optedOut: Person = { ...active, state: 'opted_out' };

const text = (typed: string): Incoming => ({ ...frame, kind: 'text', text: typed });
const start = (payload: string): Incoming => ({ ...frame, kind: 'start', payload });
const press = (data: string, shown: string | null = null): Incoming => ({
  ...frame,
  kind: 'button',
  data,
  callbackId: 'q',
  messageId: '1',
  shown,
});
const command = (name: string): Incoming => ({ ...frame, kind: 'command', name, text: '' });
const turn = (incoming: Incoming, person: Person | null = active): Turn => decide(incoming, person, places);

const said = (t: Turn): string => t.replies.map((reply) => reply.body.text).join('\n');
const buttons = (t: Turn): string[] =>
  t.replies.flatMap((reply) => reply.buttons.flat().map((button) => ('data' in button ? button.data : button.url)));
const everyone: [string, Person | null][] = [
  ['new', null],
  ['active', active],
  ['opted out', optedOut],
  ['blocked', { ...active, state: 'blocked' }],
];

describe('stopping', () => {
  it.each([text('Dừng'), text('dung'), text('thôi'), text('huỷ'), text('STOP!'), command('stop'), press('stop')])(
    'is effective at once in every form, confirmed once, without a plea ($kind)',
    (incoming) => {
      for (const [, person] of everyone) {
        const { effects, replies } = turn(incoming, person);
        expect(effects.at(-1)).toEqual({ do: 'opt-out' });
        expect(replies).toHaveLength(1);
        expect(replies[0]?.buttons).toEqual([]);
      }
    },
  );

  it('is not what somebody means who says that something is right', () => {
    expect(turn(text('Đúng')).effects).toEqual([]);
  });
});

describe('joining', () => {
  const payload = encodeJoinPayload({ place: HAM_RONG, groups: ['phu-huynh'] });

  it('by a link shows the words that are agreed to, and joins nobody yet', () => {
    const t = turn(start(payload), null);
    expect(t.effects).toEqual([]);
    expect(said(t)).toContain('phường Hàm Rồng, Thanh Hóa');
    expect(said(t)).toContain('nhóm phụ huynh');
    expect(buttons(t)).toEqual([`j:${payload}`, 'no']);
  });

  it('takes the button under those words, and keeps the words that stood there', () => {
    const t = turn(press(`j:${payload}`, 'Bà con có đồng ý …'), null);
    expect(t.effects).toEqual([
      {
        do: 'join',
        place: HAM_RONG,
        groups: ['phu-huynh'],
        locale: 'vi',
        wording: 'Bà con có đồng ý …',
        how: 'button',
        minor: null,
        offers: 'language',
      },
    ]);
    expect(said(t)).toContain('/stop');
  });

  it('keeps our own words where the app does not tell what stood there', () => {
    const effect = turn(press(`j:${payload}`), null).effects[0];
    expect(effect).toMatchObject({ wording: expect.stringContaining('phường Hàm Rồng, Thanh Hóa') });
  });

  it('after a refusal of the words stores nothing', () => {
    expect(turn(press('no'), null).effects).toEqual([]);
  });

  it('again with the same link says that it is so already', () => {
    const same = encodeJoinPayload({ place: HAM_RONG, groups: ['cong-nhan'] });
    expect(buttons(turn(start(same), { ...active, groups: ['cong-nhan'] }))).toEqual(['place', 'help', 'stop']);
    expect(buttons(turn(start(same), optedOut))).toContain(`j:${same}`);
  });

  it('without a payload asks for the place by name; who stopped before is asked for the place they had', () => {
    expect(said(turn(start(''), null))).toContain('gõ tên xã, phường');
    expect(buttons(turn(start(''), optedOut))).toEqual([
      `j:${encodeJoinPayload({ place: HAM_RONG, groups: [] })}`,
      'no',
    ]);
    expect(said(turn(start(''), active))).toContain('đang nhận tin');
  });

  it('with a link that is broken or from another time is answered kindly and asks for the place', () => {
    for (const bad of [payload.slice(0, -1), 'zzzz', encodeJoinPayload({ place: '99999', groups: [] })]) {
      const t = turn(start(bad), null);
      expect(t.effects).toEqual([]);
      expect(said(t)).toContain('Đường dẫn này không còn dùng được');
      expect(said(t)).toContain('gõ tên xã, phường');
    }
  });

  it.each(['phường Hàm Rồng, Thanh Hóa', 'ham rong, thanh hoa', 'Thanh Hóa'])(
    'by a typed name (%s) leads to the words',
    (typed) => {
      expect(buttons(turn(text(typed), null))[0]).toMatch(/^j:1/);
      expect(buttons(turn(start(typed), null))[0]).toMatch(/^j:1/);
    },
  );

  it('by a name that several places bear offers them, or asks for the province when they are many', () => {
    const several = turn(text('Bình Minh'), null);
    const chosen = buttons(several)[0] ?? '';
    expect(chosen).toMatch(/^p:\d+$/);
    expect(buttons(turn(press(chosen), null))[0]).toMatch(/^j:1/);
    expect(said(turn(text('Tân An'), null)) + said(turn(text('Tân Tiến'), null))).not.toBe('');
  });

  it('by a mistyped name offers what is near, and by none asks again', () => {
    expect(buttons(turn(text('Hàm Rồn'), null)).some((data) => data.startsWith('p:'))).toBe(true);
    expect(said(turn(text('xyz xyz xyz'), null))).toContain('chưa tìm thấy');
  });

  it('in English speaks English', () => {
    const t = decide({ ...start(payload), language: 'en-GB' }, null, places);
    expect(said(t)).toContain('Do you agree');
    expect(decide({ ...press(`j:${payload}`), language: 'en' }, null, places).effects[0]).toMatchObject({
      locale: 'en',
    });
    expect(said(decide({ ...text('?'), language: 'en' }, active, places))).toContain('Cảm ơn');
  });

  it('writes no button that Telegram would refuse', () => {
    const long = encodeJoinPayload({ place: HAM_RONG, groups: ['cong-nhan-khu-cong-nghiep', 'hoc-sinh-lop-12'] });
    for (const t of [turn(start(long), null), turn(text('Bình Minh'), null), turn(start(''), optedOut)]) {
      for (const data of buttons(t)) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
    }
  });
});

describe('whatever else people do', () => {
  const anything: [string, Incoming][] = [
    ['a text nobody planned for', text('Nhà tôi ở cạnh trường, có việc này muốn hỏi')],
    ['an emoji', text('🙏')],
    ['an empty text', text('')],
    ['a very long text', text('a '.repeat(2_000))],
    ['an unknown command', command('mydata')],
    ['an old button', press('quiz-2024-3-b')],
    ['a button with a broken payload', press('j:zzz')],
    ['a button with a place that is gone', press('p:00000')],
    ['a button without data', press('')],
    ['a sticker or a voice', { ...frame, kind: 'other' }],
    ['help as a command', command('help')],
    ['help as a word', text('trợ giúp')],
    ['help as a button', press('help')],
    ['the wish for another place', press('place')],
  ];
  it.each(anything)('%s is answered, with what the bot can do, and stops nobody', (_label, incoming) => {
    for (const [, person] of everyone) {
      const t = turn(incoming, person);
      expect(t.replies).toHaveLength(1);
      expect(said(t)).not.toBe('');
      expect(t.effects.filter((effect) => effect.do !== 'mark-active')).toEqual([]);
    }
  });

  it('gives the numbers for help, and says that it takes no reports', () => {
    expect(said(turn(command('help')))).toMatch(/113.*115.*111/);
    expect(said(turn(command('help')))).toContain('không tiếp nhận tin báo');
    expect(said(turn(command('help')))).toContain('0769.04.04.04');
  });

  it('who writes again after a block can be reached again', () => {
    expect(turn(text('Chào'), { ...active, state: 'blocked' }).effects).toEqual([{ do: 'mark-active' }]);
    expect(turn(text('Chào'), { ...active, state: 'gone' }).effects).toEqual([{ do: 'mark-active' }]);
    expect(turn(text('Chào'), optedOut).effects).toEqual([]);
  });

  it('a block, its end, a move and a removal are noted in silence', () => {
    expect(turn({ ...frame, kind: 'blocked' })).toEqual({
      effects: [{ do: 'mark-blocked', reason: 'blocked-by-user' }],
      replies: [],
    });
    expect(turn({ ...frame, kind: 'unblocked' })).toEqual({ effects: [{ do: 'mark-active' }], replies: [] });
    expect(turn({ ...frame, kind: 'removed' })).toEqual({ effects: [{ do: 'mark-gone' }], replies: [] });
    expect(turn({ ...frame, kind: 'moved', to: '-5' })).toEqual({ effects: [{ do: 'move', to: '-5' }], replies: [] });
  });
});
