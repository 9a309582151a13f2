import { z } from 'zod';
import { count, id, inData, lenient, text } from '../schema.js';
import { dayOf } from './users.js';

/** The Official Account itself. */
export interface AccountInfo {
  readonly oaId: string;
  readonly name: string | null;
  readonly isVerified: boolean | null;
  /** 2 business, 4 state agency. */
  readonly oaType: number | null;
  readonly categoryName: string | null;
  readonly followers: number | null;
  readonly packageName: string | null;
  /** `YYYY-MM-DD` */
  readonly packageValidUntil: string | null;
  /** Whether a ZCA wallet is linked. */
  readonly linkedZca: string | null;
}

/** `oaid` is the older name of `oa_id`. */
export const ACCOUNT = inData(
  z
    .object({
      oa_id: lenient(id),
      oaid: lenient(id),
      name: text,
      is_verified: lenient(z.boolean()),
      oa_type: lenient(count),
      cate_name: text,
      num_follower: lenient(count),
      package_name: text,
      package_valid_through_date: text,
      linked_ZCA: lenient(z.union([id, z.boolean().transform(String)])),
    })
    .transform((account, context): AccountInfo => {
      const oaId = account.oa_id ?? account.oaid;
      if (oaId === null) {
        context.addIssue({ code: 'custom', message: 'no id', path: ['oa_id'] });
        return z.NEVER;
      }
      return {
        oaId,
        name: account.name,
        isVerified: account.is_verified,
        oaType: account.oa_type,
        categoryName: account.cate_name,
        followers: account.num_follower,
        packageName: account.package_name,
        packageValidUntil: dayOf(account.package_valid_through_date),
        linkedZca: account.linked_ZCA,
      };
    }),
);
