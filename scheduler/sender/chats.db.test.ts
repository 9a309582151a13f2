import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalisedMessage, Part } from '../../content/message.js';
import { optOut } from '../../people/optOut.js';
import { tally } from '../../test/support/counts.js';
import { insertPeople, SECRET, startWorld, text, type World } from '../../test/support/world.js';
import { pauseBroadcast, resumeBroadcast } from '../broadcast/verbs.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ maxInFlight: 8 });
});
afterAll(() => world.close());

const by = () => ({ name: 'an', ...world.by });
const part = (words: string): Part => ({ body: { text: words, marks: [] }, media: null, buttons: [] });
const threeParts: LocalisedMessage = { vi: [part('một'), part('hai'), part('ba')] };
const addressOf = async (chat: number) =>
  world.db.prisma.address.findFirstOrThrow({ where: { externalId: String(chat) } });
/** What this phone shows, oldest first. */
const shown = (chat: number) => world.simulator.person(chat).messages.map((message) => message.text);
const callsTo = (chat: number) => world.simulator.calls('sendMessage').filter((call) => call.chatId === chat);

/** What a platform says of one chat is that chat's business: all of these run side by side. */
describe.concurrent('one chat among others', () => {
  test('that has blocked is marked, and the next broadcast skips it with the reason', async () => {
    const { audience, chats } = await world.people(4);
    const [blocker = 0] = chats;
    world.simulator.person(blocker).block();
    const first = await world.send({ audience });
    expect(await world.reached(first, 'finished')).toMatchObject({ sent: 3, failed: 1 });
    expect((await world.ledger(first))[0]).toMatchObject({ state: 'failed', reason: 'blocked-by-user', attempts: 1 });
    expect(await addressOf(blocker)).toMatchObject({ state: 'blocked', stateReason: 'blocked-by-user' });
    const second = await world.send({ audience });
    expect(await world.reached(second, 'finished')).toMatchObject({ sent: 3, skipped: 1, failed: 0 });
    expect((await world.ledger(second))[0]).toMatchObject({ state: 'skipped', reason: 'blocked', attempts: 0 });
    expect(callsTo(blocker)).toHaveLength(1);
  });

  test('that became a supergroup gets the message once, under its new id', async () => {
    const [from, to] = [-5001, -1_000_000_005_001];
    world.simulator.addGroups([{ id: to, title: 'Tổ dân phố 5', type: 'supergroup' }]);
    await insertPeople(world.db, 1, { firstChat: from, group: 'moving' });
    world.simulator.faults.add({ chats: [from], fault: { kind: 'migrated', toChatId: to } });
    const id = await world.send({ audience: 'group:moving' });
    expect(await world.reached(id, 'finished')).toMatchObject({ planned: 1, sent: 1 });
    expect(world.received([to])).toEqual([1]);
    expect(await addressOf(to)).toMatchObject({ state: 'active' });
    expect(await world.ledger(id)).toMatchObject([{ externalId: String(to), attempts: 2 }]);
    expect(callsTo(from)).toHaveLength(1);
  });

  test('that is a group with its own limit waits alone, and nobody else with it', async () => {
    const group = -5002;
    world.simulator.addGroups([{ id: group, title: 'Tổ dân phố 6' }]);
    await insertPeople(world.db, 1, { firstChat: group, group: 'slow' });
    const { audience, chats } = await world.people(5);
    world.simulator.faults.add({
      chats: [group],
      times: 1,
      fault: { kind: 'too-many-requests', retryAfter: 2, hold: 'chat' },
    });
    const id = await world.send({ audience: `group:slow or ${audience}` });
    const others = await world.until(id, ({ sent }) => sent === 5);
    expect(others).toMatchObject({ waiting: 1 });
    expect(tally(world.received(chats))).toEqual({ 1: 5 });
    await world.reached(id, 'finished');
    const calls = callsTo(group);
    expect(calls.map((call) => call.errorCode)).toEqual([429, null]);
    expect((calls[1]?.atMs ?? 0) - (calls[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect((await world.ledger(id)).every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

describe.concurrent('a message of several parts', () => {
  test('arrives whole and in order, each part once', async () => {
    const { audience, chats } = await world.people(5);
    const id = await world.send({ audience, message: threeParts });
    await world.reached(id, 'finished');
    for (const chat of chats) expect(shown(chat)).toEqual(['một', 'hai', 'ba']);
    expect((await world.ledger(id)).every(({ messageIds }) => messageIds.length === 3)).toBe(true);
  });

  test.each([
    ['refused for now', { kind: 'too-many-requests', retryAfter: 1, hold: 'chat' } as const],
    ['lost for good', { kind: 'cut', when: 'before' } as const],
  ])('resumes at the part that failed: %s', async (_what, fault) => {
    const { audience, chats } = await world.people(3);
    const [chat = 0] = chats;
    world.simulator.faults.add({ chats: [chat], after: 1, times: 1, fault });
    const id = await world.send({ audience, message: threeParts, onUnknown: 'resend' });
    expect(await world.reached(id, 'finished')).toMatchObject({ sent: 3 });
    for (const each of chats) expect(shown(each)).toEqual(['một', 'hai', 'ba']);
    expect((await world.ledger(id))[0]?.messageIds).toHaveLength(3);
  });

  test('is not continued for who says stop after the first part', async () => {
    const { audience, chats } = await world.people(1);
    const [chat = 0] = chats;
    world.simulator.faults.add({ chats: [chat], times: 1, fault: { kind: 'slow', ms: 700 } });
    const id = await world.send({ audience, message: threeParts });
    await world.until(id, ({ sending }) => sending === 1);
    await optOut(world.db, SECRET, { channel: 'telegram', externalId: String(chat) });
    expect(await world.reached(id, 'finished')).toMatchObject({ skipped: 1, sent: 0 });
    expect(shown(chat)).toEqual(['một']);
    expect(await world.ledger(id)).toMatchObject([{ state: 'skipped', reason: 'opted-out' }]);
  });

  test('is not continued while the broadcast is paused, and then from where it was', async () => {
    const { audience, chats } = await world.people(1);
    const [chat = 0] = chats;
    world.simulator.faults.add({ chats: [chat], times: 1, fault: { kind: 'slow', ms: 700 } });
    const id = await world.send({ audience, message: threeParts });
    await world.until(id, ({ sending }) => sending === 1);
    await pauseBroadcast(world.db, id, by());
    await sleep(1_500);
    expect(shown(chat)).toEqual(['một']);
    expect(await world.status(id)).toMatchObject({ state: 'paused', waiting: 1 });
    await resumeBroadcast(world.db, id, by());
    await world.reached(id, 'finished');
    expect(shown(chat)).toEqual(['một', 'hai', 'ba']);
  });

  test('goes to everybody in their language, in Vietnamese where theirs is missing', async () => {
    const { audience, chats } = await world.people(3);
    const [english = 0, french = 0, vietnamese = 0] = chats;
    for (const [chat, locale] of [
      [english, 'en'],
      [french, 'fr'],
    ] as const) {
      const { contactId } = await addressOf(chat);
      await world.db.prisma.contact.update({ where: { id: contactId }, data: { locale } });
    }
    const message: LocalisedMessage = { vi: [part('xin chào'), part('tạm biệt')], en: [part('hello')] };
    await world.reached(await world.send({ audience, message }), 'finished');
    expect(shown(english)).toEqual(['hello']);
    expect(shown(french)).toEqual(['xin chào', 'tạm biệt']);
    expect(shown(vietnamese)).toEqual(['xin chào', 'tạm biệt']);
  });
});

test('a file goes up once, and is only named from then on, also by the next broadcast', async () => {
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const media = { kind: 'photo', sha256, fileName: 'a.png', mime: 'image/png', sizeBytes: bytes.length } as const;
  const message = { vi: [{ body: { text: 'Ảnh', marks: [] }, media, buttons: [] }] };
  const { audience, chats } = await world.people(25);
  const wanted = { audience, message, media: new Map([[sha256, { ...media, bytes }]]) };
  for (let round = 1; round <= 2; round++) {
    const end = await world.reached(await world.send(wanted), 'finished');
    expect(end).toMatchObject({ sent: 25 });
    expect((await world.ledger(end.id)).every(({ attempts }) => attempts === 1)).toBe(true);
    expect(tally(world.received(chats))).toEqual({ [round]: 25 });
  }
  const uploads = world.simulator.calls('sendPhoto').filter((call) => typeof call.params['photo'] !== 'string');
  expect(uploads).toHaveLength(1);
});

test('a message that was changed after its start is held for a person, and nobody’s delivery fails for it', async () => {
  const { audience, chats } = await world.people(3);
  // Silent until the message has been changed: the first one must not be on its way by then.
  await world.db.pool.query(`update sender set not_before = now() + interval '1 minute'`);
  const id = await world.send({ audience, message: text('before') });
  await world.db.pool.query(`update broadcast set message = $2 where id = $1`, [Number(id), text('after')]);
  await world.calm();
  await world.reached(id, 'held');
  // Held by the first delivery that reads it; the others are being put back then.
  const held = await world.until(id, ({ waiting }) => waiting === 3);
  expect(held).toMatchObject({ state: 'held', heldReason: 'changed-after-approval', failed: 0 });
  expect(world.received(chats)).toEqual([0, 0, 0]);
});

test('"the process fell over a message that nobody was left to get": a changed message whose readers have all said stop holds up nothing', async () => {
  const { audience, chats } = await world.people(3);
  await world.db.pool.query(`update sender set not_before = now() + interval '1 minute'`);
  const id = await world.send({ audience, message: text('before') });
  await world.until(id, ({ waiting }) => waiting === 3);
  await world.db.pool.query(`update broadcast set message = $2 where id = $1`, [Number(id), text('after')]);
  for (const chat of chats) await optOut(world.db, SECRET, { channel: 'telegram', externalId: String(chat) });
  // What opting out settles by itself is put back, so that it is the lease that finds nobody.
  await world.db.pool.query(`update delivery set state = 'waiting', reason = null where broadcast_id = $1`, [
    Number(id),
  ]);
  await world.calm();
  expect(await world.reached(id, 'finished')).toMatchObject({ skipped: 3, sent: 0, failed: 0 });
  expect(world.received(chats)).toEqual([0, 0, 0]);
});
