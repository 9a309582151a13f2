import { describe, expect, it } from 'vitest';
import type { MediaRef, Part } from '../../../content/message.js';
import { jsonBody, multipartBody, prepare } from './body.js';
import { telegramFault } from './fault.js';
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

describe('what cannot go over Telegram is known beforehand', () => {
  const data = (value: string): Partial<Part> => ({ buttons: [[{ label: 'x', data: value }]] });
  const url = (value: string): Partial<Part> => ({ buttons: [[{ label: 'x', url: value }]] });
  it.each([
    ['a text', part('a'), null],
    ['a text of 4,096', part('ă'.repeat(4_096)), null],
    ['a text of 4,097', part('ă'.repeat(4_097)), { code: 'text-too-long', limit: 4_096, actual: 4_097 }],
    ['nothing but white space', part(' \n '), { code: 'text-empty' }],
    ['a picture without a word', part('', { media: photo }), null],
    ['a caption of 1,024', part('a'.repeat(1_024), { media: photo }), null],
    [
      'a caption of 1,025',
      part('a'.repeat(1_025), { media: photo }),
      { code: 'caption-too-long', limit: 1_024, actual: 1_025 },
    ],
    [
      'a picture of 11 MB',
      part('', { media: { ...photo, sizeBytes: 11_000_000 } }),
      { code: 'file-too-large', limit: 10_000_000, actual: 11_000_000 },
    ],
    ['a document of 11 MB', part('', { media: { ...photo, kind: 'document', sizeBytes: 11_000_000 } }), null],
    [
      'a video of 51 MB',
      part('', { media: { ...photo, kind: 'video', mime: 'video/mp4', sizeBytes: 51_000_000 } }),
      { code: 'file-too-large', limit: 50_000_000, actual: 51_000_000 },
    ],
    ['a picture that is a PDF', part('', { media: { ...photo, mime: 'application/pdf' } }), { code: 'file-type' }],
    ['a document of any type', part('', { media: { ...photo, kind: 'document', mime: 'application/pdf' } }), null],
    ['64 bytes on a button', part('a', data('x'.repeat(64))), null],
    [
      '65 bytes on a button, in 33 letters',
      part('a', data(`x${'ă'.repeat(32)}`)),
      { code: 'button-data', limit: 64, actual: 65 },
    ],
    ['nothing on a button', part('a', data('')), { code: 'button-data', limit: 64, actual: 0 }],
    ['a page behind a button', part('a', url('https://example.vn/x?y=1')), null],
    ['a script behind a button', part('a', url('javascript:alert(1)')), { code: 'button-url' }],
    ['a name without a dot', part('a', url('http://localhost/')), { code: 'button-url' }],
    ['no address at all', part('a', url('example')), { code: 'button-url' }],
  ])('%s', (_label, p, expected) => {
    expect(telegramFault(p)).toEqual(expected);
  });
});
