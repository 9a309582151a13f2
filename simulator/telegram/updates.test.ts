import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTelegramSimulator, type TelegramSimulator } from '../index.js';
import type { WireUpdate } from './wire.js';

let simulator: TelegramSimulator;

beforeEach(async () => {
  simulator = await startTelegramSimulator({ people: [{ id: 1, firstName: 'An', languageCode: 'vi' }] });
});
afterEach(() => simulator.close());

interface Answer {
  ok: boolean;
  result: WireUpdate[];
  error_code?: number;
  description?: string;
}

async function call(method: string, params: object = {}): Promise<Answer> {
  const response = await request(`${simulator.apiRoot}/bot${simulator.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return (await response.body.json()) as Answer;
}
const poll = (params: object = {}) => call('getUpdates', params);
const textsOf = (answer: Answer) => answer.result.map((update) => update.message?.text);

describe('getUpdates', () => {
  it('gives an update again until it is acknowledged', async () => {
    const an = simulator.person(1);
    an.say('một');
    an.say('hai');
    const first = await poll({ limit: 1 });
    expect(textsOf(first)).toEqual(['một']);
    expect(textsOf(await poll())).toEqual(['một', 'hai']);
    const id = first.result[0]?.update_id ?? 0;
    expect(textsOf(await poll({ offset: id + 1 }))).toEqual(['hai']);
    expect(textsOf(await poll({ offset: id }))).toEqual(['hai']);
  });

  it('with a negative offset forgets all but the last', async () => {
    for (const text of ['một', 'hai', 'ba']) simulator.person(1).say(text);
    expect(textsOf(await poll({ offset: -1 }))).toEqual(['ba']);
    expect(textsOf(await poll())).toEqual(['ba']);
  });

  it('waits until something comes', async () => {
    const waiting = poll({ timeout: 20 });
    await expect.poll(() => simulator.counts().calls).toBe(1);
    simulator.person(1).start('abc');
    const [update] = (await waiting).result;
    expect(update?.message).toMatchObject({
      text: '/start abc',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
      from: { id: 1, is_bot: false, language_code: 'vi' },
    });
  });

  it('gives only the kinds that were asked for, and remembers them', async () => {
    await poll({ allowed_updates: ['callback_query'] });
    simulator.person(1).say('không ai hỏi');
    expect((await poll()).result).toEqual([]);
    await poll({ allowed_updates: [] });
    simulator.person(1).say('có');
    expect(textsOf(await poll())).toEqual(['có']);
  });

  it('ends the first of two pollers with 409', async () => {
    const first = poll({ timeout: 20 });
    await expect.poll(() => simulator.counts().calls).toBe(1);
    const second = poll({ timeout: 20 });
    expect(await first).toMatchObject({
      error_code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    simulator.person(1).say('cho người thứ hai');
    expect((await second).result).toHaveLength(1);
  });

  it('does not lose an update to a poller that hung up', async () => {
    const gone = new AbortController();
    const hungUp = request(`${simulator.apiRoot}/bot${simulator.token}/getUpdates?timeout=20`, { signal: gone.signal });
    await expect.poll(() => simulator.counts().calls).toBe(1);
    gone.abort();
    await expect(hungUp).rejects.toThrow();
    simulator.person(1).say('còn đây');
    expect(textsOf(await poll({ timeout: 5 }))).toEqual(['còn đây']);
    expect(simulator.counts().refused).toEqual({});
  });

  it('is refused while a webhook is set', async () => {
    await call('setWebhook', { url: 'http://127.0.0.1:9/never' });
    expect(await poll()).toMatchObject({
      error_code: 409,
      description: expect.stringContaining("can't use getUpdates method while webhook is active"),
    });
  });

  it('gets what a webhook left undelivered', async () => {
    await call('setWebhook', { url: 'http://127.0.0.1:9/never' });
    simulator.person(1).say('một');
    simulator.person(1).say('hai');
    await call('deleteWebhook');
    expect(textsOf(await poll())).toEqual(['một', 'hai']);
    simulator.person(1).say('ba');
    await call('deleteWebhook', { drop_pending_updates: true });
    expect((await poll()).result).toEqual([]);
  });
});

describe('pressed buttons', () => {
  it('can be answered only as long as Telegram waits', async () => {
    let nowMs = 1_795_000_000_000;
    const own = await startTelegramSimulator({
      people: [{ id: 1, firstName: 'An' }],
      clock: { now: () => new Date(nowMs) },
      callbackLifetimeMs: 10_000,
    });
    try {
      const answer = async (id: string) => {
        const url = `${own.apiRoot}/bot${own.token}/answerCallbackQuery?callback_query_id=${id}`;
        const response = await request(url);
        await response.body.dump();
        return response.statusCode;
      };
      const markup = JSON.stringify({ inline_keyboard: [[{ text: 'Có', callback_data: 'y' }]] });
      const url = `${own.apiRoot}/bot${own.token}/sendMessage?chat_id=1&text=a&reply_markup=${encodeURIComponent(markup)}`;
      await (await request(url)).body.dump();
      const an = own.person(1);
      const press = () => {
        const pressed = an.press(an.messages[0]?.message_id ?? 0, { row: 0, column: 0 });
        return pressed.kind === 'asked' ? pressed.queryId : '';
      };
      const early = press();
      nowMs += 10_000;
      expect(await answer(early)).toBe(200);
      const late = press();
      nowMs += 10_001;
      expect(await answer(late)).toBe(400);
    } finally {
      await own.close();
    }
  });
});
