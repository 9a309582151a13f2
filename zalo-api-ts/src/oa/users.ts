import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { type ArgumentFault, refuseFaults } from '../errors.js';
import { count, id, inData, lenient, nothing, text } from '../schema.js';
import { nfc, requiredFaults } from './limits.js';

/** What a user gave through `requestUserInfo`; empty before. */
export interface SharedInfo {
  readonly name: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly district: string | null;
}

export interface UserDetail {
  readonly userId: string;
  readonly userIdByApp: string | null;
  readonly displayName: string | null;
  readonly alias: string | null;
  readonly isFollower: boolean | null;
  /**
   * `YYYY-MM-DD`: the day alone, not enough to know whether 48 hours have passed. Zalo writes `20/11/2026`.
   */
  readonly lastInteractionOn: string | null;
  readonly avatarUrl: string | null;
  readonly tagNames: readonly string[];
  readonly sharedInfo: SharedInfo | null;
}

export interface UserList {
  readonly total: number;
  readonly userIds: readonly string[];
}

export interface UserFilter {
  /** 0 to 9,951: so at most about 10,000 users can be listed; keep your own list from `follow` and `unfollow`. */
  readonly offset?: number;
  /** At most 50. */
  readonly count?: number;
  readonly isFollower?: boolean;
  readonly lastInteraction?: 'TODAY' | 'YESTERDAY' | 'L7D' | 'L30D' | `${string}:${string}`;
  readonly tagName?: string;
}

export interface UserUpdate {
  readonly alias?: string;
  readonly sharedInfo?: { readonly name?: string; readonly phone?: string; readonly address?: string };
}

const SHARED = z.object({ name: text, phone: lenient(id), address: text, city: text, district: text });
const DETAIL = inData(
  z
    .object({
      user_id: id,
      user_id_by_app: lenient(id),
      display_name: text,
      user_alias: text,
      user_is_follower: lenient(z.boolean()),
      user_last_interaction_date: text,
      avatar: text,
      tags_and_notes_info: lenient(z.object({ tag_names: lenient(z.array(z.string())) })),
      shared_info: lenient(SHARED),
    })
    .transform(
      (user): UserDetail => ({
        userId: user.user_id,
        userIdByApp: user.user_id_by_app,
        displayName: user.display_name,
        alias: user.user_alias,
        isFollower: user.user_is_follower,
        lastInteractionOn: dayOf(user.user_last_interaction_date),
        avatarUrl: user.avatar,
        tagNames: user.tags_and_notes_info?.tag_names ?? [],
        sharedInfo: user.shared_info,
      }),
    ),
);
const LIST = inData(
  z
    .object({ total: count, users: z.array(z.object({ user_id: id })) })
    .transform(({ total, users }): UserList => ({ total, userIds: users.map(({ user_id }) => user_id) })),
);

/** `20/11/2026` → `2026-11-20` */
export function dayOf(date: string | null): string | null {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date ?? '') ?? [];
  if (day === undefined || month === undefined || year === undefined) return null;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const MAX_COUNT = 50;
const MAX_OFFSET = 9_951;
const UPDATE_PATH = '/v3.0/oa/user/update';

/**
 * Those who follow the Official Account or interacted with it. A user id means nothing outside this account.
 *
 * Source: developers.zalo.me, Official Account, "quan ly nguoi dung" (detail and list); one source for update.
 */
export class Users {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  detail(userId: string, options?: CallOptions): Promise<Answer<UserDetail>> {
    return this.#caller.getData('/v3.0/oa/user/detail', { user_id: userId }, DETAIL, options);
  }

  async list(filter: UserFilter = {}, options?: CallOptions): Promise<Answer<UserList>> {
    const path = '/v3.0/oa/user/getlist';
    const { offset = 0, count = MAX_COUNT, isFollower, lastInteraction, tagName } = filter;
    refuseFaults(this.#caller.host, `GET ${path}`, filterFaults(offset, count));
    const data = {
      offset,
      count,
      // As text: the pages show it so, and whether a boolean is taken is not known.
      ...(isFollower === undefined ? {} : { is_follower: `${isFollower}` }),
      ...(lastInteraction === undefined ? {} : { last_interaction_period: lastInteraction }),
      ...(tagName === undefined ? {} : { tag_name: tagName }),
    };
    return this.#caller.getData(path, data, LIST, options);
  }

  /**
   * The alias and the details that the account keeps of a user. The names in the body have one source each, so the alias
   * goes under both that are seen (`alias`, `user_alias`).
   */
  async update(userId: string, { alias, sharedInfo }: UserUpdate, options?: CallOptions): Promise<Answer<null>> {
    refuseFaults(this.#caller.host, `POST ${UPDATE_PATH}`, requiredFaults({ userId }));
    const body = {
      user_id: userId,
      ...(alias === undefined ? {} : { alias: nfc(alias), user_alias: nfc(alias) }),
      ...(sharedInfo === undefined ? {} : { shared_info: sharedInfo }),
    };
    return this.#caller.post(UPDATE_PATH, body, nothing, options);
  }
}

function filterFaults(offset: number, count: number): ArgumentFault[] {
  return [
    ...(offset > MAX_OFFSET ? [{ field: 'offset', rule: 'too-large' as const, limit: MAX_OFFSET }] : []),
    ...(count > MAX_COUNT ? [{ field: 'count', rule: 'too-large' as const, limit: MAX_COUNT }] : []),
  ];
}
