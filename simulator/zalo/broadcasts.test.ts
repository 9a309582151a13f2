import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloCalls } from '../../test/support/zaloCalls.js';
import { startZaloSimulator, type ZaloSimulator, type ZaloUserSpec } from '../index.js';

const NOON = '2026-11-22T12:00:00+07:00';
const MODERATION_MS = 30 * 60_000;
const DAY_MS = 24 * 3_600_000;
const PEOPLE: ZaloUserSpec[] = [
  { id: '2400000001', name: 'An', age: 16, gender: 1, city: 9, location: 0, platform: 1 },
  { id: '2400000002', name: 'Bình', age: 30, gender: 2, city: 20, location: 1, platform: 2 },
  { id: '2400000003', name: 'Cúc', age: 40, gender: 2, city: 9, location: 0, platform: 2 },
  { id: '2400000004', name: 'Dũng', follower: false, age: 30 },
  { id: '2400000005', name: 'Em', blocks: ['broadcast'], age: 30 },
];
let zalo: ZaloSimulator;
const { post, query, get } = zaloCalls(() => zalo);

beforeEach(async () => {
  zalo = await startZaloSimulator({ users: PEOPLE, articleProcessing: { polls: 2, delayMs: 0 } });
  zalo.clock.set(NOON);
});
afterEach(() => zalo.close());

const ARTICLE = {
  type: 'normal',
  title: 'Tháng hành động phòng, chống ma túy',
  author: 'UBND phường',
  description: 'Những điều cần biết',
  cover: { cover_type: 'photo', photo_url: 'https://example.com/bia.jpg', status: 'show' },
  body: [{ type: 'text', content: '<p>Nội dung</p>' }],
  status: 'show',
};
const create = (changes: Record<string, unknown> = {}) => post('/v2.0/article/create', { ...ARTICLE, ...changes });
const verify = (token: unknown) => post('/v2.0/article/verify', { token });

async function article(changes: Record<string, unknown> = {}): Promise<string> {
  const { token } = (await create(changes)).body['data'] as { token: string };
  for (;;) {
    const { body } = await verify(token);
    if (body['error'] === 0) return (body['data'] as { id: string }).id;
    expect(body['error']).toBe(-214);
  }
}
const broadcast = (ids: string[], target?: unknown) =>
  post('/v2.0/oa/message', {
    recipient: target === undefined ? {} : { target },
    message: {
      attachment: {
        type: 'template',
        payload: { template_type: 'media', elements: ids.map((id) => ({ media_type: 'article', attachment_id: id })) },
      },
    },
  });
async function reached(target?: unknown): Promise<string[] | unknown> {
  const { body } = await broadcast([await article()], target);
  if (body['error'] !== 0) return body['error'];
  zalo.clock.advance(MODERATION_MS);
  return zalo
    .broadcasts()
    .at(-1)
    ?.receivers.map((id) =>
      zalo.user(id).messages.at(-1)?.articles?.[0]?.title === ARTICLE.title ? id.slice(-1) : '?',
    )
    .join('');
}

describe('articles', () => {
  it('are processed before they have an id, and then can be read, listed, changed and removed', async () => {
    const { token } = (await create()).body['data'] as { token: string };
    expect([(await verify(token)).body['error'], (await verify(token)).body['error']]).toEqual([-214, -214]);
    const { id } = (await verify(token)).body['data'] as { id: string };
    expect((await query('/v2.0/article/getdetail', { id }, 'openapi')).body['data']).toMatchObject({
      title: ARTICLE.title,
      status: 'show',
    });
    const changed = (await post('/v2.0/article/update', { ...ARTICLE, id, title: 'Mới' })).body['data'] as {
      token: string;
    };
    await verify(changed.token);
    await verify(changed.token);
    expect((await verify(changed.token)).body['data']).toEqual({ id });
    const slice = (await query('/v2.0/article/getslice', { offset: '0', limit: '10', type: 'normal' }, 'openapi')).body[
      'data'
    ];
    expect(slice).toMatchObject({ total: 1, medias: [{ id, title: 'Mới' }] });
    expect((await post('/v2.0/article/remove', { id })).body['error']).toBe(0);
    expect((await query('/v2.0/article/getdetail', { id }, 'openapi')).body['error']).toBe(-201);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['a long title', { title: 'x'.repeat(151) }, -210],
    ['a long author', { author: 'x'.repeat(51) }, -210],
    ['a long description', { description: 'x'.repeat(301) }, -210],
    ['no title', { title: '' }, -201],
    ['no body', { body: [] }, -201],
    ['a cover without a picture', { cover: { cover_type: 'photo' } }, -201],
    ['a status that is none', { status: 'public' }, -201],
  ])('with %s are refused', async (_what, changes, error) => {
    expect((await create(changes)).body['error']).toBe(error);
  });

  it('have a limit of calls of their own', async () => {
    zalo.setLimits({ articlePerMinute: 0 });
    expect((await create()).body['error']).toBe(-32);
    expect((await get('/v2.0/oa/getoa', {})).body['error']).toBe(0);
  });
});

describe('broadcasts', () => {
  it('reach followers after moderation, and nobody is told whom', async () => {
    const { body } = await broadcast([await article()]);
    expect(body['data']).toEqual({ message_id: expect.any(String) });
    expect(zalo.counts().delivered).toBe(0);
    zalo.clock.advance(MODERATION_MS);
    expect(zalo.broadcasts()[0]).toMatchObject({
      state: 'sent',
      receivers: ['2400000001', '2400000002', '2400000003'],
    });
    expect(zalo.counts().delivered).toBe(3);
  });

  it.each<[unknown, unknown]>([
    [{}, '123'],
    [{ gender: '0' }, '123'],
    [{ gender: 2 }, '23'],
    [{ ages: '1,3' }, '12'],
    [{ cities: '9' }, '13'],
    [{ cities: '9,20', gender: '2' }, '23'],
    [{ locations: 1 }, '2'],
    [{ platforms: '1' }, '1'],
    [{ platform: '2' }, '23'],
    [{ ages: '8' }, -201],
    [{ cities: 'Hà Nội' }, -201],
    [{ tag: 'cán bộ' }, -201],
    [{ ages: '0' }, ''],
  ])('with the target %j go to the right ones', async (target, expected) => {
    expect(await reached(target)).toBe(expected);
  });

  it('come to a follower once a day and four times a month', async () => {
    expect(await reached()).toBe('123');
    expect(await reached()).toBe(-211);
    for (let day = 0; day < 3; day += 1) {
      zalo.clock.advance(DAY_MS);
      expect(await reached()).toBe('123');
    }
    zalo.clock.advance(DAY_MS);
    expect(await reached()).toBe(-211);
    expect((await post('/v3.0/oa/quota/message', { user_id: PEOPLE[0]?.id })).body['data']).toMatchObject({
      promotion: { daily_remain: 1, monthly_remain: 0 },
    });
    zalo.clock.set('2026-12-01T12:00:00+07:00');
    expect(await reached()).toBe('123');
  });

  it('are refused at night, and what is moderated into the night waits for six', async () => {
    zalo.clock.set('2026-11-22T22:00:00+07:00');
    const id = await article();
    expect((await broadcast([id])).body['error']).toBe(-234);
    zalo.clock.set('2026-11-23T05:59:00+07:00');
    expect((await broadcast([id])).body['error']).toBe(-234);
    zalo.clock.set('2026-11-23T21:50:00+07:00');
    expect((await broadcast([id])).body['error']).toBe(0);
    zalo.clock.advance(MODERATION_MS);
    expect(zalo.counts().delivered).toBe(0);
    zalo.clock.set('2026-11-24T06:00:00+07:00');
    expect(zalo.counts().delivered).toBe(3);
  });

  it('carry one to five articles that exist and are shown, of a verified OA', async () => {
    const id = await article();
    const hidden = await article({ status: 'hide' });
    for (const [ids, error] of [
      [[], -201],
      [Array.from({ length: 6 }, () => id), -210],
      [['x'], -201],
      [[hidden], -201],
    ] as const)
      expect((await broadcast([...ids])).body['error']).toBe(error);
    zalo.changeOa({ verified: false });
    expect((await broadcast([id])).body['error']).toBe(-221);
  });

  it('that moderation rejects reach nobody', async () => {
    zalo.core.broadcasts.verdict = 'reject';
    expect(await reached()).toBe('');
    expect(zalo.broadcasts()[0]?.state).toBe('rejected');
  });
});
