import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../base/root.js';
import { translator } from './i18n.js';
import { checkMedia } from './media.js';
import type { MediaRef } from './message.js';

const picture = readFileSync(join(projectRoot, 'content/campaigns/thang-hanh-dong-06/26-ngay-26-6/tranh.png'));
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const jpeg = (width: number, height: number): Uint8Array =>
  bytes([
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    4,
    0,
    0,
    0xff,
    0xc0,
    0,
    17,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    3,
    0,
    0,
    0,
    0,
  ]);

function check(kind: MediaRef['kind'], path: string, content: Uint8Array): string {
  const result = checkMedia(kind, path, content, { file: 'loi.md', line: 2 }, translator('en'));
  return 'what' in result ? result.what : result.ref.mime;
}

describe('a file that goes out with a message', () => {
  it.each([
    ['photo', 'tranh.png', picture, 'image/png'],
    ['photo', 'anh.JPG', jpeg(1200, 800), 'image/jpeg'],
    ['photo', 'anh.webp', bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 '), 'image/webp'],
    ['video', 'phim.mp4', bytes([0, 0, 0, 24], 'ftypisom'), 'video/mp4'],
    ['document', 'dong.gif', bytes('GIF89a'), 'image/gif'],
    ['document', 'ke-hoach.pdf', bytes('%PDF-1.7'), 'application/pdf'],
    ['document', 'cu.doc', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'application/msword'],
    ['document', 'tep.zip', bytes([0x50, 0x4b, 3, 4], 'x'), 'application/zip'],
    [
      'document',
      'van-ban.docx',
      bytes([0x50, 0x4b, 3, 4], '[Content_Types].xml', 'word/document.xml'),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
  ] as const)('%s %s is what its bytes say', (kind, path, content, mime) => {
    expect(check(kind, path, content)).toBe(mime);
  });

  it.each([
    [
      'a page saved as a picture',
      'photo',
      'tranh.png',
      bytes('<html>'),
      'The kind of the file "tranh.png" is not known',
    ],
    ['a program', 'document', 'phim.mp4', bytes('MZ'), 'The kind of the file "phim.mp4" is not known'],
    ['a PNG called JPEG', 'photo', 'tranh.jpg', picture, 'The name "tranh.jpg" does not fit its content, PNG'],
    [
      'a GIF as a photo',
      'photo',
      'a.gif',
      bytes('GIF89a'),
      'The file "a.gif" holds GIF, which the field photo does not take',
    ],
    [
      'half a picture',
      'photo',
      'tranh.png',
      picture.subarray(0, 2000),
      'The file "tranh.png" is damaged or incomplete (it begins as PNG)',
    ],
    [
      'a JPEG without a picture',
      'photo',
      'a.jpg',
      bytes([0xff, 0xd8, 0xff, 0xd9]),
      'The file "a.jpg" is damaged or incomplete (it begins as JPEG)',
    ],
    ['a strip', 'photo', 'a.jpg', jpeg(4000, 100), 'The picture "a.jpg" measures 4000 × 100 pixels and cannot be sent'],
    [
      'a picture too large',
      'photo',
      'a.jpg',
      Buffer.concat([jpeg(10, 10), Buffer.alloc(11 * 1024 * 1024)]),
      'The file "a.jpg" has 11 MB, the limit is 10 MB',
    ],
  ] as const)('is refused: %s', (_name, kind, path, content, what) => {
    expect(check(kind, path, content)).toBe(what);
  });
});
