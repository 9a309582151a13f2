import { isRecord } from '../../http/json.js';
import { TO_NOBODY, toUser, type ZaloEndpoint } from '../call.js';
import { DAY_MS, zaloDay } from '../hours.js';
import { oaRefusal } from '../refusal.js';

const PACKAGE_LASTS_MS = 200 * DAY_MS;

/** What the OA says about itself: who it is, and how much of what is left. */
export const accountEndpoints: ZaloEndpoint[] = [
  {
    api: 'openapi',
    verb: 'GET',
    path: '/v2.0/oa/getoa',
    bucket: 'oa',
    delivers: false,
    to: TO_NOBODY,
    run({ core, nowMs }) {
      const { spec, wallet } = core.world.oa;
      let followers = 0;
      for (const user of core.world.users.values()) if (user.follower) followers += 1;
      return {
        data: {
          oa_id: spec.id,
          name: spec.name,
          description: '',
          oa_alias: '',
          is_verified: spec.verified,
          oa_type: spec.type,
          cate_name: spec.type === 4 ? 'Cơ quan nhà nước' : 'Doanh nghiệp',
          num_follower: followers,
          avatar: 'https://simulator.invalid/avatar.png',
          cover: 'https://simulator.invalid/cover.png',
          package_name: spec.packageName,
          package_valid_through_date: zaloDay(nowMs + PACKAGE_LASTS_MS),
          package_auto_renew_date: '',
          linked_ZCA: wallet === null ? '' : 'SIMULATOR-ZCA',
        },
      };
    },
  },
  {
    api: 'openapi',
    verb: 'POST',
    path: '/v3.0/oa/quota/message',
    bucket: 'oa',
    delivers: false,
    to: toUser,
    run({ core, values, nowMs }) {
      if (values['user_id'] !== undefined) {
        const user = core.world.user(values['user_id']);
        const last = user.lastInteractionMs;
        return {
          data: {
            ...(last === null ? {} : { last_interaction: String(last) }),
            promotion: { ...core.broadcasts.leftFor(user, nowMs) },
          },
        };
      }
      const { quota_owner: owner, product_type: product, quota_type: type } = values;
      if (owner !== 'OA' || typeof product !== 'string') throw oaRefusal(-201, 'quota_owner is invalid');
      if (product !== 'cs') return { data: [] };
      const { oa } = core.world;
      return {
        data: [
          {
            asset_id: 'simulator-cs',
            product_type: 'cs',
            quota_type: typeof type === 'string' ? type : 'sub_quota',
            valid_through: zaloDay(nowMs + PACKAGE_LASTS_MS),
            total: oa.spec.csQuota,
            remain: oa.csLeft,
          },
        ],
      };
    },
  },
  {
    api: 'openapi',
    verb: 'POST',
    path: '/v2.0/oa/quota/message',
    bucket: 'oa',
    delivers: false,
    to: toUser,
    run({ core, values, nowMs }) {
      if (values['user_id'] === undefined) return { data: {} };
      const user = core.world.user(values['user_id']);
      return isRecord(values) ? { data: core.broadcasts.leftFor(user, nowMs) } : {};
    },
  },
];
