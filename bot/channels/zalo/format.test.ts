import { describe, expect, it } from 'vitest';
import type { Button, MediaRef, Part } from '../../../content/message.js';
import { goesOn, toZaloParts } from './format.js';

const PHOTO: MediaRef = { kind: 'photo', sha256: 'ab', fileName: 'a.png', mime: 'image/png', sizeBytes: 1 };
const part = (text: string, more: Partial<Part> = {}): Part => ({
  body: { text, marks: [] },
  media: null,
  buttons: [],
  ...more,
});
const texts = (parts: Part[]) => parts.map(({ body }) => body.text);
const buttons = (count: number): Button[][] =>
  Array.from({ length: count }, (_, n) => [{ label: `Nút ${n}`, data: `d${n}` }]);

describe('a part on Zalo', () => {
  it('has no marks; a link stands behind its words, unless they are the address', () => {
    const body = {
      text: 'Xem ở đây và example.vn nhé',
      marks: [
        { type: 'bold' as const, start: 0, end: 3 },
        { type: 'link' as const, start: 4, end: 9, url: 'https://example.vn/bai' },
        { type: 'link' as const, start: 13, end: 23, url: 'https://example.vn/' },
      ],
    };
    const [only] = toZaloParts(part('', { body }));
    expect(only?.body).toEqual({ text: 'Xem ở đây (https://example.vn/bai) và example.vn nhé', marks: [] });
  });

  it('of more than Zalo takes is cut where a paragraph or a sentence ends, and nothing is lost', () => {
    const paragraph = `${'Một câu ngắn. '.repeat(90).trim()}`;
    const long = `${paragraph}\n\n${paragraph}\n\n${paragraph}`;
    const parts = toZaloParts(part(long));
    expect(parts.length).toBe(3);
    expect(texts(parts).join('\n\n')).toBe(long);
    const endless = toZaloParts(part('ă'.repeat(5_000)));
    expect(texts(endless).join('')).toBe('ă'.repeat(5_000));
    for (const { body } of [...parts, ...endless]) expect(body.text.length).toBeLessThanOrEqual(1_900);
  });

  it('never cuts a character in two', () => {
    for (const { body } of toZaloParts(part(`a${'😀'.repeat(2_000)}`)))
      expect(body.text).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
  });

  it('has its buttons under its last words, five at a time', () => {
    const parts = toZaloParts(part(`${'Chữ. '.repeat(500)}`, { buttons: buttons(7) }));
    expect(parts.map((one) => one.buttons.flat().length)).toEqual([0, 5, 2]);
    expect(parts.every(({ body }) => body.text !== '')).toBe(true);
  });

  it('has a picture with its caption in one, and before its words where these have buttons', () => {
    expect(toZaloParts(part('Lời', { media: PHOTO }))).toHaveLength(1);
    const parts = toZaloParts(part('Lời', { media: PHOTO, buttons: buttons(1) }));
    expect(parts.map(({ media, body }) => [media?.kind ?? null, body.text])).toEqual([
      ['photo', ''],
      [null, 'Lời'],
    ]);
  });

  it('has no video: its words go alone, and without words there is only what Zalo does not take', () => {
    const video: MediaRef = { ...PHOTO, kind: 'video', fileName: 'a.mp4', mime: 'video/mp4' };
    expect(toZaloParts(part('Lời', { media: video })).map(({ media }) => media)).toEqual([null]);
    expect(toZaloParts(part('', { media: video })).map(({ media }) => media?.kind)).toEqual(['video']);
  });

  it('is cut the same way each time, and what goes on with an earlier part is known as that', () => {
    const long = part('Một câu. '.repeat(500), { template: { ten: 'An' } });
    const parts = toZaloParts(long);
    expect(toZaloParts(long)).toBe(parts);
    expect(parts.map(goesOn)).toEqual(parts.map((_, n) => n > 0));
    expect(parts.map(({ template }) => template !== undefined)).toEqual(parts.map((_, n) => n === 0));
  });
});
