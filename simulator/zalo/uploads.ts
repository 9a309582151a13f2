import { randomBytes } from 'node:crypto';
import type { UploadedFile } from '../http/multipart.js';
import { DAY_MS } from './hours.js';
import { oaRefusal } from './refusal.js';

const LIFE_MS = 7 * DAY_MS;
const MB = 1024 * 1024;

export type UploadKind = 'image' | 'gif' | 'file';

export interface ZaloUpload {
  id: string;
  kind: UploadKind;
  name: string;
  mime: string;
  bytes: Buffer;
  atMs: number;
}

const MAX_BYTES: Record<UploadKind, number> = { image: MB, gif: 5 * MB, file: 5 * MB };

/** What was uploaded: for seven days, under an id that serves one kind only. */
export class Uploads {
  readonly #byId = new Map<string, ZaloUpload>();

  put(kind: UploadKind, file: UploadedFile | undefined, nowMs: number): ZaloUpload {
    if (file === undefined || file.bytes.length === 0) throw oaRefusal(-201, 'file is invalid');
    if (file.bytes.length > MAX_BYTES[kind]) throw oaRefusal(-210, 'file size is over limit');
    if (!fits(kind, file)) throw oaRefusal(-201, 'file type is invalid');
    const { bytes, fileName: name, mime } = file;
    const upload: ZaloUpload = { id: randomBytes(24).toString('base64url'), kind, name, mime, bytes, atMs: nowMs };
    this.#byId.set(upload.id, upload);
    return upload;
  }

  find(id: string): ZaloUpload | undefined {
    return this.#byId.get(id);
  }

  /** The upload that a message names; -100 when it has expired, -201 when there is none of this kind. */
  use(id: unknown, kind: UploadKind, nowMs: number): ZaloUpload {
    const upload = typeof id === 'string' ? this.#byId.get(id) : undefined;
    if (upload === undefined || upload.kind !== kind) throw oaRefusal(-201, 'attachment id is invalid');
    if (nowMs - upload.atMs > LIFE_MS) throw oaRefusal(-100);
    return upload;
  }
}

/** By its first bytes, not by what the sender calls it; only of documents the name decides. */
function fits(kind: UploadKind, { bytes, fileName }: UploadedFile): boolean {
  if (kind === 'gif') return bytes.toString('latin1', 0, 4) === 'GIF8';
  if (kind === 'image') return bytes.toString('latin1', 1, 4) === 'PNG' || (bytes[0] === 0xff && bytes[1] === 0xd8);
  return /\.(pdf|docx?|csv)$/i.test(fileName);
}
