import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signWebhook } from 'zalo-api-ts';
import { HOUR_MS } from '../../../base/clock.js';
import { nextUserId, startZaloWorld, type ZaloWorld } from '../../../test/support/zaloWorld.js';
import type { WebhookCounts } from './webhook.js';

let world: ZaloWorld;
let userId: string;

beforeAll(async () => {
  // Our own words, told again, come whenever they come: what is counted here is what the test sends.
  world = await startZaloWorld({ simulator: { webhook: { muted: ['oa_send_text'] } } });
});
afterAll(() => world.close());
beforeEach(() => {
  userId = nextUserId();
  world.zalo.addUsers([{ id: userId, name: 'Người' }]);
});

const DEEP = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;

interface Post {
  /** Over the bytes; null for none. */
  signature?: string | null;
  timestamp?: string;
}

function event(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    app_id: world.zalo.appId,
    sender: { id: userId },
    recipient: { id: world.zalo.oaId },
    event_name: 'user_send_text',
    message: { text: 'Xin chào', msg_id: `m${userId}` },
    timestamp: String(Date.now()),
    ...more,
  };
}

function sign(bytes: Uint8Array, timestamp: string): string {
  return signWebhook(bytes, { appId: world.zalo.appId, timestamp, secretKey: world.zalo.oaSecretKey });
}

async function post(body: string | Uint8Array, { signature, timestamp }: Post = {}): Promise<number> {
  const bytes = Buffer.from(body);
  const at = timestamp ?? /"timestamp":"(\d+)"/.exec(bytes.toString('latin1'))?.[1] ?? '';
  const mac = signature === undefined ? sign(bytes, at) : signature;
  const headers = { 'content-type': 'application/json', ...(mac === null ? {} : { 'x-zevent-signature': mac }) };
  const answer = await fetch(world.url, { method: 'POST', headers, body: new Uint8Array(bytes) });
  return answer.status;
}

/** So many MB, in pieces whose number is not told beforehand. */
async function postInPieces(megabytes: number): Promise<number> {
  let left = megabytes * 16;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(new Uint8Array(1 << 16).fill(0x20));
    },
  });
  const answer = await fetch(world.url, { method: 'POST', body, duplex: 'half' });
  return answer.status;
}

/** What changed in the counts while something was done. */
async function counted(work: () => Promise<unknown>): Promise<Partial<WebhookCounts>> {
  const before = { ...world.counts };
  await work();
  const entries = Object.entries(world.counts).map(([name, n]) => [
    name,
    n - (before[name as keyof WebhookCounts] ?? 0),
  ]);
  return Object.fromEntries(entries.filter(([, n]) => n !== 0));
}

async function stored(): Promise<number> {
  const { rows } = await world.db.pool.query<{ n: number }>('select count(*)::int as n from inbound where chat = $1', [
    userId,
  ]);
  return rows[0]?.n ?? 0;
}

describe('an event that Zalo brings', () => {
  it('is answered 200 only once it is stored, and answered to the person afterwards', async () => {
    expect(await counted(async () => expect(await post(JSON.stringify(event()))).toBe(200))).toEqual({ stored: 1 });
    expect(await stored()).toBe(1);
    await world.zalo.user(userId).waitFor(({ from }) => from === 'oa');
  });

  it('is stored once, however often and in whatever order of its keys it is brought', async () => {
    const follow = { event_name: 'follow', oa_id: world.zalo.oaId, follower: { id: userId }, app_id: world.zalo.appId };
    const timestamp = String(Date.now());
    const changes = await counted(async () => {
      expect(await post(JSON.stringify({ ...follow, timestamp }))).toBe(200);
      expect(await post(JSON.stringify({ timestamp, ...follow }))).toBe(200);
    });
    expect(changes).toEqual({ stored: 1, repeated: 1 });
    expect(await stored()).toBe(1);
  });

  it('may hold what PostgreSQL refuses, and holds up nobody', async () => {
    const odd = event({ message: { text: 'a\u0000b\ud800c', msg_id: `odd${userId}` } });
    expect(await post(JSON.stringify(odd))).toBe(200);
    expect(await stored()).toBe(1);
  });

  it('comes by the hundred at once, each stored by itself', async () => {
    const changes = await counted(() =>
      Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          post(JSON.stringify(event({ message: { text: '?', msg_id: `many${userId}${n % 150}` } }))),
        ),
      ),
    );
    expect(changes).toEqual({ stored: 150, repeated: 50 });
    expect(await stored()).toBe(150);
  });

  it('may call itself whatever it likes: the bytes count', async () => {
    const body = JSON.stringify(event());
    const timestamp = /"timestamp":"(\d+)"/.exec(body)?.[1] ?? '';
    const headers = { 'content-type': 'text/plain', 'x-zevent-signature': sign(Buffer.from(body), timestamp) };
    const answer = await fetch(world.url, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    expect(await stored()).toBe(1);
  });

  it('is stored without what lies deeper than anybody reads', async () => {
    const whole = JSON.stringify(event({ message: { text: 'Xin chào', msg_id: `deep${userId}`, x: 0 } }));
    expect(await post(whole.replace('"x":0', `"x":${DEEP}`))).toBe(200);
    expect(await stored()).toBe(1);
    await world.zalo.user(userId).waitFor(({ from }) => from === 'oa');
  });

  it('is answered although others stop in the middle of what they send', async () => {
    const { hostname, port, pathname } = new URL(world.url);
    const halves = Array.from({ length: 30 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"app_id":"1"`);
      return socket;
    });
    const changes = await counted(async () => {
      expect(await post(JSON.stringify(event()))).toBe(200);
      for (const socket of halves) socket.destroy();
      expect(await post(JSON.stringify(event({ message: { text: '?', msg_id: `after${userId}` } })))).toBe(200);
    });
    expect(changes).toEqual({ stored: 2 });
  });

  it('is answered 503 while it cannot be stored', async () => {
    await world.db.pool.query('alter table inbound rename to inbound_away');
    try {
      expect(await counted(async () => expect(await post(JSON.stringify(event()))).toBe(503))).toEqual({
        not_stored: 1,
      });
    } finally {
      await world.db.pool.query('alter table inbound_away rename to inbound');
    }
  });
});

describe('what is not stored', () => {
  const refused: [what: string, send: () => Promise<number>, status: number, counted: Partial<WebhookCounts>][] = [
    [
      'a wrong signature',
      () => post(JSON.stringify(event()), { signature: `mac=${'0'.repeat(64)}` }),
      200,
      { bad_signature: 1 },
    ],
    ['no signature', () => post(JSON.stringify(event()), { signature: null }), 200, { bad_signature: 1 }],
    [
      'a signature that is none',
      () => post(JSON.stringify(event()), { signature: 'mac=zzz' }),
      200,
      { bad_signature: 1 },
    ],
    [
      'an event cut off on the way',
      () => {
        const whole = JSON.stringify(event());
        const timestamp = /"timestamp":"(\d+)"/.exec(whole)?.[1] ?? '';
        return post(whole.slice(0, -20), { signature: sign(Buffer.from(whole), timestamp) });
      },
      200,
      { bad_signature: 1 },
    ],
    ['no JSON', () => post('xin chào', { signature: `mac=${'1'.repeat(64)}` }), 200, { bad_signature: 1 }],
    ['nothing', () => post('', { signature: null }), 200, { bad_signature: 1 }],
    ['the event of another app', () => post(JSON.stringify(event({ app_id: '1' }))), 200, { not_ours: 1 }],
    [
      'the event of another account',
      () => post(JSON.stringify(event({ recipient: { id: '2' } }))),
      200,
      { not_ours: 1 },
    ],
    [
      'an event of three hours ago, signed as it was',
      () => post(JSON.stringify(event({ timestamp: String(Date.now() - 3 * HOUR_MS) }))),
      200,
      { too_old: 1 },
    ],
    [
      'a kind that nobody knows',
      () => post(JSON.stringify(event({ event_name: 'user_sang_a_song' }))),
      200,
      { ignored: 1 },
    ],
    [
      'a receipt',
      () => post(JSON.stringify(event({ event_name: 'user_seen_message', message: { msg_ids: ['1'] } }))),
      200,
      { ignored: 1 },
    ],
    [
      'what we sent ourselves',
      () =>
        post(
          JSON.stringify(
            event({ event_name: 'oa_send_text', sender: { id: world.zalo.oaId }, recipient: { id: userId } }),
          ),
        ),
      200,
      { ignored: 1 },
    ],
    ['a user id that is none', () => post(JSON.stringify(event({ sender: { id: '007' } }))), 200, { ignored: 1 }],
    [
      'a hundred thousand brackets from a stranger',
      () => post('['.repeat(100_000), { signature: `mac=${'2'.repeat(64)}` }),
      200,
      { bad_signature: 1 },
    ],
    [
      'an event as deep as a well, though it is signed',
      () => {
        const whole = JSON.stringify(
          event({ event_name: 'follow', oa_id: world.zalo.oaId, follower: { id: userId, x: 0 } }),
        );
        return post(whole.replace('"x":0', `"x":${DEEP}`));
      },
      200,
      { ignored: 1 },
    ],
    ['10 MB that do not say how many they are', () => postInPieces(10), 413, { too_large: 1 }],
    ['10 MB', () => post(JSON.stringify(event({ padding: 'x'.repeat(10 << 20) }))), 413, { too_large: 1 }],
  ];
  it.each(refused)('%s', async (_what, send, status, expected) => {
    const rows = () => world.db.pool.query<{ n: number }>('select count(*)::int as n from inbound');
    const before = (await rows()).rows[0]?.n;
    expect(await counted(async () => expect(await send()).toBe(status))).toEqual(expected);
    expect((await rows()).rows[0]?.n).toBe(before);
  });

  it("Zalo's own test from its console is answered 200 and nobody is", async () => {
    const changes = await counted(async () => {
      world.zalo.webhook.test();
      await world.zalo.webhook.settled();
    });
    expect(changes).toEqual({ not_ours: 1 });
    expect(world.zalo.webhook.deliveries.at(-1)?.status).toBe(200);
  });
});

describe('a wrong signature, where staff wants it refused', () => {
  it('is answered 401', async () => {
    const strict = await startZaloWorld({ env: { ZALO_WEBHOOK_BAD_SIGNATURE: '401' } });
    try {
      const answer = await fetch(strict.url, { method: 'POST', body: '{}' });
      expect(answer.status).toBe(401);
      expect(strict.counts.bad_signature).toBe(1);
    } finally {
      await strict.close();
    }
  });
});
