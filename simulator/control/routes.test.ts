import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTelegramSimulator, type TelegramSimulator } from '../index.js';

let simulator: TelegramSimulator;

beforeEach(async () => {
  simulator = await startTelegramSimulator();
});
afterEach(() => simulator.close());

async function control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
  const response = await request(`${simulator.apiRoot}/control${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: (await response.body.json()) as Record<string, unknown> };
}

async function send(chatId: number, more = '') {
  const response = await request(
    `${simulator.apiRoot}/bot${simulator.token}/sendMessage?chat_id=${chatId}&text=Tin${more}`,
  );
  await response.body.dump();
  return response.statusCode;
}

describe('the control API, for tests in other processes', () => {
  it('makes people and groups, and counts what reached them', async () => {
    expect(await send(1)).toBe(400);
    expect((await control('POST', '/people', [{ id: 1, firstName: 'An', place: 'Phường 1' }])).status).toBe(201);
    await control('POST', '/groups', [{ id: -2, title: 'Tổ 2', type: 'supergroup' }]);
    expect([await send(1), await send(1), await send(-2)]).toEqual([200, 200, 200]);
    expect((await control('GET', '/counts')).body).toEqual({
      delivered: 3,
      calls: 4,
      refused: { 400: 1 },
      unanswered: 0,
      perChat: { 1: 2, '-2': 1 },
    });
    expect((await control('GET', '/counts?chats=no')).body).not.toHaveProperty('perChat');
    const { calls } = (await control('GET', '/log?chat=1&limit=1')).body as { calls: object[] };
    expect(calls).toMatchObject([{ method: 'sendMessage', chatId: 1, outcome: 'answered', delivered: 1 }]);
    expect((await control('GET', '/')).body).toMatchObject({
      people: 1,
      groups: 1,
      bots: [{ token: simulator.token }],
    });
  });

  it('lays faults and takes them away', async () => {
    await control('POST', '/people', [{ id: 1, firstName: 'An' }]);
    const rule = await control('POST', '/faults', { chats: [1], fault: { kind: 'forbidden', why: 'deactivated' } });
    expect(rule).toEqual({ status: 201, body: { id: 1 } });
    expect(await send(1)).toBe(403);
    expect((await control('GET', '/faults')).body).toMatchObject({ rules: [{ id: 1, struck: 1 }] });
    await control('DELETE', '/faults/1');
    expect(await send(1)).toBe(200);
    await control('PUT', '/limits', { refuseAbovePerSecondPerChat: 1 });
    expect([await send(1), await send(1)]).toEqual([200, 429]);
    await control('POST', '/token', { revoked: true });
    expect(await send(1)).toBe(401);
  });

  it('has people act', async () => {
    await control('POST', '/people', [{ id: 1, firstName: 'An' }]);
    const markup = encodeURIComponent(JSON.stringify({ inline_keyboard: [[{ text: 'Có', callback_data: 'y' }]] }));
    await send(1, `&reply_markup=${markup}`);
    const { messages } = (await control('GET', '/chats/1/messages')).body as { messages: { message_id: number }[] };
    const acts = [
      { act: 'start', payload: 'abc' },
      { act: 'say', text: 'chào' },
      { act: 'press', messageId: messages[0]?.message_id, button: 'Có' },
      { act: 'document', base64: Buffer.from('x').toString('base64'), fileName: 'a.txt' },
      { act: 'block' },
    ];
    for (const act of acts) expect((await control('POST', '/people/1/act', act)).status).toBe(200);
    const updates = await request(`${simulator.apiRoot}/bot${simulator.token}/getUpdates`);
    const { result } = (await updates.body.json()) as { result: object[] };
    expect(result).toMatchObject([
      { message: { text: '/start abc' } },
      { message: { text: 'chào' } },
      { callback_query: { data: 'y' } },
      { message: { document: { file_name: 'a.txt' } } },
      { my_chat_member: { new_chat_member: { status: 'kicked' } } },
    ]);
    expect((await control('GET', '/chats/1/messages')).body).toMatchObject({ blocked: true });
  });

  it('says what is wrong with a request, and changes nothing', async () => {
    for (const [path, body] of [
      ['/people', [{ id: -1, firstName: 'An' }]],
      ['/faults', { fault: { kind: 'meteor' } }],
      ['/people/1/act', { act: 'dance' }],
    ] as const) {
      expect(await control('POST', path, body)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    }
    expect(await control('POST', '/people/9/act', { act: 'say', text: 'a' })).toMatchObject({ status: 404 });
  });
});
