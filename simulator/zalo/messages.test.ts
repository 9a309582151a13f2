import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZaloSimulator, type ZaloSimulator } from '../index.js';

const LAN = '2468458835296197922';
let zalo: ZaloSimulator;

beforeEach(async () => {
  zalo = await startZaloSimulator({ users: [{ id: LAN, name: 'Lan', phone: '84987654321' }] });
});
afterEach(() => zalo.close());

async function cs(text: string, to = LAN, token = zalo.tokens.current().accessToken) {
  const response = await request(`${zalo.openapiRoot}/v3.0/oa/message/cs`, {
    method: 'POST',
    headers: { access_token: token, 'content-type': 'application/json' },
    body: JSON.stringify({ recipient: { user_id: to }, message: { text } }),
  });
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(await response.body.text()) };
}

describe('consultation messages', () => {
  it('reach the phone and are answered with the quota they took', async () => {
    const { status, body, headers } = await cs('Chào chị Lan');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      error: 0,
      message: 'Success',
      data: { user_id: LAN, quota: { quota_type: 'welcome_msg' } },
    });
    expect(headers['x-ratelimit-limit']).toBe('4000');
    expect(headers['x-ratelimit-remain']).toBe('3999');
    expect(zalo.textsTo(LAN)).toEqual({ 'Chào chị Lan': 1 });
  });
});
