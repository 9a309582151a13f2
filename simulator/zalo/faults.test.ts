import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloCalls } from '../../test/support/zaloCalls.js';
import { startZaloSimulator, type ZaloFaultRule, type ZaloSimulator } from '../index.js';

const LAN = '2468458835296197922';
const BINH = '2468458835296197923';
let zalo: ZaloSimulator;
const { cs, get, post } = zaloCalls(() => zalo);

beforeEach(async () => {
  zalo = await startZaloSimulator({
    users: [
      { id: LAN, name: 'Lan', phone: '84987654321' },
      { id: BINH, name: 'Bình' },
    ],
  });
});
afterEach(() => zalo.close());

describe('a fault', () => {
  it.each<[ZaloFaultRule['fault'], number, unknown, number]>([
    [{ kind: 'error', code: -32 }, 200, -32, 0],
    [{ kind: 'error', code: -248, message: 'x' }, 200, -248, 0],
    [{ kind: 'server-error', code: 502 }, 502, undefined, 0],
    [{ kind: 'server-error', code: 500, delivered: true, body: 'json' }, 500, 500, 1],
    [{ kind: 'answer', status: 200, body: '{"error":-999,"message":"new"}' }, 200, -999, 0],
    [{ kind: 'slow', ms: 5 }, 200, 0, 1],
    [{ kind: 'unauthorized' }, 200, -216, 0],
  ])('of %j is answered so', async (fault, status, error, delivered) => {
    zalo.faults.add({ fault });
    const answer = await cs(LAN, 'Chào');
    expect([answer.status, answer.body['error'], zalo.deliveredTo(LAN)]).toEqual([status, error, delivered]);
  });

  it.each<[ZaloFaultRule['fault'], number, string]>([
    [{ kind: 'cut', when: 'before' }, 0, 'cut'],
    [{ kind: 'cut', when: 'after' }, 1, 'cut'],
    [{ kind: 'silence', delivered: true }, 1, 'silent'],
    [{ kind: 'silence' }, 0, 'silent'],
  ])('of %j gives no answer, and the counts say what arrived', async (fault, delivered, outcome) => {
    zalo.faults.add({ fault });
    const call = request(`${zalo.openapiRoot}/v3.0/oa/message/cs`, {
      method: 'POST',
      headers: { access_token: zalo.tokens.current().accessToken },
      body: JSON.stringify({ recipient: { user_id: LAN }, message: { text: 'Chào' } }),
      headersTimeout: 1_100,
    });
    await expect(call).rejects.toThrow();
    expect(zalo.counts()).toMatchObject({ unanswered: 1, delivered });
    expect(zalo.counts().perUser).toEqual(delivered === 0 ? {} : { [LAN]: 1 });
    expect(zalo.calls('/v3.0/oa/message/cs')).toMatchObject([{ to: LAN, outcome, delivered }]);
  });

  it('strikes whom, what and when the rule says', async () => {
    zalo.faults.add({ users: [LAN], after: 1, times: 1, fault: { kind: 'error', code: -200 } });
    const errors = [];
    for (const to of [LAN, BINH, LAN, LAN]) errors.push((await cs(to, 'Chào')).body['error']);
    expect(errors).toEqual([0, 0, -200, 0]);
    zalo.faults.clear();
    zalo.faults.add({ paths: ['/v2.0/oa/getoa'], fault: { kind: 'error', code: -209 } });
    expect([(await get('/v2.0/oa/getoa', {})).body['error'], (await cs(LAN, 'Chào')).body['error']]).toEqual([-209, 0]);
    zalo.faults.clear();
    zalo.faults.add({ probability: 0.5, seed: 3, fault: { kind: 'error', code: -200 } });
    const struck = async () => {
      const found = [];
      for (let n = 0; n < 40; n += 1) found.push((await cs(LAN, 'Chào')).body['error']);
      return found;
    };
    const first = await struck();
    expect(new Set(first)).toEqual(new Set([0, -200]));
    zalo.faults.clear();
    zalo.faults.add({ probability: 0.5, seed: 3, fault: { kind: 'error', code: -200 } });
    expect(await struck()).toEqual(first);
  });

  it('leaves a killed token dead until somebody refreshes', async () => {
    zalo.faults.add({ times: 1, fault: { kind: 'unauthorized' } });
    await cs(LAN, 'Chào');
    expect((await cs(LAN, 'Chào')).body['error']).toBe(-216);
    zalo.tokens.rotateElsewhere();
    expect((await cs(LAN, 'Chào')).body['error']).toBe(0);
  });
});

describe('the control API', () => {
  const control = async (verb: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown) => {
    const answer = await request(`${zalo.url}/control/zalo${path}`, {
      method: verb,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.statusCode, body: JSON.parse(await answer.body.text()) };
  };

  it('says what there is, makes people and changes them', async () => {
    expect((await control('GET', '')).body).toMatchObject({
      users: 2,
      oa: { id: zalo.oaId },
      limits: { appPerMinute: 4_000 },
    });
    expect((await control('POST', '/users', [{ id: '777', name: 'Cúc' }])).body).toEqual({ users: 3 });
    expect((await control('POST', '/users', [{ id: 'abc', name: 'Cúc' }])).status).toBe(400);
    await control('PATCH', '/users/777', { lastInteraction: '2026-01-01T00:00:00Z' });
    expect((await cs('777', 'Chào')).body['error']).toBe(-230);
    expect((await control('PATCH', '/users/778', {})).status).toBe(404);
  });

  it('has people act, and a human of the OA answer', async () => {
    await control('POST', `/users/${LAN}/act`, { act: 'say', text: 'Hỏi' });
    await control('POST', `/users/${LAN}/admin`, { text: 'Tôi là cán bộ' });
    await control('POST', `/users/${LAN}/act`, { act: 'unfollow' });
    expect((await control('GET', `/users/${LAN}/messages`)).body).toMatchObject({
      ...{ delivered: 1, follower: false, texts: { 'Tôi là cán bộ': 1 } },
      messages: [
        { from: 'user', text: 'Hỏi' },
        { from: 'admin', text: 'Tôi là cán bộ' },
      ],
    });
    expect((await control('GET', '/texts')).body).toEqual({ [LAN]: { 'Tôi là cán bộ': 1 } });
    expect((await control('POST', `/users/${LAN}/act`, { act: 'press', messageId: 'x', button: 0 })).status).toBe(400);
  });

  it('moves the clock, the tokens, the limits, the faults and what is assumed', async () => {
    expect((await control('POST', '/clock', { set: '2026-06-01T00:00:00Z', advanceMs: 3_600_000 })).body.time).toMatch(
      /^2026-06-01T01:00/,
    );
    await control('POST', '/tokens', { act: 'kill-access-token' });
    expect((await cs(LAN, 'x')).body['error']).toBe(-216);
    expect((await control('POST', '/tokens', { act: 'rotate-elsewhere' })).body.generation).toBe(2);
    expect((await control('GET', '/tokens')).body).toMatchObject({
      issued: 2,
      accessToken: zalo.tokens.current().accessToken,
    });
    expect((await control('PUT', '/limits', { oaPerMinute: 1 })).body.limits).toEqual({ oaPerMinute: 1 });
    await control('PUT', '/limits', {});
    await control('PATCH', '/assume', { longTextError: -201 });
    expect((await cs(LAN, 'a'.repeat(2_001))).body['error']).toBe(-201);
    expect((await control('PATCH', '/assume', { longTextError: 5 })).status).toBe(400);
    const { id } = (await control('POST', '/faults', { fault: { kind: 'error', code: -200 } })).body;
    expect((await control('GET', '/faults')).body.rules).toHaveLength(1);
    expect((await control('DELETE', `/faults/${id}`)).body.cleared).toBe(true);
    expect((await control('GET', '/counts?users=no')).body).not.toHaveProperty('perUser');
    expect((await control('GET', `/log?to=${LAN}&limit=1`)).body.calls).toMatchObject([
      { error: -201, outcome: 'refused' },
    ]);
  });

  it('sets the webhook, on this machine only', async () => {
    expect((await control('PATCH', '/webhook', { url: 'http://10.0.0.1/x' })).status).toBe(400);
    expect(
      (await control('PATCH', '/webhook', { url: 'http://127.0.0.1:9/x', connections: 2 })).body.settings,
    ).toMatchObject({
      ...{ url: 'http://127.0.0.1:9/x', connections: 2, deadlineMs: 2_000 },
    });
    await control('PATCH', '/webhook', { duplicates: 0.1 });
    expect((await control('GET', '/webhook')).body.settings).toMatchObject({ connections: 2, duplicates: 0.1 });
  });

  it('knows templates, broadcasts and the OA’s purse', async () => {
    await control('POST', '/templates', [{ id: 't9', name: 'Mới' }]);
    await control('PATCH', '/templates/t9', { status: 'DISABLE' });
    expect(zalo.core.templates.get('t9').status).toBe('DISABLE');
    await control('PATCH', '/oa', { wallet: 5 });
    expect((await control('GET', '')).body.oa.wallet).toBe(5);
    expect((await control('PATCH', '/broadcasts', { verdict: 'reject' })).body.verdict).toBe('reject');
    expect((await control('GET', '/broadcasts')).body).toEqual({ broadcasts: [] });
  });

  it('obeys no page of another origin, and answers to no other name', async () => {
    const foreign = await request(`${zalo.url}/control/zalo`, { headers: { origin: 'https://example.com' } });
    expect(foreign.statusCode).toBe(403);
    const renamed = await request(`${zalo.url}/openapi/v2.0/oa/getoa`, { headers: { host: 'example.com' } });
    expect(renamed.statusCode).toBe(421);
  });
});

describe('the roots', () => {
  it('can have a port each', async () => {
    await zalo.close();
    zalo = await startZaloSimulator({ roots: 'ports', users: [{ id: LAN, name: 'Lan' }] });
    const ports = [zalo.oauthRoot, zalo.openapiRoot, zalo.businessRoot, zalo.url].map((root) => new URL(root).port);
    expect(new Set(ports).size).toBe(4);
    expect((await get('/v2.0/oa/getoa', {})).body['error']).toBe(0);
    expect((await post('/message/template', {}, 'business')).body['error']).toBe(-121);
    expect((await request(`${zalo.oauthRoot}/v4/oa/permission?app_id=1`)).statusCode).toBe(200);
    expect((await post('/no/such/call', {})).status).toBe(404);
  });
});
