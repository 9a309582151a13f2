import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../base/clock.js';
import { createLog } from '../../../base/log.js';
import type { Part } from '../../../content/message.js';
import type { Pace } from '../../../scheduler/pace/pace.js';
import { startTelegramSimulator, type TelegramSimulator } from '../../../simulator/index.js';
import { createTelegramBot, type TelegramBot } from './bot.js';
import { createTelegramChannel, type TelegramChannel } from './channel.js';

const log = createLog('silent', 'test');
const uploads = () => ({ find: async () => null, keep: async () => undefined, drop: async () => undefined });

let simulator: TelegramSimulator;
let channel: TelegramChannel;
let bot: TelegramBot;
let reserved: [string, number, string][];
let silences: number[];

/** Slots at once, noted: the real paces have their own tests. */
const pace: Pace = {
  async reserve(sender, ratePerSecond, wanted, priority) {
    reserved.push([sender, wanted, priority]);
    return { slots: wanted, startsInMs: 0, intervalMs: 1_000 / ratePerSecond };
  },
};

beforeEach(async () => {
  simulator = await startTelegramSimulator({ people: [{ id: 11, firstName: 'An' }] });
  channel = createTelegramChannel({
    token: simulator.token,
    apiRoot: simulator.apiRoot,
    rate: 30,
    maxInFlight: 4,
    loadMedia: async () => PNG,
    uploads,
    log,
  });
  reserved = [];
  silences = [];
  bot = createTelegramBot({
    channel,
    pace,
    keepSilent: async (waitMs) => void silences.push(waitMs),
    clock: systemClock(),
    log,
  });
});

afterEach(async () => {
  await channel.close();
  await simulator.close();
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);
const part: Part = { body: { text: 'Chào', marks: [] }, media: null, buttons: [] };

describe('a reply', () => {
  it('takes a slot before all broadcasts; settings, button answers and polls take none', async () => {
    await bot.reply('11', {
      body: { text: 'Chào', marks: [] },
      media: null,
      buttons: [[{ label: 'Trợ giúp', data: 'help' }]],
    });
    expect(reserved).toEqual([['telegram.7000000001', 1, 'reply']]);
    const pressed = simulator.person(11).press(simulator.person(11).messages[0]?.message_id ?? 0, 'help');
    if (pressed.kind !== 'asked') throw new Error('the button did not ask');
    await bot.acknowledge({
      channel: 'telegram',
      updateId: '1',
      externalId: '11',
      at: new Date(),
      language: null,
      kind: 'button',
      data: 'help',
      callbackId: pressed.queryId,
      messageId: null,
      shown: null,
    });
    await bot.api.getMe();
    expect(reserved).toHaveLength(1);
    expect(simulator.calls('answerCallbackQuery').map((call) => call.outcome)).toEqual(['answered']);
  });

  it('waits out a 429 and tells it to the sender, so that broadcasts keep silent too', async () => {
    simulator.faults.add({ times: 1, fault: { kind: 'too-many-requests', retryAfter: 1 } });
    const outcome = await bot.reply('11', part);
    expect(outcome.kind).toBe('sent');
    expect(silences).toEqual([1_000]);
    expect(simulator.deliveredTo(11)).toBe(1);
  });

  it('does not wait for ever: a long 429 is handed on at once', async () => {
    simulator.faults.add({ fault: { kind: 'too-many-requests', retryAfter: 10_000 } });
    expect(await bot.reply('11', part)).toEqual({
      kind: 'throttled',
      waitMs: 10_000_000,
      scope: 'sender',
    });
    expect(silences).toEqual([10_000_000]);
  });

  it('of unknown fate is not sent again', async () => {
    simulator.faults.add({ times: 1, fault: { kind: 'server-error', code: 500, delivered: true } });
    expect((await bot.reply('11', part)).kind).toBe('unknown');
    simulator.faults.add({ times: 1, fault: { kind: 'cut', when: 'after' } });
    expect((await bot.reply('11', part)).kind).toBe('unknown');
    expect(simulator.deliveredTo(11)).toBe(2);
  });

  it('with a token that Telegram does not know says so in one line', async () => {
    simulator.revokeToken();
    await expect(bot.whoAmI('vi')).rejects.toThrow('Telegram không chấp nhận TELEGRAM_BOT_TOKEN này. Xin mã mới');
    await expect(bot.whoAmI('en')).rejects.not.toThrow(simulator.token);
  });

  it('with a file takes its slot too, and goes by the handles of the channel', async () => {
    const media = { kind: 'photo' as const, sha256: 'ab', fileName: 'a.png', mime: 'image/png', sizeBytes: PNG.length };
    expect((await bot.reply('11', { ...part, media })).kind).toBe('sent');
    expect(reserved).toEqual([['telegram.7000000001', 1, 'reply']]);
    expect(simulator.person(11).messages[0]?.photo).toBeDefined();
  });
});
