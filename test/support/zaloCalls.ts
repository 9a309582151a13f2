import { FormData, request } from 'undici';
import type { ZaloSimulator } from '../../simulator/index.js';

interface ZaloAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** As it came; the tests know what they expect. */
  body: Record<string, unknown>;
}

/** Plain HTTP to a simulated Zalo, with the token that is good now: no client of ours is in between. */
export function zaloCalls(zalo: () => ZaloSimulator) {
  const roots = { openapi: () => zalo().openapiRoot, business: () => zalo().businessRoot };
  const call = async (
    verb: 'GET' | 'POST',
    url: string,
    body?: string | FormData,
    more: Record<string, string> = {},
  ): Promise<ZaloAnswer> => {
    const response = await request(url, {
      method: verb,
      headers: { access_token: zalo().tokens.goodAccessToken(), ...more },
      body: body ?? null,
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: text.startsWith('{') ? JSON.parse(text) : { text },
    };
  };
  const post = (path: string, body: unknown, api: keyof typeof roots = 'openapi') =>
    call('POST', `${roots[api]()}${path}`, JSON.stringify(body), { 'content-type': 'application/json' });
  return {
    post,
    /** The OA's way to ask: JSON in `data`. */
    get: (path: string, data: unknown) =>
      call('GET', `${roots.openapi()}${path}?data=${encodeURIComponent(JSON.stringify(data))}`),
    /** The way of templates and articles: an ordinary query. */
    query: (path: string, query: Record<string, string>, api: keyof typeof roots = 'business') =>
      call('GET', `${roots[api]()}${path}?${new URLSearchParams(query).toString()}`),
    upload: (kind: 'image' | 'gif' | 'file', bytes: Buffer, name: string) => {
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)]), name);
      return call('POST', `${roots.openapi()}/v2.0/oa/upload/${kind}`, form);
    },
    cs: (to: string, message: unknown) =>
      post('/v3.0/oa/message/cs', {
        recipient: { user_id: to },
        message: typeof message === 'string' ? { text: message } : message,
      }),
  };
}
