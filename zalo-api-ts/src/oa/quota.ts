import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { count, id, inData, lenient, moment, text } from '../schema.js';

export interface Allowance {
  readonly remain: number | null;
  readonly total: number | null;
}

/** What may be sent to one user. Any part may be missing since March 2026. */
export interface UserQuota {
  /** To the millisecond: the only exact source of a user's window. */
  readonly lastInteractionAt: Date | null;
  readonly csReply: Allowance | null;
  /** Broadcasts. */
  readonly promotion: { readonly daily: Allowance; readonly monthly: Allowance } | null;
}

/** A right to send that the account or the app owns. */
export interface OwnedQuota {
  readonly assetId: string | null;
  readonly productType: string | null;
  readonly quotaType: string | null;
  /** As Zalo writes it; no source describes its form. */
  readonly validThrough: string | null;
  readonly total: number | null;
  readonly remain: number | null;
}

export interface OwnerQuery {
  /** Default `OA`. */
  readonly owner?: 'OA' | 'App';
  readonly productType?: 'cs' | 'transaction' | 'gmf10' | 'gmf50' | 'gmf100';
  readonly quotaType?: 'sub_quota' | 'purchase_quota' | 'reward_quota';
}

const number = lenient(count);
const OF_USER = inData(
  z
    .object({
      last_interaction: lenient(moment),
      cs_reply: lenient(z.object({ remain: number, total: number })),
      promotion: lenient(
        z.object({ daily_remain: number, daily_total: number, monthly_remain: number, monthly_total: number }),
      ),
    })
    .transform(
      ({ last_interaction, cs_reply, promotion }): UserQuota => ({
        lastInteractionAt: last_interaction,
        csReply: cs_reply,
        promotion: promotion && {
          daily: { remain: promotion.daily_remain, total: promotion.daily_total },
          monthly: { remain: promotion.monthly_remain, total: promotion.monthly_total },
        },
      }),
    ),
);
const OF_OWNER = inData(
  z.array(
    z
      .object({
        asset_id: lenient(id),
        product_type: text,
        quota_type: text,
        valid_through: lenient(id),
        total: number,
        remain: number,
      })
      .transform(
        (one): OwnedQuota => ({
          assetId: one.asset_id,
          productType: one.product_type,
          quotaType: one.quota_type,
          validThrough: one.valid_through,
          total: one.total,
          remain: one.remain,
        }),
      ),
  ),
);
const PATH = '/v3.0/oa/quota/message';

/** How much may still be sent. Source: developers.zalo.me, Official Account. */
export class Quota {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  ofUser(userId: string, options?: CallOptions): Promise<Answer<UserQuota>> {
    return this.#caller.post(PATH, { user_id: userId }, OF_USER, options);
  }

  ofOwner(query: OwnerQuery = {}, options?: CallOptions): Promise<Answer<readonly OwnedQuota[]>> {
    const { owner = 'OA', productType, quotaType } = query;
    const body = {
      quota_owner: owner,
      ...(productType === undefined ? {} : { product_type: productType }),
      ...(quotaType === undefined ? {} : { quota_type: quotaType }),
    };
    return this.#caller.post(PATH, body, OF_OWNER, options);
  }
}
