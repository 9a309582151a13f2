import { integerIn, TO_NOBODY, type Values, type ZaloCall, type ZaloEndpoint } from '../call.js';
import { dayOf } from '../hours.js';
import { zbsRefusal } from '../refusal.js';
import { STATUSES, type ZaloTemplate } from '../templates.js';

const TAGS = { 1: 'TRANSACTION', 2: 'CUSTOMER_CARE', 3: 'PROMOTION' } as const;
const MAX_LIMIT = 100;
/** Until when a message is worth delivering, in ms, as templates say it. */
const TIMEOUT_MS = 7_200_000;

/** What can be asked about templates and what was sent. */
export const templateReadEndpoints: ZaloEndpoint[] = [
  read('/message/status', ({ core, values }) => {
    const found = core.zbs.statuses.get(String(values['message_id'] ?? ''));
    if (found === undefined) return { data: { status: -1, delivery_time: '', message: 'The message was not found' } };
    const { status, deliveredMs } = found;
    const message = status === 1 ? 'The message has been delivered' : 'The message has not been delivered yet';
    return { data: { status, delivery_time: deliveredMs === null ? '' : String(deliveredMs), message } };
  }),
  read('/message/quota', ({ core, nowMs }) => {
    const { oa } = core.world;
    const { zbsDailyQuota } = oa.spec;
    return {
      data: {
        dailyQuota: String(zbsDailyQuota),
        remainingQuota: String(Math.max(0, oa.zbsLeft(dayOf(nowMs)))),
        dailyQuotaPromotion: '500',
        remainingQuotaPromotion: '500',
      },
    };
  }),
  read('/message/template-tag', () => ({ data: Object.values(TAGS) })),
  read('/quality', ({ core }) => {
    const { quality } = core.world.oa.spec;
    return { data: { oaCurrentQuality: quality, oa7dayQuality: quality } };
  }),
  read('/template/all', ({ core, values }) => {
    const offset = integerIn(values, 'offset', 0);
    const limit = integerIn(values, 'limit', MAX_LIMIT);
    if (limit > MAX_LIMIT) throw zbsRefusal(-132, 'limit is invalid');
    const wanted = values['status'] === undefined ? undefined : STATUSES[integerIn(values, 'status', 0) - 1];
    if (values['status'] !== undefined && wanted === undefined) throw zbsRefusal(-132, 'status is invalid');
    const all = [...core.templates.byId.values()].filter(({ status }) => wanted === undefined || status === wanted);
    return { data: all.slice(offset, offset + limit).map(brief), metadata: { total: all.length } };
  }),
  read('/template/info/v2', ({ core, values }) => {
    const template = core.templates.get(values['template_id']);
    const { tag, params, buttons, price, priceByUserId } = template;
    return {
      data: {
        ...brief(template),
        listParams: params,
        listButtons: buttons,
        timeout: TIMEOUT_MS,
        previewUrl: `https://simulator.invalid/template/${template.id}`,
        templateTag: TAGS[tag],
        price: String(price),
        price_sdt: String(price),
        price_uid: String(priceByUserId),
      },
    };
  }),
  read('/template/sample-data', ({ core, values }) => {
    const { params } = core.templates.get(values['template_id']);
    return { data: Object.fromEntries(params.map(({ name, type }) => [name, type === 'DATE' ? '01/06/2026' : '1'])) };
  }),
];

function read(path: string, run: (call: ZaloCall) => Record<string, unknown>): ZaloEndpoint {
  return { api: 'business', verb: 'GET', path, bucket: 'none', delivers: false, to: TO_NOBODY, run };
}

function brief({ id, name, status, quality }: ZaloTemplate): Values {
  return { templateId: id, templateName: name, createdTime: 1_765_400_000_000, status, templateQuality: quality };
}
