import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bot, GrammyError, HttpError, InlineKeyboard, InputFile, InputMediaBuilder, webhookCallback } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTelegramSimulator, type TelegramSimulator } from '../index.js';

/** The smallest PNG: one white dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

let simulator: TelegramSimulator;
let bot: Bot;
let running: Promise<void> | undefined;

beforeEach(async () => {
  simulator = await startTelegramSimulator({
    people: [
      { id: 11, firstName: 'An', languageCode: 'vi' },
      { id: 12, firstName: 'Bình' },
    ],
    groups: [{ id: -100, title: 'Tổ dân phố 3' }],
  });
  bot = new Bot(simulator.token, { client: { apiRoot: simulator.apiRoot } });
});

afterEach(async () => {
  await bot.stop();
  await running;
  running = undefined;
  await simulator.close();
});

async function poll(): Promise<void> {
  await new Promise<void>((resolve) => {
    running = bot.start({ onStart: () => resolve() });
  });
}

describe('a grammY bot, unmodified, by long polling', () => {
  it('answers /start with its payload, and a pressed button', async () => {
    bot.command('start', (c) => c.reply(`Xã ${c.match}`, { reply_markup: new InlineKeyboard().text('Đồng ý', 'yes') }));
    bot.callbackQuery('yes', async (c) => {
      await c.answerCallbackQuery({ text: 'Cảm ơn', show_alert: true });
      await c.editMessageText('Đã ghi nhận');
    });
    await poll();
    const an = simulator.person(11);
    an.start('p-00123');
    const asked = await an.waitFor();
    expect(asked.text).toBe('Xã p-00123');
    expect(an.press(asked.message_id, 'Đồng ý').kind).toBe('asked');
    const edited = await an.waitFor((m) => m.edit_date !== undefined);
    expect(edited.text).toBe('Đã ghi nhận');
    expect(edited.reply_markup).toBeUndefined();
    expect(an.dialog.notice).toMatchObject({ text: 'Cảm ơn', alert: true });
    expect(simulator.deliveredTo(11)).toBe(1);
  });

  it('hears of being blocked, is refused, and hears of being let in again', async () => {
    const seen: string[] = [];
    bot.on('my_chat_member', (c) => {
      seen.push(c.myChatMember.new_chat_member.status);
    });
    bot.on('message:text', (c) => c.reply('có'));
    await poll();
    const an = simulator.person(11);
    an.block();
    const refused = await bot.api.sendMessage(11, 'Tin').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GrammyError);
    expect(refused).toMatchObject({ error_code: 403, description: 'Forbidden: bot was blocked by the user' });
    an.start();
    await an.waitFor();
    expect(seen).toEqual(['kicked', 'member']);
  });

  it('gets photos, documents, stickers, places and edits of people, and can fetch the files', async () => {
    const kinds: string[] = [];
    bot.on(['message', 'edited_message'], async (c) => {
      const message = c.msg;
      const kind = Object.keys(message).find((k) => ['photo', 'document', 'sticker', 'location', 'voice'].includes(k));
      kinds.push(c.editedMessage === undefined ? (kind ?? 'text') : `edited:${message.text}`);
      if (message.photo === undefined) return;
      const file = await c.getFile();
      const answer = await fetch(`${simulator.apiRoot}/file/bot${simulator.token}/${file.file_path}`);
      await c.reply(String((await answer.arrayBuffer()).byteLength));
    });
    await poll();
    const an = simulator.person(11);
    an.sendPhoto({ bytes: PNG, caption: 'ảnh' });
    an.sendDocument({ bytes: Buffer.from('văn bản'), fileName: 'báo cáo.docx' });
    an.sendSticker({ bytes: Buffer.from('RIFF') });
    an.sendLocation(10.77, 106.7);
    an.sendVoice({ bytes: Buffer.from('ogg') });
    const { message_id } = an.say('sai');
    an.edit(message_id, 'đúng');
    expect((await an.waitFor()).text).toBe(String(PNG.length));
    await expect
      .poll(() => kinds)
      .toEqual(['photo', 'document', 'sticker', 'location', 'voice', 'text', 'edited:đúng']);
  });
});

describe('a grammY bot that sends', () => {
  it('uploads a photo once and sends it again by file_id', async () => {
    const first = await bot.api.sendPhoto(11, new InputFile(PNG, 'áp phích.png'), {
      caption: '<b>Tháng hành động</b>',
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().url('Xem', 'https://example.vn/x'),
    });
    expect(first.caption).toBe('Tháng hành động');
    expect(first.caption_entities).toEqual([{ type: 'bold', offset: 0, length: 15 }]);
    const fileId = first.photo.at(-1)?.file_id ?? '';
    const second = await bot.api.sendPhoto(12, fileId);
    expect(second.photo.at(-1)).toMatchObject({ file_id: fileId, width: 1, height: 1 });
    expect(simulator.calls('sendPhoto').map((call) => call.params['photo'])).toEqual([
      { file: 'áp phích.png', mime: 'application/octet-stream', bytes: PNG.length },
      fileId,
    ]);
  });

  it('sends video, document and an album, and copies a message with its file', async () => {
    const video = await bot.api.sendVideo(11, new InputFile(Buffer.from('mp4'), 'v.mp4'));
    expect(video.video.file_name).toBe('v.mp4');
    const album = await bot.api.sendMediaGroup(11, [
      InputMediaBuilder.photo(new InputFile(PNG), { caption: 'một' }),
      InputMediaBuilder.video(video.video.file_id),
    ]);
    expect(album.map((m) => m.caption)).toEqual(['một', undefined]);
    const groups = simulator
      .person(11)
      .messages.slice(1)
      .map((m) => m.media_group_id);
    expect(groups).toEqual([groups[0], groups[0]]);
    const paper = await bot.api.sendDocument(-100, new InputFile(Buffer.from('%PDF'), 'kế hoạch.pdf'), {
      caption: 'KH',
    });
    expect(paper.document.file_name).toBe('kế hoạch.pdf');
    const copy = await bot.api.copyMessage(11, -100, paper.message_id);
    expect(simulator.person(11).dialog.find(copy.message_id)).toMatchObject({
      caption: 'KH',
      document: { file_id: paper.document.file_id },
    });
    expect(simulator.deliveredTo(11)).toBe(4);
  });

  it('edits, takes buttons away, deletes', async () => {
    const keyboard = new InlineKeyboard().text('A', 'a');
    const { message_id: id } = await bot.api.sendMessage(11, 'một', { reply_markup: keyboard });
    await expect(bot.api.editMessageText(11, id, 'một', { reply_markup: keyboard })).rejects.toMatchObject({
      error_code: 400,
      description: expect.stringContaining('message is not modified'),
    });
    await bot.api.editMessageReplyMarkup(11, id, { reply_markup: new InlineKeyboard().text('B', 'b') });
    const edited = await bot.api.editMessageText(11, id, 'hai');
    expect(edited).toMatchObject({ text: 'hai' });
    expect(edited).not.toHaveProperty('reply_markup');
    await bot.api.deleteMessage(11, id);
    await expect(bot.api.deleteMessage(11, id)).rejects.toMatchObject({
      description: 'Bad Request: message to delete not found',
    });
    expect(simulator.person(11).messages).toEqual([]);
  });

  it('keeps commands apart by scope and language', async () => {
    await bot.api.setMyCommands([{ command: 'stop', description: 'Dừng nhận tin' }]);
    await bot.api.setMyCommands([{ command: 'stop', description: 'Stop' }], { language_code: 'en' });
    await bot.api.setMyCommands([{ command: 'gui', description: 'Gửi' }], { scope: { type: 'chat', chat_id: 12 } });
    expect(await bot.api.getMyCommands()).toEqual([{ command: 'stop', description: 'Dừng nhận tin' }]);
    expect(await bot.api.getMyCommands({ language_code: 'en' })).toEqual([{ command: 'stop', description: 'Stop' }]);
    expect(await bot.api.getMyCommands({ scope: { type: 'chat', chat_id: 12 } })).toHaveLength(1);
    await bot.api.deleteMyCommands();
    expect(await bot.api.getMyCommands()).toEqual([]);
  });

  it('sees a cut connection as HttpError although the message arrived', async () => {
    simulator.faults.add({ fault: { kind: 'cut', when: 'after' }, times: 1 });
    await expect(bot.api.sendMessage(11, 'Tin')).rejects.toBeInstanceOf(HttpError);
    expect(simulator.deliveredTo(11)).toBe(1);
  });
});

describe('a grammY bot behind a webhook', () => {
  it('gets updates with the secret, chat by chat in order, again after a failure', async () => {
    const fast = await startTelegramSimulator({ people: [{ id: 11, firstName: 'An' }], webhookRetryMs: 5 });
    const hooked = new Bot(fast.token, { client: { apiRoot: fast.apiRoot } });
    const seen: string[] = [];
    hooked.on('message:text', (c) => {
      seen.push(c.msg.text);
    });
    const handle = webhookCallback(hooked, 'http', { secretToken: 'bi-mat_1' });
    let refusals = 2;
    const server = createServer((request, response) => {
      refusals -= 1;
      if (refusals >= 0) {
        request.resume();
        response.writeHead(500).end();
      } else void handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const early = fast.person(11);
      early.say('trước');
      await hooked.api.setWebhook(`http://127.0.0.1:${port}/hook`, { secret_token: 'bi-mat_1' });
      for (const text of ['một', 'hai', 'ba']) early.say(text);
      await expect.poll(() => seen).toEqual(['trước', 'một', 'hai', 'ba']);
      const info = await hooked.api.getWebhookInfo();
      expect(info).toMatchObject({ last_error_message: 'Wrong response from the webhook: 500 Internal Server Error' });
      await expect.poll(async () => (await hooked.api.getWebhookInfo()).pending_update_count).toBe(0);
      await expect(hooked.api.getUpdates()).rejects.toMatchObject({ error_code: 409 });
      await hooked.api.deleteWebhook();
      expect(await hooked.api.getUpdates()).toEqual([]);
    } finally {
      await fast.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
