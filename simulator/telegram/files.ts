import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { imageSize } from './images.js';
import { badRequest } from './refusal.js';
import type { WireMedia, WireMessage, WirePhotoSize } from './wire.js';

export const FILE_KINDS = ['photo', 'video', 'document', 'audio', 'voice', 'animation', 'sticker'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const FOLDERS: Record<FileKind, string> = {
  photo: 'photos',
  video: 'videos',
  document: 'documents',
  audio: 'music',
  voice: 'voice',
  animation: 'animations',
  sticker: 'stickers',
};

export interface StoredFile {
  fileId: string;
  uniqueId: string;
  kind: FileKind;
  bytes: Buffer;
  fileName: string;
  mime: string;
  /** Where it can be fetched, below /file/bot<token>/. */
  path: string;
  width: number;
  height: number;
}

/** What one bot uploaded or was sent. A file_id belongs to this bot and to one kind; elsewhere it is a wrong one. */
export class FileStore {
  readonly #botId: number;
  readonly #byId = new Map<string, StoredFile>();
  readonly #byPath = new Map<string, StoredFile>();

  constructor(botId: number) {
    this.#botId = botId;
  }

  put(kind: FileKind, bytes: Buffer, fileName: string, mime: string): StoredFile {
    if (bytes.length === 0) throw badRequest('file must be non-empty');
    const size = imageSize(bytes);
    if (kind === 'photo') checkPhoto(bytes, size);
    const n = this.#byId.size + 1;
    const stored: StoredFile = {
      fileId: `SIM-${kind}-${this.#botId}-${n}`,
      uniqueId: `S${createHash('sha256').update(kind).update(bytes).digest('hex').slice(0, 15)}`,
      kind,
      bytes,
      fileName,
      mime,
      path: `${FOLDERS[kind]}/file_${n}${extensionOf(fileName, kind)}`,
      width: size?.width ?? 0,
      height: size?.height ?? 0,
    };
    this.#byId.set(stored.fileId, stored);
    this.#byPath.set(stored.path, stored);
    return stored;
  }

  find(fileId: string): StoredFile | undefined {
    return this.#byId.get(fileId);
  }

  atPath(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }

  /** The file that a call names by its file_id, for use as `kind`. */
  reuse(fileId: string, kind: FileKind): StoredFile {
    const stored = this.#byId.get(fileId);
    if (stored === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
    if (stored.kind !== kind) throw badRequest(`can't use file of type ${capital(stored.kind)} as ${capital(kind)}`);
    return stored;
  }
}

/** Only plain letters and digits go into an address. */
function extensionOf(fileName: string, kind: FileKind): string {
  const extension = extname(fileName).toLowerCase();
  return /^\.[a-z0-9]{1,8}$/.test(extension) ? extension : kind === 'photo' ? '.jpg' : '';
}

function checkPhoto(bytes: Buffer, size: { width: number; height: number } | null): void {
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
    );
  }
  if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
  const long = Math.max(size.width, size.height);
  const short = Math.min(size.width, size.height);
  if (size.width + size.height > 10_000 || short < 1 || long / short > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS');
}

/** The file as it stands in a message; a photo comes only in the size that was uploaded. */
export function mediaFields(file: StoredFile): Pick<WireMessage, FileKind> {
  const base = { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.bytes.length };
  if (file.kind === 'photo') {
    const sizes: WirePhotoSize[] = [{ ...base, width: file.width, height: file.height }];
    return { photo: sizes };
  }
  const media: WireMedia = { ...base, mime_type: file.mime };
  if (file.kind === 'document' || file.kind === 'video' || file.kind === 'audio' || file.kind === 'animation')
    media.file_name = file.fileName;
  if (file.kind === 'video' || file.kind === 'animation')
    Object.assign(media, { width: file.width, height: file.height, duration: 0 });
  if (file.kind === 'audio' || file.kind === 'voice') media.duration = 0;
  if (file.kind === 'sticker') {
    Object.assign(media, {
      width: file.width || 512,
      height: file.height || 512,
      type: 'regular',
      is_animated: false,
      is_video: false,
    });
  }
  return { [file.kind]: media };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
