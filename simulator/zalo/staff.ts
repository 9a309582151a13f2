import type { ZaloCore } from './core.js';
import { announce } from './endpoints/messages.js';
import type { ZaloMessage } from './message.js';
import type { TemplateStatus } from './templates.js';

/** What people at the OA and at Zalo do by hand, in their own tools: no API call of the app is behind it. */

const ADMIN_ID = '4400000000000000001';

/** A human answers in the OA's chat tool, at any time after a person's last word. */
export function answerAsAdmin(core: ZaloCore, userId: string, text: string, adminId = ADMIN_ID): ZaloMessage {
  const user = core.world.user(userId);
  const message = core.world.deliver(user, { kind: 'text', text, adminId }, 'admin');
  announce(core, user, message);
  return message;
}

export function changeTemplateStatus(core: ZaloCore, id: string, status: TemplateStatus, reason: string): void {
  const template = core.templates.get(id);
  const before = template.status;
  template.status = status;
  core.events.zbs('change_template_status', {
    template_id: id,
    status: { prev_status: before, new_status: status },
    reason,
  });
}

/** What is left of purse and package, and what Zalo allows. */
export interface OaChanges {
  /** Đồng; null: no Zalo Cloud Account is linked. */
  wallet?: number | null;
  csLeft?: number;
  verified?: boolean;
  zbsDailyQuota?: number;
}

export function changeOa(core: ZaloCore, { wallet, csLeft, verified, zbsDailyQuota }: OaChanges): void {
  const { oa } = core.world;
  if (wallet !== undefined) oa.wallet = wallet;
  if (csLeft !== undefined) oa.csLeft = csLeft;
  if (verified !== undefined) oa.spec.verified = verified;
  if (zbsDailyQuota === undefined || zbsDailyQuota === oa.spec.zbsDailyQuota) return;
  const quota = { prev_value: String(oa.spec.zbsDailyQuota), new_value: String(zbsDailyQuota) };
  oa.spec.zbsDailyQuota = zbsDailyQuota;
  core.events.dailyQuotaChanged(quota);
}
