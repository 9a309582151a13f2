import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { Fault } from '../base/errors.js';
import { contentFault, type Where } from './fault.js';
import type { Translate } from './i18n.js';
import type { MediaRef } from './message.js';

/** A file that goes out with a message. */
export interface MediaFile {
  bytes: Uint8Array;
  mime: string;
  fileName: string;
}

/** The largest file that any channel takes; each channel's own limits are in limits.ts. */
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_FILE_BYTES = 50 * 1024 * 1024;
/** Telegram's bounds of a photo: width plus height, and the long side over the short one. */
const MAX_PHOTO_SIDES = 10_000;
const MAX_PHOTO_RATIO = 20;

interface FileType {
  name: string;
  mime: string;
  extensions: readonly string[];
  kinds: readonly MediaRef['kind'][];
}

const ANY = ['document'] as const;
const JPEG: FileType = {
  name: 'JPEG',
  mime: 'image/jpeg',
  extensions: ['.jpg', '.jpeg'],
  kinds: ['photo', 'document'],
};
const PNG: FileType = { name: 'PNG', mime: 'image/png', extensions: ['.png'], kinds: ['photo', 'document'] };
const WEBP: FileType = { name: 'WebP', mime: 'image/webp', extensions: ['.webp'], kinds: ['photo', 'document'] };
const GIF: FileType = { name: 'GIF', mime: 'image/gif', extensions: ['.gif'], kinds: ANY };
const MP4: FileType = { name: 'MP4', mime: 'video/mp4', extensions: ['.mp4', '.m4v'], kinds: ['video', 'document'] };
const PDF: FileType = { name: 'PDF', mime: 'application/pdf', extensions: ['.pdf'], kinds: ANY };
const ZIP: FileType = { name: 'ZIP', mime: 'application/zip', extensions: ['.zip'], kinds: ANY };
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const DOCX: FileType = { name: 'Word', mime: `${OFFICE}wordprocessingml.document`, extensions: ['.docx'], kinds: ANY };
const XLSX: FileType = { name: 'Excel', mime: `${OFFICE}spreadsheetml.sheet`, extensions: ['.xlsx'], kinds: ANY };
const PPTX: FileType = {
  name: 'PowerPoint',
  mime: `${OFFICE}presentationml.presentation`,
  extensions: ['.pptx'],
  kinds: ANY,
};
const OLD_OFFICE: readonly FileType[] = [
  { name: 'Word 97-2003', mime: 'application/msword', extensions: ['.doc'], kinds: ANY },
  { name: 'Excel 97-2003', mime: 'application/vnd.ms-excel', extensions: ['.xls'], kinds: ANY },
  { name: 'PowerPoint 97-2003', mime: 'application/vnd.ms-powerpoint', extensions: ['.ppt'], kinds: ANY },
];

/**
 * Looks at a file's bytes before anybody is sent it: what it really is, whether its name says so, whether its kind
 * and size can be sent. `path` is the file as its author named it.
 */
export function checkMedia(
  kind: MediaRef['kind'],
  path: string,
  bytes: Uint8Array,
  where: Where,
  t: Translate,
): { ref: MediaRef; media: MediaFile } | Fault {
  const type = typeOf(bytes, path);
  if (type === null) return contentFault(t, 'mediaUnknown', where, { path });
  if (!type.kinds.includes(kind)) return contentFault(t, 'mediaKind', where, { path, type: type.name, kind });
  if (!type.extensions.includes(extname(path).toLowerCase())) {
    return contentFault(t, 'mediaExtension', where, { path, type: type.name, extension: type.extensions[0] ?? '' });
  }
  const limit = kind === 'photo' ? MAX_PHOTO_BYTES : MAX_FILE_BYTES;
  if (bytes.length > limit) {
    const megabytes = (size: number): string => (size / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
    return contentFault(t, 'mediaTooLarge', where, { path, size: megabytes(bytes.length), limit: megabytes(limit) });
  }
  const size = kind === 'photo' ? pictureSize(bytes, type) : null;
  if (size === 'broken') return contentFault(t, 'mediaBroken', where, { path, type: type.name });
  if (size !== null && !isSendable(size)) return contentFault(t, 'mediaDimensions', where, { path, ...size });
  const fileName = basename(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    ref: { kind, sha256, fileName, mime: type.mime, sizeBytes: bytes.length },
    media: { bytes, mime: type.mime, fileName },
  };
}

/** What the bytes are, by the marks every file of its type begins with. The name only tells old office files apart. */
function typeOf(bytes: Uint8Array, path: string): FileType | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = (from: number, to: number): string => buffer.toString('latin1', from, to);
  const begins = (hex: string): boolean => buffer.subarray(0, hex.length / 2).toString('hex') === hex;
  if (begins('ffd8ff')) return JPEG;
  if (begins('89504e470d0a1a0a') && ascii(12, 16) === 'IHDR') return PNG;
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return WEBP;
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return GIF;
  if (ascii(4, 8) === 'ftyp' && /^(isom|iso\d|mp4\d|avc1|M4V |MSNV|dash|f4v )$/.test(ascii(8, 12))) return MP4;
  if (ascii(0, 5) === '%PDF-') return PDF;
  if (begins('d0cf11e0a1b11ae1'))
    return OLD_OFFICE.find(({ extensions }) => extensions.includes(extname(path).toLowerCase())) ?? null;
  if (begins('504b0304')) {
    // A new office file is a ZIP whose entries lie in a folder named after the program; names stand uncompressed in it.
    if (!buffer.includes('[Content_Types].xml')) return ZIP;
    return buffer.includes('word/') ? DOCX : buffer.includes('xl/') ? XLSX : buffer.includes('ppt/') ? PPTX : ZIP;
  }
  return null;
}

interface PictureSize {
  width: number;
  height: number;
}

function isSendable({ width, height }: PictureSize): boolean {
  return width + height <= MAX_PHOTO_SIDES && Math.max(width, height) <= Math.min(width, height) * MAX_PHOTO_RATIO;
}

/** Width and height in pixels where the type says them at its beginning; `broken` when a part of the file is lacking. */
function pictureSize(bytes: Uint8Array, type: FileType): PictureSize | 'broken' | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === PNG) {
    // A download that was cut off lacks the last chunk.
    if (!Buffer.from(bytes.slice(-64)).includes('IEND')) return 'broken';
    return sizeOrBroken(view.getUint32(16), view.getUint32(20));
  }
  if (type !== JPEG) return null;
  for (let at = 2; at + 9 < bytes.length && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    // Start of frame, C0 to CF but for the tables C4, C8 and CC, holds the height and then the width.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return sizeOrBroken(view.getUint16(at + 7), view.getUint16(at + 5));
    }
  }
  return 'broken';
}

function sizeOrBroken(width: number, height: number): PictureSize | 'broken' {
  return width > 0 && height > 0 ? { width, height } : 'broken';
}
