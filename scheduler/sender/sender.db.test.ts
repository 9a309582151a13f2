import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accountedFor, tally } from '../../test/support/counts.js';
import { startWorld, type World } from '../../test/support/world.js';
import { cancelBroadcast, resumeBroadcast, startBroadcast } from '../broadcast/verbs.js';

const IN_FLIGHT = 8;
let world: World;
beforeAll(async () => {
  world = await startWorld({ maxInFlight: IN_FLIGHT, simulator: { latencyMs: 5 } });
});
afterAll(() => world.close());
afterEach(() => world.calm());

const by = () => ({ name: 'an', ...world.by });
const sender = async () => world.db.prisma.sender.findFirstOrThrow();
const callsTo = (chats: readonly number[]) =>
  world.simulator.calls('sendMessage').filter((call) => chats.includes(call.chatId ?? 0));

/** Resolves when the sender's row is as wanted. */
async function senderIs(wanted: (row: Awaited<ReturnType<typeof sender>>) => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + 20_000; ; await sleep(50)) {
    const row = await sender();
    if (wanted(row)) return;
    if (Date.now() > giveUpAt) throw new Error(`The sender did not get there: ${JSON.stringify(row)}`);
  }
}

test('what the platform cannot read holds the broadcast after the calls in flight, instead of failing everybody', async () => {
  const { audience, chats } = await world.people(100);
  world.simulator.faults.add({ chats, after: 20, fault: { kind: 'bad-request', why: 'cannot-parse-entities' } });
  const id = await world.send({ audience });
  await world.reached(id, 'held');
  const held = await world.until(id, ({ sending }) => sending === 0);
  expect(held).toMatchObject({ heldReason: 'content: not-parsed', sent: 20 });
  expect(held.failed).toBeLessThanOrEqual(IN_FLIGHT);
  expect(held.waiting).toBe(80 - held.failed);
  const calls = callsTo(chats).length;
  await sleep(1_200);
  expect(callsTo(chats)).toHaveLength(calls);
  await cancelBroadcast(world.db, id, by());
  expect(await world.until(id, ({ finishedAt }) => finishedAt !== null)).toMatchObject({ skipped: held.waiting });
});

test('a revoked token stops the sender, nobody is failed for it, and with the token back everybody gets it once', async () => {
  const { audience, chats } = await world.people(60);
  world.simulator.faults.add({ chats, after: 15, times: 1, fault: { kind: 'unauthorized' } });
  const id = await world.send({ audience });
  await senderIs(({ stoppedAt }) => stoppedAt !== null);
  const stopped = await world.until(id, ({ sending }) => sending === 0);
  expect(stopped).toMatchObject({
    state: 'running',
    failed: 0,
    unknown: 0,
    heldReason: 'sender: token-refused',
    forecast: null,
  });
  expect(
    (await world.ledger(id)).every(({ state, attempts }) => (state === 'sent' ? attempts === 1 : attempts === 0)),
  ).toBe(true);
  const calls = world.simulator.counts().calls;
  await sleep(1_200);
  expect(world.simulator.counts().calls).toBe(calls);
  // A restart without a better token changes nothing.
  await world.restart();
  expect((await sender()).stoppedAt).not.toBeNull();
  world.simulator.restoreToken();
  await world.restart();
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 60, failed: 0, unknown: 0 });
  expect(tally(world.received(chats))).toEqual({ 1: 60 });
});

test('429 is weather: nothing goes out before it is over, it costs no attempt, and everybody gets it once', async () => {
  const { audience, chats } = await world.people(60);
  world.simulator.faults.add({
    chats,
    after: 20,
    times: 1,
    fault: { kind: 'too-many-requests', retryAfter: 2, hold: 'bot' },
  });
  const id = await world.send({ audience });
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 60, failed: 0, unknown: 0 });
  expect(tally(world.received(chats))).toEqual({ 1: 60 });
  expect((await world.ledger(id)).every(({ attempts }) => attempts === 1)).toBe(true);
  const calls = callsTo(chats);
  const refused = calls.filter((call) => call.errorCode === 429);
  // Those in flight at that moment, and nobody after them: the refusals are over before the silence is.
  expect(refused.length).toBeLessThanOrEqual(IN_FLIGHT);
  const first = refused[0]?.atMs ?? 0;
  const during = calls.filter((call) => call.atMs > first + 300 && call.atMs < first + 2_000);
  expect(during).toEqual([]);
});

test('while connections are refused nobody is lost: all arrive once when it is back', async () => {
  const { audience, chats } = await world.people(60);
  await world.simulators.unplug();
  const id = await world.send({ audience });
  await senderIs(({ trippedAt }) => trippedAt !== null);
  await sleep(500);
  expect(await world.status(id)).toMatchObject({ sent: 0, failed: 0, unknown: 0 });
  await world.simulators.plugIn();
  const end = await world.reached(id, 'finished');
  expect(end).toMatchObject({ planned: 60, sent: 60, failed: 0, unknown: 0 });
  expect(tally(world.received(chats))).toEqual({ 1: 60 });
  expect((await sender()).trippedAt).toBeNull();
});

describe('what was written and not answered', () => {
  const silent = [
    { kind: 'server-error', code: 500, delivered: true } as const,
    { kind: 'server-error', code: 502, delivered: false, body: 'html' } as const,
    { kind: 'cut', when: 'after' } as const,
    { kind: 'cut', when: 'before' } as const,
  ];

  /** Some chats among many, never several in a row, each with another kind of silence. */
  async function someSilent(people: number) {
    const { audience, chats } = await world.people(people);
    const struck = chats.filter((_, i) => i % 12 === 5);
    for (const [i, chat] of struck.entries()) {
      const fault = silent[i % silent.length];
      if (fault) world.simulator.faults.add({ chats: [chat], times: 1, fault });
    }
    return { audience, chats, struck };
  }

  test('is unknown, and never sent again by itself', async () => {
    const { audience, chats, struck } = await someSilent(96);
    const id = await world.send({ audience });
    const end = await world.reached(id, 'finished');
    expect(end).toMatchObject({ planned: 96, sent: 96 - struck.length, unknown: struck.length, failed: 0 });
    const ledger = await world.ledger(id);
    expect(ledger.filter(({ state }) => state === 'unknown').map(({ externalId }) => Number(externalId))).toEqual(
      struck,
    );
    expect(Math.max(...world.received(chats))).toBe(1);
    for (const line of ledger) {
      if (line.state === 'sent') expect(world.received([Number(line.externalId)])).toEqual([1]);
      if (line.state === 'unknown') expect(callsTo([Number(line.externalId)])).toHaveLength(1);
    }
  });

  test('is sent again where the broadcast says that twice is better than not at all', async () => {
    const { audience, chats, struck } = await someSilent(48);
    const id = await world.send({ audience, onUnknown: 'resend' });
    expect(await world.reached(id, 'finished')).toMatchObject({ sent: 48, unknown: 0, failed: 0 });
    expect(Math.min(...world.received(chats))).toBe(1);
    for (const chat of struck) expect(callsTo([chat])).toHaveLength(2);
  });
});

test('a sender that has gone silent is probed with a call that reaches nobody, then tried with one message', async () => {
  const { audience, chats } = await world.people(60);
  const rule = world.simulator.faults.add({ chats, after: 10, fault: { kind: 'server-error', code: 503 } });
  const away = world.simulator.faults.add({ methods: ['getMe'], fault: { kind: 'server-error', code: 503 } });
  const id = await world.send({ audience });
  await senderIs(({ trippedAt }) => trippedAt !== null);
  const tripped = await world.until(id, ({ sending }) => sending === 0);
  // Those in flight while five in a row failed, not the sixty.
  expect(tripped.unknown).toBeLessThanOrEqual(4 + IN_FLIGHT);
  const called = callsTo(chats).length;
  await senderIs(({ probes }) => probes >= 2);
  expect(callsTo(chats)).toHaveLength(called);
  expect(
    (await world.ledger(id)).filter(({ state }) => state === 'waiting').every(({ attempts }) => attempts === 0),
  ).toBe(true);

  world.simulator.faults.add({ chats, times: 1, fault: { kind: 'slow', ms: 400 } });
  world.simulator.faults.clear(away);
  world.simulator.faults.clear(rule);
  const end = await world.reached(id, 'finished');
  expect(accountedFor(end)).toBe(60);
  expect(end).toMatchObject({ failed: 0, unknown: tripped.unknown });
  const after = world.simulator.calls().filter((call) => call.method === 'getMe' || chats.includes(call.chatId ?? 0));
  const probed = after.findIndex((call, i) => call.method === 'getMe' && call.outcome === 'answered' && i > called);
  const next = after.slice(probed + 1);
  expect(next.length).toBe(60 - called);
  // The first one was slow; had a second one not waited for its answer, it would have been answered before it.
  expect((next[0]?.atMs ?? 0) - (after[probed]?.atMs ?? 0)).toBeGreaterThanOrEqual(400);
  expect(Math.max(...world.received(chats))).toBe(1);
});

test('a broadcast that was held for its content goes on when a person says so', async () => {
  const { audience, chats } = await world.people(10);
  const rule = world.simulator.faults.add({ chats, fault: { kind: 'bad-request', why: 'message-too-long' } });
  const id = await world.send({ audience });
  await world.reached(id, 'held');
  const held = await world.until(id, ({ sending }) => sending === 0);
  world.simulator.faults.clear(rule);
  await resumeBroadcast(world.db, id, by());
  expect(await world.reached(id, 'finished')).toMatchObject({ failed: held.failed, sent: 10 - held.failed });
});

test('trouble of our own says nothing about the platform: it trips nobody and costs no attempt', async () => {
  const { audience, chats } = await world.people(20);
  const bytes = Buffer.from('%PDF-1.4');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const media = {
    kind: 'document',
    sha256,
    fileName: 'a.pdf',
    mime: 'application/pdf',
    sizeBytes: bytes.length,
  } as const;
  const message = { vi: [{ body: { text: 'Tài liệu', marks: [] }, media, buttons: [] }] };
  const id = await world.create({ audience, message, media: new Map([[sha256, { ...media, bytes }]]) });
  await world.approve(id);
  await world.db.pool.query('alter table media rename to media_away');
  await startBroadcast(world.db, id, by());
  for (let tries = 0; tries < 3; await sleep(200)) {
    const ledger = await world.ledger(id);
    tries = ledger.filter(({ reason }) => reason === 'file-not-loaded' || reason === 'waiting-for-upload').length;
  }
  await sleep(1_000);
  expect((await sender()).trippedAt).toBeNull();
  await world.db.pool.query('alter table media_away rename to media');
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 20, failed: 0, unknown: 0 });
  expect(tally(world.received(chats))).toEqual({ 1: 20 });
  expect((await world.ledger(id)).every(({ attempts }) => attempts === 1)).toBe(true);
});
