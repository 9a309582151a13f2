import type { ZaloArticle } from '../articles.js';
import { integerIn, TO_NOBODY, textIn, type Values, type ZaloCall, type ZaloEndpoint } from '../call.js';
import { oaRefusal } from '../refusal.js';

const MAX_SLICE = 10;

/** Articles: made and changed through a token, shown, listed, taken away. */
export const articleEndpoints: ZaloEndpoint[] = [
  call('POST', '/create', ({ core, values, nowMs }) => ({ data: { token: core.articles.submit(values, nowMs) } })),
  call('POST', '/update', ({ core, values, nowMs }) => ({
    data: { token: core.articles.submit(values, nowMs, textIn(values, 'id')) },
  })),
  call('POST', '/verify', ({ core, values, nowMs }) => ({
    data: { id: core.articles.verify(values['token'], nowMs) },
  })),
  call('POST', '/remove', ({ core, values }) => {
    core.articles.byId.delete(core.articles.get(values['id']).id);
    return {};
  }),
  call('GET', '/getslice', ({ core, values }) => {
    const offset = integerIn(values, 'offset', 0);
    const limit = integerIn(values, 'limit', MAX_SLICE);
    if (limit > MAX_SLICE) throw oaRefusal(-210, 'limit is over limit');
    const all = core.articles.list(typeof values['type'] === 'string' ? values['type'] : 'normal');
    return { data: { medias: all.slice(offset, offset + limit).map(brief), total: all.length } };
  }),
  call('GET', '/getdetail', ({ core, values }) => {
    const article = core.articles.get(values['id']);
    const { author, description, cover, body, comment, trackingLink } = article;
    return { data: { ...brief(article), author, description, cover, body, comment, tracking_link: trackingLink } };
  }),
];

function call(verb: 'GET' | 'POST', name: string, run: (call: ZaloCall) => Record<string, unknown>): ZaloEndpoint {
  return { api: 'openapi', verb, path: `/v2.0/article${name}`, bucket: 'article', delivers: false, to: TO_NOBODY, run };
}

function brief({ id, type, title, status, createdMs, updatedMs, cover }: ZaloArticle): Values {
  return {
    id,
    type,
    title,
    status,
    total_view: 0,
    total_share: 0,
    create_date: createdMs,
    update_date: updatedMs,
    thumb: typeof cover['photo_url'] === 'string' ? cover['photo_url'] : '',
    link_view: `https://simulator.invalid/article/${id}`,
  };
}
