import type { Assumptions } from './assumptions.js';
import { FREE_WINDOW_MS, WINDOW_MS } from './hours.js';
import { CS_PRICE, type OfficialAccount } from './officialAccount.js';
import { oaRefusal } from './refusal.js';
import type { ZaloUser } from './user.js';

/** What a message takes: nothing, a place in the package, or money. */
export type Cost = 'reply' | 'welcome_msg' | 'sub_quota' | 'charged';

/** What a consultation message to this person would cost now, or Zalo's refusal. Takes nothing yet. */
export function costOfConsultation(user: ZaloUser, oa: OfficialAccount, assume: Assumptions, nowMs: number): Cost {
  refuseUnwilling(user);
  const { lastInteractionMs } = user;
  if (!user.follower) {
    if (lastInteractionMs === null) throw oaRefusal(user.everFollowed ? assume.unfollowedError : assume.strangerError);
    // Who has left and not written since gets nothing; who only ever wrote has a window like anybody.
    if (user.everFollowed && !user.wroteAfterLeaving) throw oaRefusal(assume.unfollowedError);
  }
  const ageMs = lastInteractionMs === null ? Number.POSITIVE_INFINITY : nowMs - lastInteractionMs;
  if (ageMs > WINDOW_MS) throw oaRefusal(assume.expiredError);
  if (user.saturated) throw oaRefusal(-218);
  if (ageMs <= FREE_WINDOW_MS) return user.wrote ? 'reply' : 'welcome_msg';
  if (oa.csLeft > 0) return 'sub_quota';
  const purse = oa.canPay(CS_PRICE);
  if (purse !== 'yes') throw oaRefusal(purse === 'none' ? -320 : -321);
  return 'charged';
}

function refuseUnwilling(user: ZaloUser): void {
  if (user.spec.banned === true || user.spec.inactive === true) throw oaRefusal(-227);
  if (user.blocks.has('cs') || user.blocks.has('all')) throw oaRefusal(-244);
}

/** Takes what the message costs and says it as `quota` does; undefined where money was taken. */
export function takeCost(cost: Cost, oa: OfficialAccount): Record<string, string> | undefined {
  if (cost === 'charged') {
    oa.pay(CS_PRICE);
    return undefined;
  }
  if (cost === 'sub_quota') oa.csLeft -= 1;
  return { quota_type: cost, owner_type: 'OA', owner_id: oa.spec.id };
}
