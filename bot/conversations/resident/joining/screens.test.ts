import { describe, expect, it } from 'vitest';
import { createPlaceFinder } from '../../../../people/findPlace.js';
import { bundledPlaces, type Place } from '../../../../people/places.js';
import type { Incoming } from '../../../incoming.js';
import { encodeJoinPayload, type JoinPayload } from '../../../joinPayload.js';
import { decide, type Turn } from '../decide.js';
import type { Person } from '../person.js';
import { JoinSay } from './say.js';
import { countWords } from './words.js';

const HAM_RONG = '14758';
const school = (code: string, name: string, kind = 'trường'): Place => ({
  code,
  parent: HAM_RONG,
  name,
  shortName: name,
  kind,
  foldKey: '',
  path: `38/${HAM_RONG}/${code}/`,
});
const SCHOOLS = [
  school('THCS-HR', 'Trường THCS Hàm Rồng'),
  school('THPT-NK', 'Trường Trung học phổ thông chuyên Nguyễn Bỉnh Khiêm'),
  school('DN-1', 'Công ty trách nhiệm hữu hạn một thành viên May mặc Hàm Rồng', 'công ty'),
];
const all = [...bundledPlaces().places, ...SCHOOLS];
const places = createPlaceFinder(all, bundledPlaces().formerly);

const frame = { updateId: '1-1', externalId: '11', at: new Date('2026-06-01T02:00:00Z') };
const start = (payload: JoinPayload, language = 'vi', channel = 'telegram'): Incoming => ({
  ...frame,
  channel,
  language,
  kind: 'start',
  payload: encodeJoinPayload(payload),
});
const press = (data: string): Incoming => ({
  ...frame,
  channel: 'telegram',
  language: 'vi',
  kind: 'button',
  data,
  callbackId: 'q',
  messageId: '1',
  shown: 'Những lời đã hiện',
});
const buttons = ({ replies }: Turn): string[] =>
  replies.flatMap((reply) => reply.buttons.flat().map((button) => ('data' in button ? button.data : button.url)));
const said = ({ replies }: Turn): string => replies.map(({ body }) => body.text).join('\n');

describe('the screen that somebody joins by', () => {
  /** One place for each length that a name and the name above it have: only words are counted. */
  const lengths = new Map(
    all.map((place) => {
      const above = place.parent === null ? undefined : places.byCode(place.parent);
      return [[place.name, place.shortName, above?.shortName ?? ''].map(countWords).join('-') + above?.parent, place];
    }),
  );

  it('has at most 40 words and two buttons, for every place, group, language, channel and age', () => {
    const groups = [[], ['hoc-sinh'], ['cong-nhan', 'kinh-doanh']];
    let most = 0;
    for (const locale of ['vi', 'en'])
      for (const channel of ['zalo', 'telegram']) {
        const say = new JoinSay(locale, places, channel);
        for (const { code } of lengths.values())
          for (const group of groups) {
            const joining = { place: code, groups: group };
            for (const part of [
              say.consent(joining),
              say.consent(joining, 'pupil'),
              say.consent(joining, 'guardian'),
              say.age(joining),
            ]) {
              most = Math.max(most, countWords(part.body.text));
              if (countWords(part.body.text) > 40) expect(part.body.text).toBe('at most 40 words');
              if (part.buttons.flat().length !== 2) expect(part).toBe('two buttons');
            }
          }
      }
    expect(most).toBeGreaterThan(30);
  });

  it('names the place, what is kept and how to stop', () => {
    const text = said(decide(start({ place: HAM_RONG, groups: [] }), null, places));
    expect(text).toContain('phường Hàm Rồng, Thanh Hóa');
    expect(text).toContain('mã cuộc trò chuyện');
    expect(text).toContain('/stop');
    expect(said(decide(start({ place: HAM_RONG, groups: [] }, 'vi', 'zalo'), null, places))).toContain('DỪNG');
  });

  it('is one for who joins by a ward or a workplace: nobody is asked how old they are', () => {
    for (const joining of [
      { place: HAM_RONG, groups: [] },
      { place: 'DN-1', groups: [] },
      { place: 'THCS-HR', groups: ['phu-huynh'] },
    ])
      expect(buttons(decide(start(joining), null, places))[0]).toMatch(/^j:/);
  });
});

describe('a pupil', () => {
  const joining = { place: HAM_RONG, groups: ['hoc-sinh'] };
  const payload = encodeJoinPayload(joining);

  it('is asked for nothing but an age band', () => {
    for (const link of [joining, { place: 'THCS-HR', groups: [] }, { place: 'THCS-HR', groups: ['hs-lop-9'] }]) {
      const carried = encodeJoinPayload(link);
      const turn = decide(start(link), null, places);
      expect(buttons(turn)).toEqual([`ju${carried}`, `jo${carried}`]);
      expect(turn.effects).toEqual([]);
    }
  });

  it('under 16 hands the phone to a guardian, whose yes is what counts', () => {
    const asked = decide(press(`ju${payload}`), null, places);
    expect(asked.effects).toEqual([]);
    expect(said(asked)).toContain('cha mẹ, người giám hộ');
    expect(buttons(asked)).toEqual([`jg${payload}`, 'no']);
    const joined = decide(press(`jg${payload}`), null, places);
    expect(joined.effects).toMatchObject([
      { do: 'join', minor: true, how: 'guardian-button', wording: 'Những lời đã hiện' },
    ]);
    expect(said(joined)).toContain('thiếu nhi');
    expect(buttons(joined)).toEqual(['jlvi', 'jlen', 'jl', 'stop']);
  });

  it('of 16 agrees alone', () => {
    const asked = decide(press(`jo${payload}`), null, places);
    expect(buttons(asked)).toEqual([`jp${payload}`, 'no']);
    expect(decide(press(`jp${payload}`), null, places).effects).toMatchObject([{ minor: false, how: 'button' }]);
  });

  it('whose guardian says no is not joined', () => {
    expect(decide(press('no'), null, places).effects).toEqual([]);
  });
});

describe('what may be added after joining', () => {
  const payload = encodeJoinPayload({ place: HAM_RONG, groups: [] });
  const known: Person = {
    contactId: 1,
    place: '38',
    groups: [],
    locale: 'vi',
    state: 'active',
    stateReason: null,
  };
  const offersTo = (person: Person | null) => buttons(decide(press(`j:${payload}`), person, places));

  it('is offered once: a group first, which the link may have named, then a language, then nothing', () => {
    expect(offersTo(null)).toEqual(['jwphu-huynh', 'jwgiao-vien', 'jwcong-nhan', 'jw', 'stop']);
    expect(offersTo({ ...known, groups: ['tai-xe'] })).toEqual(['jlvi', 'jlen', 'jl', 'stop']);
    expect(offersTo({ ...known, asked: ['group'] })).toEqual(['jlvi', 'jlen', 'jl', 'stop']);
    expect(offersTo({ ...known, asked: ['group', 'language'] })).toEqual(['help', 'stop']);
  });
});
