import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloCalls } from '../../test/support/zaloCalls.js';
import { startZaloSimulator, type ZaloOptions, type ZaloSimulator } from '../index.js';

const LAN = '2468458835296197922';
const NOON = '2026-11-22T12:00:00+07:00';
let zalo: ZaloSimulator;
const { cs, post, get } = zaloCalls(() => zalo);

beforeEach(() => start());
afterEach(() => zalo.close());

async function start(options: ZaloOptions = {}): Promise<void> {
  zalo = await startZaloSimulator({ users: [{ id: LAN, name: 'Lan' }], ...options });
}
async function restart(options: ZaloOptions): Promise<void> {
  await zalo.close();
  await start(options);
}

describe('what the OA knows', () => {
  it('is itself, its quota, and how long a person can be written to', async () => {
    expect((await get('/v2.0/oa/getoa', {})).body['data']).toMatchObject({
      oa_id: zalo.oaId,
      oa_type: 4,
      num_follower: 1,
    });
    const quota = (await post('/v3.0/oa/quota/message', { user_id: LAN })).body['data'];
    expect(quota).toMatchObject({
      last_interaction: expect.stringMatching(/^\d{13}$/),
      promotion: { monthly_remain: 4 },
    });
    const asset = { quota_owner: 'OA', product_type: 'cs', quota_type: 'sub_quota' };
    expect((await post('/v3.0/oa/quota/message', asset)).body['data']).toMatchObject([{ total: 500, remain: 500 }]);
  });

  it('is who follows, in pages of fifty, by tag and by day', async () => {
    const users = Array.from({ length: 60 }, (_, n) => ({
      id: `24000000000000000${String(n).padStart(2, '0')}`,
      name: `Người ${n}`,
      follower: n % 2 === 0,
      lastInteraction: n < 10 ? NOON : null,
    }));
    await restart({ users });
    zalo.clock.set(NOON);
    const list = async (data: Record<string, unknown>) =>
      (await get('/v3.0/oa/user/getlist', data)).body as { error: number; data?: { total: number; count: number } };
    expect((await list({ offset: 0, count: 50 })).data).toMatchObject({ total: 35, count: 35 });
    expect((await list({ offset: 0, count: 50, is_follower: 'true' })).data?.total).toBe(30);
    expect((await list({ offset: 0, count: 50, last_interaction_period: 'TODAY' })).data?.total).toBe(10);
    expect((await list({ offset: 0, count: 50, last_interaction_period: '2026_11_22:2026_11_22' })).data?.total).toBe(
      10,
    );
    expect((await list({ offset: 0, count: 51 })).error).toBe(-210);
    expect((await list({ offset: 10_000, count: 50 })).error).toBe(-210);
    const [first] = users;
    await post('/v2.0/oa/tag/tagfollower', { user_id: first?.id, tag_name: 'cán bộ' });
    expect((await list({ offset: 0, count: 50, tag_name: 'cán bộ' })).data?.total).toBe(1);
    expect((await get('/v2.0/oa/tag/gettagsofoa', {})).body['data']).toEqual(['cán bộ']);
    expect((await get('/v3.0/oa/user/detail', { user_id: first?.id })).body['data']).toMatchObject({
      display_name: 'Người 0',
      user_last_interaction_date: '22/11/2026',
      user_is_follower: true,
      tags_and_notes_info: { tag_names: ['cán bộ'] },
      shared_info: { phone: '' },
    });
    await post('/v2.0/oa/tag/rmtag', { tag_name: 'cán bộ' });
    expect((await get('/v2.0/oa/tag/gettagsofoa', {})).body['data']).toEqual([]);
  });

  it('is what was said, ten at a time, and a phone number once it was given', async () => {
    zalo.user(LAN).say('Hỏi');
    await cs(LAN, 'Đáp');
    zalo.user(LAN).submitInfo({ name: 'Lan', phone: '84987654321' });
    const said = (await get('/v2.0/oa/conversation', { user_id: LAN, offset: 1, count: 10 })).body['data'];
    expect(said).toMatchObject([
      { src: 0, message: 'Đáp', from_id: zalo.oaId, to_id: LAN },
      { src: 1, message: 'Hỏi', from_id: LAN },
    ]);
    expect((await get('/v2.0/oa/listrecentchat', { offset: 0, count: 10 })).body['data']).toHaveLength(1);
    expect((await get('/v2.0/oa/listrecentchat', { offset: 0, count: 11 })).body['error']).toBe(-210);
    expect((await get('/v3.0/oa/user/detail', { user_id: LAN })).body['data']).toMatchObject({
      shared_info: { phone: '84987654321', name: 'Lan' },
    });
  });
});
