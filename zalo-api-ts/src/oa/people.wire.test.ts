import { afterAll, beforeAll, describe, test } from 'vitest';
import { createTransport, type UndiciTransport, type ZaloOfficialAccount } from '../index.js';
import { clientsOf } from '../testing/clients.js';
import { type Loopback, startLoopback } from '../testing/loopback.js';
import { checkWire, type Wire } from '../testing/wire.js';

let server: Loopback;
let transport: UndiciTransport;
let oa: ZaloOfficialAccount;
beforeAll(async () => {
  server = await startLoopback();
  transport = createTransport();
  oa = clientsOf(server, transport).oa;
});
afterAll(async () => {
  await server.close();
  await transport.close();
});

const userId = '2468458835296197922';

const people: Wire[] = [
  {
    what: 'a user in detail, whose id is a bare number',
    call: () => oa.users.detail(userId),
    at: 'GET /v3.0/oa/user/detail',
    query: { data: JSON.stringify({ user_id: userId }) },
    answer: {
      data: {
        user_id: userId,
        user_id_by_app: '552177279717587730',
        user_external_id: '',
        display_name: 'Lan',
        user_alias: '',
        is_sensitive: false,
        user_last_interaction_date: '5/11/2026',
        user_is_follower: true,
        avatar: 'https://a.vn/a.png',
        tags_and_notes_info: { notes: [], tag_names: ['cán bộ'] },
        shared_info: { address: '', city: '', district: '', phone: 84_987_654_321, name: 'Lan' },
      },
    },
    gives: {
      userId,
      userIdByApp: '552177279717587730',
      displayName: 'Lan',
      alias: null,
      isFollower: true,
      lastInteractionOn: '2026-11-05',
      avatarUrl: 'https://a.vn/a.png',
      tagNames: ['cán bộ'],
      sharedInfo: { name: 'Lan', phone: '84987654321', address: null, city: null, district: null },
    },
  },
  {
    what: 'a list of users',
    call: () => oa.users.list({ isFollower: true, lastInteraction: 'L7D', tagName: 'a', count: 10, offset: 20 }),
    at: 'GET /v3.0/oa/user/getlist',
    query: {
      data: JSON.stringify({
        offset: 20,
        count: 10,
        is_follower: 'true',
        last_interaction_period: 'L7D',
        tag_name: 'a',
      }),
    },
    answer: { data: { total: '123', count: 10, offset: 20, users: [{ user_id: userId }] } },
    gives: { total: 123, userIds: [userId] },
  },
  {
    what: 'a change of what is kept of a user',
    call: () => oa.users.update(userId, { alias: 'Lan', sharedInfo: { phone: '84987654321' } }),
    at: 'POST /v3.0/oa/user/update',
    body: { user_id: userId, alias: 'Lan', user_alias: 'Lan', shared_info: { phone: '84987654321' } },
    gives: null,
  },
  {
    what: 'a tag for a user',
    call: () => oa.tags.add({ userId, tagName: 'a' }),
    at: 'POST /v2.0/oa/tag/tagfollower',
    body: { user_id: userId, tag_name: 'a' },
  },
  {
    what: 'a tag taken from a user',
    call: () => oa.tags.removeFromUser({ userId, tagName: 'a' }),
    at: 'POST /v2.0/oa/tag/rmfollowerfromtag',
    body: { user_id: userId, tag_name: 'a' },
  },
  {
    what: 'a tag taken away',
    call: () => oa.tags.remove('a'),
    at: 'POST /v2.0/oa/tag/rmtag',
    body: { tag_name: 'a' },
  },
  {
    what: 'the tags',
    call: () => oa.tags.list(),
    at: 'GET /v2.0/oa/tag/gettagsofoa',
    answer: { data: ['a', 'b'] },
    gives: ['a', 'b'],
  },
  {
    what: 'the latest conversations',
    call: () => oa.conversations.recent({ count: 5 }),
    at: 'GET /v2.0/oa/listrecentchat',
    query: { data: '{"offset":0,"count":5}' },
    answer: {
      data: [
        { src: 1, time: 1_626_926_349_402, type: 'text', message: 'a', message_id: 'm1', from_id: userId, to_id: '2' },
      ],
    },
    gives: [
      { messageId: 'm1', fromId: userId, toId: '2', sentAt: new Date(1_626_926_349_402), type: 'text', text: 'a' },
    ],
  },
  {
    what: 'a conversation',
    call: () => oa.conversations.withUser(userId, { offset: 10 }),
    at: 'GET /v2.0/oa/conversation',
    query: { data: JSON.stringify({ user_id: userId, offset: 10, count: 10 }) },
    answer: { data: [] },
    gives: [],
  },
];

const account: Wire[] = [
  {
    what: 'the account',
    call: () => oa.info(),
    at: 'GET /v2.0/oa/getoa',
    answer: {
      data: {
        oa_id: '388613280878808645',
        name: 'Phường A',
        is_verified: true,
        oa_type: 4,
        cate_name: 'Cơ quan nhà nước',
        num_follower: 1_200,
        package_name: 'Growth',
        package_valid_through_date: '31/12/2026',
        linked_ZCA: 'zca1',
      },
    },
    gives: {
      oaId: '388613280878808645',
      name: 'Phường A',
      isVerified: true,
      oaType: 4,
      categoryName: 'Cơ quan nhà nước',
      followers: 1_200,
      packageName: 'Growth',
      packageValidUntil: '2026-12-31',
      linkedZca: 'zca1',
    },
  },
  {
    what: 'the account under the older name of its id',
    call: () => oa.info().then(({ data }) => ({ data: data.oaId })),
    at: 'GET /v2.0/oa/getoa',
    answer: { data: { oaid: '388613280878808645' } },
    gives: '388613280878808645',
  },
  {
    what: 'the quota of a user, to the millisecond',
    call: () => oa.quota.ofUser(userId),
    at: 'POST /v3.0/oa/quota/message',
    body: { user_id: userId },
    answer: {
      data: {
        last_interaction: '1700000000000',
        cs_reply: { remain: 8, total: 8 },
        promotion: { daily_remain: 1, daily_total: 1, monthly_remain: 4, monthly_total: 4 },
      },
    },
    gives: {
      lastInteractionAt: new Date(1_700_000_000_000),
      csReply: { remain: 8, total: 8 },
      promotion: { daily: { remain: 1, total: 1 }, monthly: { remain: 4, total: 4 } },
    },
  },
  {
    what: 'the quota of a user of whom nothing is said any more',
    call: () => oa.quota.ofUser(userId),
    at: 'POST /v3.0/oa/quota/message',
    body: { user_id: userId },
    answer: { data: {} },
    gives: { lastInteractionAt: null, csReply: null, promotion: null },
  },
  {
    what: 'the quota of the account',
    call: () => oa.quota.ofOwner({ productType: 'cs', quotaType: 'sub_quota' }),
    at: 'POST /v3.0/oa/quota/message',
    body: { quota_owner: 'OA', product_type: 'cs', quota_type: 'sub_quota' },
    answer: {
      data: [
        { asset_id: 'q1', product_type: 'cs', quota_type: 'sub_quota', valid_through: 'x', total: 500, remain: '7' },
      ],
    },
    gives: [{ assetId: 'q1', productType: 'cs', quotaType: 'sub_quota', validThrough: 'x', total: 500, remain: 7 }],
  },
];

describe.each([
  ['people', people],
  ['account', account],
])('%s', (_room, wires) => {
  test.each(wires.map((wire) => [wire.what, wire] as const))('%s', (_what, wire) => checkWire(server, wire));
});
