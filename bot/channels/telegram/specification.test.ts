import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../base/clock.js';
import { createLog } from '../../../base/log.js';
import { projectRoot } from '../../../base/root.js';
import type { Part } from '../../../content/message.js';
import { checkCall, readSpecification, startTelegramSimulator } from '../../../simulator/index.js';
import { announceCommands, announceReceiving } from './announce.js';
import { createTelegramBot } from './bot.js';
import { createTelegramChannel } from './channel.js';
import { ALLOWED_UPDATES } from './incoming.js';

const file = join(projectRoot, '..', 'shared', 'data', 'telegram-bot-api.json');
const why = existsSync(file) ? '' : ' (left out: its description is not beside this folder)';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

const text: Part = {
  body: {
    text: 'Bà con xem thêm ở đây',
    marks: [
      { type: 'bold', start: 0, end: 6 },
      { type: 'quote', start: 0, end: 10 },
      { type: 'link', start: 11, end: 15, url: 'https://example.vn' },
    ],
  },
  media: null,
  buttons: [
    [
      { label: 'Trợ giúp', data: 'help' },
      { label: 'Trang', url: 'https://example.vn' },
    ],
  ],
};
const withFile = (kind: 'photo' | 'video' | 'document'): Part => ({
  ...text,
  media: { kind, sha256: kind, fileName: 'tờ rơi', mime: 'image/png', sizeBytes: PNG.length },
});

describe.runIf(existsSync(file))(`every call we make, against the published Bot API${why}`, () => {
  it('has the fields it must have, of their types, and no other', async () => {
    const specification = readSpecification(file);
    const simulator = await startTelegramSimulator({ people: [{ id: 11, firstName: 'An' }] });
    const log = createLog('silent', 'test');
    const channel = createTelegramChannel({
      token: simulator.token,
      apiRoot: simulator.apiRoot,
      rate: 30,
      maxInFlight: 2,
      loadMedia: async () => PNG,
      uploads: () => ({ find: async () => null, keep: async () => undefined, drop: async () => undefined }),
      log,
    });
    try {
      const pace = { reserve: async () => ({ slots: 1, startsInMs: 0, intervalMs: 1 }) };
      const bot = createTelegramBot({ channel, pace, keepSilent: async () => undefined, clock: systemClock(), log });
      await channel.probe();
      // Each part twice: the file goes up, then only its handle does.
      for (const part of [text, withFile('photo'), withFile('video'), withFile('document')]) {
        expect((await channel.send({ externalId: '11', part })).kind).toBe('sent');
        expect((await channel.send({ externalId: '11', part })).kind).toBe('sent');
      }
      await bot.reply('11', text);
      await announceCommands(bot.api);
      await announceReceiving(bot.api, { url: 'http://127.0.0.1:9/telegram', secret: 'word' });
      await announceReceiving(bot.api, null);

      const calls = simulator.calls();
      expect(calls.map((call) => call.outcome).filter((outcome) => outcome !== 'answered')).toEqual([]);
      const faults = calls.flatMap((call) => checkCall(specification, call.method, call.params));
      expect(faults).toEqual([]);
      // The one call that is not logged, because it would be all there is in the log.
      const poll = { offset: 0, limit: 100, timeout: 25, allowed_updates: ALLOWED_UPDATES };
      expect(checkCall(specification, 'getUpdates', poll)).toEqual([]);
      expect(new Set(calls.map((call) => call.method))).toEqual(
        new Set([
          ...['getMe', 'sendMessage', 'sendPhoto', 'sendVideo', 'sendDocument'],
          ...['setMyCommands', 'setWebhook', 'deleteWebhook'],
        ]),
      );
    } finally {
      await channel.close();
      await simulator.close();
    }
  });
});
