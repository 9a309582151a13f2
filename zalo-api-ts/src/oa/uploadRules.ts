import { extname } from 'node:path';
import type { ArgumentFault } from '../errors.js';

/** A file to be uploaded, as a whole in memory. */
export interface UploadFile {
  readonly bytes: Uint8Array;
  /** With its extension, which says the type; it must be that of the bytes. */
  readonly name: string;
}

/** What Zalo takes at one place. */
export interface UploadRule {
  readonly maxBytes: number;
  readonly types: readonly UploadType[];
}

interface UploadType {
  readonly extensions: readonly string[];
  readonly mime: string;
  /** The first bytes of such a file, from `at` on; none for text. */
  readonly begins: readonly number[];
  readonly at?: number;
}

const MB = 1 << 20;
const JPEG = { extensions: ['.jpg', '.jpeg'], mime: 'image/jpeg', begins: [0xff, 0xd8, 0xff] };
const PNG = { extensions: ['.png'], mime: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47] };
const GIF = { extensions: ['.gif'], mime: 'image/gif', begins: [0x47, 0x49, 0x46, 0x38] };
const PDF = { extensions: ['.pdf'], mime: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46] };
const DOC = { extensions: ['.doc'], mime: 'application/msword', begins: [0xd0, 0xcf, 0x11, 0xe0] };
const DOCX = {
  extensions: ['.docx'],
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  begins: [0x50, 0x4b, 0x03, 0x04],
};
const CSV = { extensions: ['.csv'], mime: 'text/csv', begins: [] };
const AVI = { extensions: ['.avi'], mime: 'video/x-msvideo', begins: [0x52, 0x49, 0x46, 0x46] };
/** `ftyp`, behind the length of the first box. */
const MP4 = { extensions: ['.mp4'], mime: 'video/mp4', begins: [0x66, 0x74, 0x79, 0x70], at: 4 };

export const IMAGE_RULE: UploadRule = { maxBytes: MB, types: [JPEG, PNG] };
export const GIF_RULE: UploadRule = { maxBytes: 5 * MB, types: [GIF] };
export const FILE_RULE: UploadRule = { maxBytes: 5 * MB, types: [PDF, DOC, DOCX, CSV] };
export const VIDEO_RULE: UploadRule = { maxBytes: 50 * MB, types: [AVI, MP4] };

export function uploadFaults({ bytes, name }: UploadFile, rule: UploadRule): ArgumentFault[] {
  if (bytes.length === 0) return [{ field: 'bytes', rule: 'required' }];
  if (bytes.length > rule.maxBytes) return [{ field: 'bytes', rule: 'too-large', limit: rule.maxBytes }];
  const type = typeOf(name, rule);
  if (type === null) return [{ field: 'name', rule: 'wrong-type' }];
  const { begins, at = 0 } = type;
  return begins.every((byte, index) => bytes[at + index] === byte) ? [] : [{ field: 'bytes', rule: 'wrong-type' }];
}

/** The type by the name's extension, or null when the rule has none for it. */
export function typeOf(name: string, { types }: UploadRule): UploadType | null {
  const extension = extname(name).toLowerCase();
  return types.find(({ extensions }) => extensions.includes(extension)) ?? null;
}
