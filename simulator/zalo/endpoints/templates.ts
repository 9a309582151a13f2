import { isRecord } from '../../http/json.js';
import { toUser, type Values, type ZaloEndpoint } from '../call.js';
import { oaRefusal, zbsRefusal } from '../refusal.js';
import { readTemplateData } from '../templates.js';
import { userOf } from './messages.js';

const TRACKING_ID = /^[\w.-]{1,48}$/;

function toPhone(values: Values): string | null {
  const phone = values['phone'];
  return typeof phone === 'string' ? phone.replace(/^\+/, '') : null;
}

/** Template messages: by phone number, by its hash, and by user id. */
export const templateEndpoints: ZaloEndpoint[] = [
  ...['/message/template', '/message/template/hashphone'].map(
    (path): ZaloEndpoint => ({
      ...{ api: 'business', verb: 'POST', path, bucket: 'none', delivers: true, to: toPhone },
      run({ core, values, nowMs }) {
        const isHash = path.endsWith('hashphone');
        const phone = values['phone'];
        if (Object.keys(values).length === 0) throw zbsRefusal(-121);
        if (typeof phone !== 'string' || isHash !== /^[0-9a-f]{64}$/.test(phone)) throw zbsRefusal(-108);
        const trackingId = values['tracking_id'];
        if (typeof trackingId !== 'string' || !TRACKING_ID.test(trackingId))
          throw zbsRefusal(-132, 'tracking_id is invalid');
        const mode = sendingMode(values['sending_mode']);
        const template = core.templates.get(values['template_id']);
        const data = readTemplateData(template, values['template_data']);
        const development = values['mode'] === 'development';
        const { id, left } = core.zbs.sendByPhone(phone, { template, data }, trackingId, development, nowMs);
        const quota = { dailyQuota: String(core.world.oa.spec.zbsDailyQuota), remainingQuota: String(left) };
        return { data: { msg_id: id, sent_time: String(nowMs), sending_mode: mode, quota } };
      },
    }),
  ),
  {
    ...{ api: 'openapi', verb: 'POST', path: '/v3.0/oa/message/template', bucket: 'oa', delivers: true, to: toUser },
    run({ core, values, nowMs }) {
      const user = userOf(core, values);
      if (!isRecord(values['template_data'] ?? {})) throw oaRefusal(-201, 'template_data is invalid');
      const template = core.templates.get(values['template_id']);
      const data = readTemplateData(template, values['template_data']);
      const { id } = core.zbs.sendByUserId(user, { template, data }, nowMs);
      const { spec } = core.world.oa;
      const sent = { sent_time: String(nowMs) };
      const quota = { quota_type: 'sub_quota', owner_type: 'OA', owner_id: spec.id };
      const inData = core.assume.sentTime === 'data';
      return {
        data: { message_id: id, user_id: user.id, ...(inData ? sent : {}), quota },
        ...(inData ? {} : sent),
      };
    },
  },
];

/** "1" is the normal one; "3", above the quota, is for OAs that Zalo has put on a list. */
function sendingMode(value: unknown): string {
  if (value === undefined || value === '1') return '1';
  throw zbsRefusal(value === '3' ? -162 : -161);
}
