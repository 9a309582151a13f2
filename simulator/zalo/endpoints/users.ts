import { isRecord } from '../../http/json.js';
import { integerIn, TO_NOBODY, textIn, toUser, type Values, type ZaloEndpoint } from '../call.js';
import { byApp } from '../events.js';
import { DAY_MS, dayOf, zaloDay } from '../hours.js';
import { oaRefusal } from '../refusal.js';
import { withTexts, type ZaloUser } from '../user.js';
import { userOf } from './messages.js';

const MAX_COUNT = 50;
const MAX_OFFSET = 9_951;
const PICTURE = 'https://simulator.invalid/avatar.png';

/** Who follows and who wrote, one by one and in pages of fifty. */
export const userEndpoints: ZaloEndpoint[] = [
  {
    api: 'openapi',
    verb: 'GET',
    path: '/v3.0/oa/user/detail',
    bucket: 'oa',
    delivers: false,
    to: toUser,
    run: ({ core, values }) => ({ data: detailOf(userOf(core, values)) }),
  },
  {
    api: 'openapi',
    verb: 'GET',
    path: '/v3.0/oa/user/getlist',
    bucket: 'oa',
    delivers: false,
    to: TO_NOBODY,
    run({ core, values, nowMs }) {
      const offset = integerIn(values, 'offset', 0);
      const count = integerIn(values, 'count', MAX_COUNT);
      if (count > MAX_COUNT || offset > MAX_OFFSET) throw oaRefusal(-210);
      const wanted = filterOf(values, nowMs, core.assume.isFollower);
      const found = [...core.world.users.values()].filter(wanted);
      const users = found.slice(offset, offset + count).map(({ id }) => ({ user_id: id }));
      return { data: { total: found.length, count: users.length, offset, users } };
    },
  },
  {
    api: 'openapi',
    verb: 'POST',
    path: '/v3.0/oa/user/update',
    bucket: 'oa',
    delivers: false,
    to: toUser,
    run({ core, values }) {
      const user = userOf(core, values);
      const shared = values['shared_info'];
      if (isRecord(shared)) user.shared = withTexts(user.shared, shared);
      if (typeof values['alias'] === 'string') user.alias = textIn(values, 'alias');
      core.world.changed(user);
      return {};
    },
  },
];

function detailOf(user: ZaloUser): Values {
  const { shared } = user;
  return {
    user_id: user.id,
    user_id_by_app: byApp(user.id),
    user_external_id: '',
    display_name: user.spec.name,
    user_alias: user.alias,
    is_sensitive: false,
    user_last_interaction_date: user.lastInteractionMs === null ? '' : zaloDay(user.lastInteractionMs),
    user_is_follower: user.follower,
    avatar: PICTURE,
    avatars: { 120: PICTURE, 240: PICTURE },
    dynamic_param: '',
    tags_and_notes_info: { notes: [], tag_names: [...user.tagsOfOa] },
    shared_info: {
      address: shared['address'] ?? '',
      city: shared['city'] ?? '',
      district: shared['district'] ?? '',
      phone: shared['phone'] ?? '',
      name: shared['name'] ?? '',
    },
  };
}

function filterOf(values: Values, nowMs: number, form: 'text' | 'boolean' | 'either'): (user: ZaloUser) => boolean {
  const follower = followerIn(values['is_follower'], form);
  const [fromDay, toDay] = periodIn(values['last_interaction_period'], nowMs);
  const tag = values['tag_name'];
  return (user) => {
    // The OA's list holds whom it has had to do with, not all of Zalo.
    if (!user.follower && user.lastInteractionMs === null) return false;
    if (follower !== null && user.follower !== follower) return false;
    if (typeof tag === 'string' && !user.tagsOfOa.has(tag)) return false;
    if (fromDay === '') return true;
    const day = user.lastInteractionMs === null ? '' : dayOf(user.lastInteractionMs);
    return day >= fromDay && day <= toDay;
  };
}

function followerIn(value: unknown, form: 'text' | 'boolean' | 'either'): boolean | null {
  if (value === undefined) return null;
  const isText = value === 'true' || value === 'false';
  if ((isText && form !== 'boolean') || (typeof value === 'boolean' && form !== 'text'))
    return String(value) === 'true';
  throw oaRefusal(-201, 'is_follower is invalid');
}

/** First and last day in Vietnam, or two empty texts for all time. */
function periodIn(value: unknown, nowMs: number): [string, string] {
  const today = dayOf(nowMs);
  switch (value) {
    case undefined:
      return ['', ''];
    case 'TODAY':
      return [today, today];
    case 'YESTERDAY':
      return [dayOf(nowMs - DAY_MS), dayOf(nowMs - DAY_MS)];
    case 'L7D':
      return [dayOf(nowMs - 7 * DAY_MS), today];
    case 'L30D':
      return [dayOf(nowMs - 30 * DAY_MS), today];
    default: {
      const [, from, to] = /^(\d{4}_\d{2}_\d{2}):(\d{4}_\d{2}_\d{2})$/.exec(String(value)) ?? [];
      if (from === undefined || to === undefined) throw oaRefusal(-201, 'last_interaction_period is invalid');
      return [from.replaceAll('_', '-'), to.replaceAll('_', '-')];
    }
  }
}
