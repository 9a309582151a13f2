import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../base/log.js';
import type { MediaRef, Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { type FaultRule, startTelegramSimulator, type TelegramSimulator } from '../../../simulator/index.js';
import { createTelegramChannel, type TelegramChannel } from './channel.js';
import type { UploadStore } from './uploads.js';

const log = createLog('silent', 'test');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);
const photo: MediaRef = {
  kind: 'photo',
  sha256: createHash('sha256').update(PNG).digest('hex'),
  fileName: 'a.png',
  mime: 'image/png',
  sizeBytes: PNG.length,
};

let simulator: TelegramSimulator;
let channel: TelegramChannel;
let uploads: UploadStore & { rows: Map<string, string> };
let loads: number;

/** The table, in memory; the one in PostgreSQL has its own test. */
function memoryUploads(): UploadStore & { rows: Map<string, string> } {
  const rows = new Map<string, string>();
  const key = (file: MediaRef): string => `${file.kind} ${file.sha256}`;
  return {
    rows,
    find: async (file) => rows.get(key(file)) ?? null,
    keep: async (file, handle) => void rows.set(key(file), handle),
    drop: async (file, handle) => {
      if (rows.get(key(file)) === handle) rows.delete(key(file));
    },
  };
}

function open(options: { token?: string; callTimeoutMs?: number; media?: Uint8Array | null } = {}): TelegramChannel {
  return createTelegramChannel({
    token: options.token ?? simulator.token,
    apiRoot: simulator.apiRoot,
    rate: 30,
    maxInFlight: 16,
    loadMedia: async () => {
      loads += 1;
      return options.media === undefined ? PNG : options.media;
    },
    uploads: () => uploads,
    log,
    ...(options.callTimeoutMs === undefined ? {} : { callTimeoutMs: options.callTimeoutMs }),
  });
}

beforeEach(async () => {
  simulator = await startTelegramSimulator({
    people: [
      { id: 11, firstName: 'An' },
      { id: 12, firstName: 'Bình' },
      { id: 13, firstName: 'Chi', started: false },
    ],
    groups: [{ id: -100, title: 'Tổ dân phố 3' }],
  });
  uploads = memoryUploads();
  loads = 0;
  channel = open();
});

afterEach(async () => {
  await channel.close();
  await simulator.close();
});

const part = (text: string, more: Partial<Part> = {}): Part => ({
  body: { text, marks: [] },
  media: null,
  buttons: [],
  ...more,
});
const send = (
  chat: number | string,
  p: Part = part('Chào bà con'),
  over: TelegramChannel = channel,
): Promise<Outcome> => over.send({ externalId: String(chat), part: p });

describe('a message', () => {
  it('arrives with its marks and buttons as they were written, and its id is known', async () => {
    const p: Part = {
      body: { text: 'Ngày 26/6 <b>', marks: [{ type: 'bold', start: 0, end: 4 }] },
      media: null,
      buttons: [[{ label: 'Trợ giúp', data: 'help' }]],
    };
    const outcome = await send(11, p);
    const [message] = simulator.person(11).messages;
    expect(outcome).toEqual({ kind: 'sent', messageIds: [String(message?.message_id)] });
    expect(message).toMatchObject({
      text: 'Ngày 26/6 <b>',
      entities: [{ type: 'bold', offset: 0, length: 4 }],
      reply_markup: { inline_keyboard: [[{ text: 'Trợ giúp', callback_data: 'help' }]] },
    });
  });

  it('names its sender by the bot, and reaches nobody when it only probes', async () => {
    expect(channel.sender).toBe('telegram.7000000001');
    expect(await channel.probe()).toEqual({ kind: 'there' });
    expect(simulator.counts().delivered).toBe(0);
  });

  it.each<[string, FaultRule['fault'], Outcome]>([
    [
      'blocked',
      { kind: 'forbidden', why: 'blocked' },
      { kind: 'refused', reason: 'blocked-by-user', address: 'blocked' },
    ],
    ['too many', { kind: 'too-many-requests', retryAfter: 9 }, { kind: 'throttled', waitMs: 9_000, scope: 'sender' }],
    [
      'a 500 that delivered',
      { kind: 'server-error', code: 500, delivered: true },
      { kind: 'unknown', reason: 'server-error-500' },
    ],
    [
      'a proxy in HTML',
      { kind: 'server-error', code: 502, body: 'html' },
      { kind: 'unknown', reason: 'answer-not-telegram-502' },
    ],
    ['cut before', { kind: 'cut', when: 'before' }, { kind: 'unknown', reason: 'connection-reset' }],
    ['cut after', { kind: 'cut', when: 'after' }, { kind: 'unknown', reason: 'connection-reset' }],
    ['moved', { kind: 'migrated', toChatId: -1_001 }, { kind: 'moved', reason: 'group-upgraded', externalId: '-1001' }],
  ])('that meets %s says so', async (_label, fault, expected) => {
    simulator.faults.add({ fault });
    const outcome = await send(11);
    // How a cut shows depends on the moment; that it leaves the outcome unknown does not.
    if (fault.kind === 'cut') expect(outcome.kind).toBe('unknown');
    else expect(outcome).toEqual(expected);
  });

  it('without an answer is unknown when its time is up', async () => {
    const impatient = open({ callTimeoutMs: 80 });
    simulator.faults.add({ fault: { kind: 'silence', delivered: true } });
    expect(await send(11, part('a'), impatient)).toEqual({ kind: 'unknown', reason: 'timeout' });
    await impatient.close();
  });

  it('to nobody, to somebody who never pressed Start, and to a blocked chat is refused with what it means for the address', async () => {
    simulator.person(12).block();
    expect(await send(99)).toEqual({ kind: 'refused', reason: 'chat-not-found', address: 'keep' });
    expect(await send(13)).toEqual({ kind: 'refused', reason: 'never-started', address: 'blocked' });
    expect(await send(12)).toEqual({ kind: 'refused', reason: 'blocked-by-user', address: 'blocked' });
  });

  it('that is at fault itself stops the broadcast', async () => {
    expect(await send(11, part('a'.repeat(4_097)))).toEqual({ kind: 'content', reason: 'text-too-long' });
  });

  it('with a revoked token stops the sender, also when probing', async () => {
    simulator.revokeToken();
    expect(await send(11)).toEqual({ kind: 'stopped', reason: 'token-refused' });
    expect(await channel.probe()).toEqual({ kind: 'stopped', reason: 'token-refused' });
  });

  it('of a bot nobody listens for surely did not arrive', async () => {
    const { apiRoot } = simulator;
    await simulator.close();
    const away = createTelegramChannel({
      token: '1:x',
      apiRoot,
      rate: 1,
      maxInFlight: 1,
      loadMedia: async () => null,
      uploads: () => uploads,
      log,
    });
    expect(await send(11, part('a'), away)).toEqual({ kind: 'not-delivered', reason: 'connection-refused' });
    expect(await away.probe()).toEqual({ kind: 'away', reason: 'connection-refused' });
    await away.close();
    simulator = await startTelegramSimulator();
  });

  it('never shows the token in what goes wrong', async () => {
    const secret = simulator.token.split(':')[1] ?? '';
    simulator.revokeToken();
    const outcomes = [await send(11), await channel.probe()];
    await channel.close();
    outcomes.push(await send(11));
    expect(JSON.stringify(outcomes)).not.toContain(secret);
    expect(() => open({ token: 'secret-without-form' })).toThrow(expect.not.stringContaining('secret-without-form'));
  });
});

describe('a file', () => {
  const withPhoto = (): Part => part('Tờ rơi', { media: photo });

  it('goes up once and is only named from then on, also in another process', async () => {
    const p = withPhoto();
    expect(await send(11, p)).toMatchObject({ kind: 'sent' });
    expect(await send(12, p)).toMatchObject({ kind: 'sent' });
    const other = open();
    expect(await send(12, withPhoto(), other)).toMatchObject({ kind: 'sent' });
    await other.close();
    expect(loads).toBe(1);
    const [first, second, third] = simulator.calls('sendPhoto').map((call) => call.params['photo']);
    expect(first).toMatchObject({ bytes: PNG.length });
    expect(second).toBe(uploads.rows.get(`photo ${photo.sha256}`));
    expect(third).toBe(second);
    expect(simulator.person(12).messages.map((m) => m.caption)).toEqual(['Tờ rơi', 'Tờ rơi']);
  });

  it('goes up once when many want it at the same moment', async () => {
    simulator.faults.add({ fault: { kind: 'slow', ms: 30 } });
    const p = withPhoto();
    const all = () => Promise.all(Array.from({ length: 12 }, (_, n) => send(11 + (n % 2), p)));
    // Those who come while it goes up come back later: waiting, they would all go on at the same moment.
    expect((await all()).map((outcome) => outcome.kind).sort()).toEqual([...Array<string>(11).fill('later'), 'sent']);
    expect((await all()).every((outcome) => outcome.kind === 'sent')).toBe(true);
    expect(loads).toBe(1);
  });

  it('is tried by the next one when the upload went to somebody who blocked us', async () => {
    simulator.person(11).block();
    const p = withPhoto();
    const outcomes = await Promise.all([send(11, p), send(12, p)]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['refused', 'later']);
    expect(await send(12, p)).toMatchObject({ kind: 'sent' });
  });

  it('whose handle is refused one day goes up anew, once, for all who were refused', async () => {
    uploads.rows.set(`photo ${photo.sha256}`, 'AgACAgOLD');
    const p = withPhoto();
    const all = () => Promise.all(Array.from({ length: 6 }, () => send(11, p)));
    expect((await all()).map((outcome) => outcome.kind).sort()).toEqual([...Array<string>(5).fill('later'), 'sent']);
    expect((await all()).every((outcome) => outcome.kind === 'sent')).toBe(true);
    expect(loads).toBe(1);
    expect(uploads.rows.get(`photo ${photo.sha256}`)).not.toBe('AgACAgOLD');
  });

  it('whose new handle is refused too is a fault of the content, not an endless loop', async () => {
    uploads.rows.set(`photo ${photo.sha256}`, 'AgACAgOLD');
    simulator.faults.add({ fault: { kind: 'bad-request', why: 'wrong-file-id' } });
    expect(await send(11, withPhoto())).toEqual({ kind: 'content', reason: 'file-handle-refused' });
  });

  it('that nobody has is a fault of the content', async () => {
    const without = open({ media: null });
    expect(await send(11, withPhoto(), without)).toEqual({ kind: 'content', reason: 'file-missing' });
    await without.close();
  });

  it('that cannot be loaded now, or whose handles cannot be read, can be tried again', async () => {
    const broken = createTelegramChannel({
      token: simulator.token,
      apiRoot: simulator.apiRoot,
      rate: 1,
      maxInFlight: 1,
      log,
      uploads: () => uploads,
      loadMedia: () => Promise.reject(new Error('the database is away')),
    });
    expect(await send(11, withPhoto(), broken)).toEqual({ kind: 'later', reason: 'file-not-loaded', waitMs: 2_000 });
    await broken.close();
    uploads.find = () => Promise.reject(new Error('the database is away'));
    expect(await send(11, withPhoto())).toEqual({ kind: 'later', reason: 'upload-table-unreachable', waitMs: 2_000 });
    expect(simulator.counts().delivered).toBe(0);
  });

  it('is out even when its handle could not be stored', async () => {
    uploads.keep = () => Promise.reject(new Error('the database is away'));
    const p = withPhoto();
    expect((await send(11, p)).kind).toBe('sent');
    expect((await send(12, p)).kind).toBe('sent');
    expect(loads).toBe(1);
  });

  it.each(['video', 'document'] as const)('of the kind %s arrives as what it is', async (kind) => {
    const p = part('Xem', {
      media: { ...photo, kind, mime: kind === 'video' ? 'video/mp4' : 'application/pdf', fileName: 'tờ rơi.bin' },
    });
    expect((await send(11, p)).kind).toBe('sent');
    expect((await send(11, p)).kind).toBe('sent');
    expect(simulator.person(11).messages.map((message) => Boolean(message[kind]))).toEqual([true, true]);
    expect(loads).toBe(1);
  });
});
