import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultRule, startTelegramSimulator, type TelegramSimulator } from '../index.js';
import { draw } from '../luck.js';

let simulator: TelegramSimulator;
let nowMs: number;

beforeEach(async () => {
  nowMs = 1_795_000_000_000;
  simulator = await startTelegramSimulator({ acceptUnknownChats: true, clock: { now: () => new Date(nowMs) } });
});
afterEach(() => simulator.close());

interface Answer {
  status: number;
  body: { ok?: boolean; description?: string; parameters?: object };
}

async function send(chatId: number, text = 'Tin'): Promise<Answer> {
  const response = await request(`${simulator.apiRoot}/bot${simulator.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chatId, text }),
    headersTimeout: 250,
  });
  const raw = await response.body.text();
  return { status: response.statusCode, body: raw.startsWith('{') ? JSON.parse(raw) : { description: raw } };
}

/** The fault, and what the caller sees of it. */
const REFUSING: [FaultRule['fault'], number, string, object | undefined][] = [
  [{ kind: 'too-many-requests', retryAfter: 7 }, 429, 'Too Many Requests: retry after 7', { retry_after: 7 }],
  [{ kind: 'forbidden', why: 'deactivated' }, 403, 'Forbidden: user is deactivated', undefined],
  [{ kind: 'forbidden' }, 403, 'Forbidden: bot was blocked by the user', undefined],
  [{ kind: 'forbidden', why: 'kicked-from-group' }, 403, 'Forbidden: bot was kicked from the group chat', undefined],
  [{ kind: 'bad-request', why: 'chat-not-found' }, 400, 'Bad Request: chat not found', undefined],
  [{ kind: 'bad-request', why: 'message-too-long' }, 400, 'Bad Request: message is too long', undefined],
  [
    { kind: 'migrated', toChatId: -1009 },
    400,
    'Bad Request: group chat was upgraded to a supergroup chat',
    { migrate_to_chat_id: -1009 },
  ],
  [{ kind: 'server-error', code: 500 }, 500, 'Internal Server Error', undefined],
  [{ kind: 'server-error', code: 502 }, 502, 'Bad Gateway', undefined],
  [{ kind: 'answer', errorCode: 406, description: 'Not Acceptable' }, 406, 'Not Acceptable', undefined],
];

describe('faults on order', () => {
  it.each(REFUSING)('%j', async (fault, status, description, parameters) => {
    simulator.faults.add({ fault, chats: [1] });
    expect((await send(2)).status).toBe(200);
    const struck = await send(1);
    expect(struck).toMatchObject({ status, body: { ok: false, error_code: status, description } });
    expect(struck.body.parameters).toEqual(parameters);
    expect(simulator.deliveredTo(1)).toBe(0);
    expect(simulator.calls('sendMessage').at(-1)).toMatchObject({ outcome: 'refused', errorCode: status, chatId: 1 });
  });

  it('an answer in HTML, as a proxy in front would give it', async () => {
    simulator.faults.add({ fault: { kind: 'server-error', code: 502, body: 'html' } });
    expect((await send(1)).body.description).toContain('<h1>502 Bad Gateway</h1>');
  });

  it('5xx, a cut or silence after the message arrived: it counts as delivered', async () => {
    for (const fault of [
      { kind: 'server-error', delivered: true },
      { kind: 'cut', when: 'after' },
      { kind: 'silence', delivered: true },
    ] as const) {
      const id = simulator.faults.add({ fault });
      await send(5).catch(() => undefined);
      simulator.faults.clear(id);
    }
    expect(simulator.deliveredTo(5)).toBe(3);
    expect(simulator.calls().map((call) => [call.outcome, call.delivered])).toEqual([
      ['refused', 1],
      ['cut', 1],
      ['silent', 1],
    ]);
    expect(simulator.counts()).toMatchObject({ delivered: 3, unanswered: 2, refused: { 500: 1 } });
  });

  it('a cut or silence before: nothing is delivered', async () => {
    simulator.faults.add({ fault: { kind: 'cut', when: 'before' }, times: 1 });
    await expect(send(5)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) });
    simulator.faults.add({ fault: { kind: 'silence' }, times: 1 });
    await expect(send(5)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
    expect(simulator.deliveredTo(5)).toBe(0);
    expect((await send(5)).status).toBe(200);
  });

  it('a slow answer comes in the end', async () => {
    simulator.faults.add({ fault: { kind: 'slow', ms: 30 } });
    const before = performance.now();
    expect((await send(1)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });

  it('a revoked token is refused until it is restored', async () => {
    simulator.faults.add({ fault: { kind: 'unauthorized' }, times: 1 });
    expect(await send(1)).toMatchObject({ status: 401, body: { description: 'Unauthorized' } });
    expect((await send(2)).status).toBe(401);
    simulator.restoreToken();
    expect((await send(2)).status).toBe(200);
  });

  it('a 429 that holds the bot makes every message wait, for the rest of its time', async () => {
    simulator.faults.add({ fault: { kind: 'too-many-requests', retryAfter: 3, hold: 'bot' }, times: 1 });
    await send(1);
    nowMs += 1_500;
    expect((await send(2)).body.parameters).toEqual({ retry_after: 2 });
    nowMs += 1_500;
    expect((await send(2)).status).toBe(200);
  });

  it('strikes only so often, and only after so many', async () => {
    simulator.faults.add({ fault: { kind: 'forbidden' }, after: 1, times: 2 });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await send(1)).status);
    expect(statuses).toEqual([200, 403, 403, 200, 200]);
  });

  it('leaves other methods alone unless they are named', async () => {
    const me = async () => {
      const { body, statusCode } = await request(`${simulator.apiRoot}/bot${simulator.token}/getMe`);
      await body.dump();
      return statusCode;
    };
    simulator.faults.add({ fault: { kind: 'server-error' } });
    expect(await me()).toBe(200);
    simulator.faults.add({ fault: { kind: 'server-error' }, methods: ['getMe'] });
    expect(await me()).toBe(500);
  });

  it('refuses a rule it does not understand', () => {
    // @ts-expect-error a kind that does not exist
    expect(() => simulator.faults.add({ fault: { kind: 'meteor' } })).toThrow();
  });
});

describe('luck', () => {
  it('strikes the same people whatever the order of the calls', async () => {
    const struck = async (order: number[]): Promise<number[]> => {
      const id = simulator.faults.add({ fault: { kind: 'forbidden' }, probability: 0.3, seed: 9 });
      const hit: number[] = [];
      for (const chat of order) if ((await send(chat)).status === 403) hit.push(chat);
      simulator.faults.clear(id);
      return hit.sort((a, b) => a - b);
    };
    const chats = Array.from({ length: 60 }, (_, n) => 8_000_000_000 + n);
    const first = await struck(chats);
    expect(first).toEqual(await struck(chats.toReversed()));
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(35);
  });

  it('is even: a tenth is a tenth', () => {
    let hits = 0;
    for (let chat = 1; chat <= 20_000; chat += 1) if (draw(4, chat, 1) < 0.1) hits += 1;
    expect(hits).toBeGreaterThan(1_800);
    expect(hits).toBeLessThan(2_200);
  });
});

describe('limits', () => {
  it('refuses what is above so many in any sliding second, and says how long to wait', async () => {
    simulator.setLimits({ refuseAbovePerSecond: 3 });
    for (const at of [0, 400, 800]) {
      nowMs = 1_795_000_000_000 + at;
      expect((await send(at + 1)).status).toBe(200);
    }
    nowMs = 1_795_000_000_999;
    expect((await send(7)).body).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
    nowMs = 1_795_000_001_000;
    expect((await send(7)).status).toBe(200);
    nowMs = 1_795_000_001_399;
    expect((await send(7)).status).toBe(429);
  });

  it('counts per chat and per group too', async () => {
    simulator.setLimits({ refuseAbovePerSecondPerChat: 1, refuseAbovePerMinutePerGroup: 2 });
    expect([(await send(1)).status, (await send(1)).status, (await send(2)).status]).toEqual([200, 429, 200]);
    for (let n = 0; n < 2; n += 1) {
      expect((await send(-5)).status).toBe(200);
      nowMs += 1_000;
    }
    expect((await send(-5)).body.parameters).toEqual({ retry_after: 58 });
  });
});
