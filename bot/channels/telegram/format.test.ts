import { describe, expect, it } from 'vitest';
import type { MediaRef, Part } from '../../../content/message.js';
import { jsonBody, multipartBody, prepare } from './body.js';
import { toTelegram } from './format.js';

const photo: MediaRef = {
  kind: 'photo',
  sha256: 'ab'.repeat(32),
  fileName: 'a.jpg',
  mime: 'image/jpeg',
  sizeBytes: 1_000,
};
const part = (text: string, more: Partial<Part> = {}): Part => ({
  body: { text, marks: [] },
  media: null,
  buttons: [],
  ...more,
});
const sent = (chat: string, p: Part, handle: string | null = null): unknown =>
  JSON.parse(jsonBody(chat, prepare(p).tailFor(handle)).toString('utf8'));

describe('a part in the words of Telegram', () => {
  it('marks are entities, never a parse mode, so that no text can fail to parse', () => {
    const text = '<b>*_[`"\\ 26/6: Bà con 🌻 xem thêm';
    const start = text.indexOf('🌻');
    const body = {
      text,
      marks: [
        { type: 'bold' as const, start: 0, end: 3 },
        { type: 'italic' as const, start: 3, end: 5 },
        { type: 'strike' as const, start: 5, end: 6 },
        { type: 'code' as const, start: 6, end: 7 },
        { type: 'quote' as const, start: 7, end: 12 },
        { type: 'link' as const, start: start + 3, end: text.length, url: 'https://example.vn' },
      ],
    };
    expect(sent('7', { body, media: null, buttons: [] })).toEqual({
      chat_id: 7,
      text,
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 3, length: 2 },
        { type: 'strikethrough', offset: 5, length: 1 },
        { type: 'code', offset: 6, length: 1 },
        { type: 'blockquote', offset: 7, length: 5 },
        { type: 'text_link', url: 'https://example.vn', offset: start + 3, length: 8 },
      ],
      link_preview_options: { is_disabled: true },
    });
  });

  it('buttons keep their rows, and their data as given', () => {
    const buttons = [
      [
        { label: 'Trợ giúp', data: 'help' },
        { label: 'Trang', url: 'https://example.vn' },
      ],
      [{ label: 'Dừng', data: 'stop' }],
    ];
    expect(toTelegram(part('a', { buttons })).payload.reply_markup).toEqual({
      inline_keyboard: [
        [
          { text: 'Trợ giúp', callback_data: 'help' },
          { text: 'Trang', url: 'https://example.vn' },
        ],
        [{ text: 'Dừng', callback_data: 'stop' }],
      ],
    });
  });

  it.each([
    ['photo', 'sendPhoto'],
    ['video', 'sendVideo'],
    ['document', 'sendDocument'],
  ] as const)('a %s goes with %s and its text as caption', (kind, method) => {
    const p = part('Chú thích', { media: { ...photo, kind } });
    expect(toTelegram(p).method).toBe(method);
    expect(sent('-5', p, 'HANDLE')).toMatchObject({ chat_id: -5, [kind]: 'HANDLE', caption: 'Chú thích' });
  });

  it('a file without a word has no caption', () => {
    expect(sent('5', part('', { media: photo }), 'H')).toEqual({ chat_id: 5, photo: 'H' });
    expect(sent('5', part('', { media: photo }), null)).toEqual({ chat_id: 5 });
  });

  it('an id that is no number goes as text, whatever stands in it', () => {
    expect(sent('@kênh "x"', part('a'))).toMatchObject({ chat_id: '@kênh "x"' });
    expect(sent('0123', part('a'))).toMatchObject({ chat_id: '0123' });
  });

  it('a new handle replaces the old one in the same part', () => {
    const p = part('a', { media: photo });
    expect(sent('1', p, 'OLD')).toMatchObject({ photo: 'OLD' });
    expect(sent('1', p, 'NEW')).toMatchObject({ photo: 'NEW' });
  });

  it('a file name cannot break out of the upload', async () => {
    const p = toTelegram(part('Chú thích', { media: { ...photo, fileName: 'tờ rơi "1"\r\nX: y.jpg' } }));
    if (p.method === 'sendMessage') throw new Error('expected a file');
    const { contentType, body } = multipartBody('9', p, Buffer.from([0, 255, 13, 10]));
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    const file = form.get('photo');
    expect(form.get('chat_id')).toBe('9');
    expect(form.get('caption')).toBe('Chú thích');
    expect(file).toBeInstanceOf(File);
    if (file instanceof File) expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0, 255, 13, 10]);
  });
});
