import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { MediaRef } from '../../content/message.js';
import type { Outcome } from '../../scheduler/channel.js';
import type { UploadStore } from './telegram/uploads.js';

/** The bytes of a file by its hash, or null when nobody has them. */
export type LoadMedia = (sha256: string) => Promise<Uint8Array | null>;

/** The refused file handle: the file goes up once more before this content fault counts. */
export const FILE_HANDLE_REFUSED = 'file-handle-refused';

/** When a message whose file is just going up is looked at again. */
const LOOK_AGAIN_MS = 300;
const AFTER_DATABASE_FAULT_MS = 2_000;

/** The two ways of sending one message with a file; the second tells the handle that the platform gave the file. */
export interface FileSend {
  withHandle(handle: string): Promise<Outcome>;
  withBytes(bytes: Buffer): Promise<{ outcome: Outcome; handle: string | null }>;
}

/**
 * Sends files by their handle, and uploads a file only while it has none: one upload at a time for a file in this
 * process, the other messages come back later (waiting here, they would all go on at once when the upload ends, faster
 * than the pace). An upload that did not end well leaves the next send to try. A handle that
 * the platform refuses is forgotten and the file goes up anew, once; a second refusal is the message's own fault.
 */
export class SentFiles {
  readonly #handles = new Map<string, string>();
  readonly #uploading = new Map<string, Promise<unknown>>();
  /** Refused handles: while the table is still being told, it would give them again. */
  readonly #refused = new Set<string>();
  readonly #finding = new Map<string, Promise<string | null>>();
  readonly #uploads: UploadStore;
  readonly #loadMedia: LoadMedia;
  readonly #log: Log;

  constructor(uploads: UploadStore, loadMedia: LoadMedia, log: Log) {
    this.#uploads = uploads;
    this.#loadMedia = loadMedia;
    this.#log = log;
  }

  async send(file: MediaRef, send: FileSend): Promise<Outcome> {
    const key = `${file.kind}:${file.sha256}`;
    let refusedBefore = false;
    for (;;) {
      const handle = this.#handles.get(key) ?? (await this.#find(key, file));
      if (handle instanceof Error)
        return { kind: 'later', reason: 'upload-table-unreachable', waitMs: AFTER_DATABASE_FAULT_MS };
      if (handle !== null) {
        const outcome = await send.withHandle(handle);
        if (refusedBefore || outcome.kind !== 'content' || outcome.reason !== FILE_HANDLE_REFUSED) return outcome;
        refusedBefore = true;
        await this.#forget(key, file, handle);
        continue;
      }
      if (!this.#uploading.has(key)) return this.#upload(key, file, send);
      // Whoever waited here would go on together with all the others when the upload ends, faster than the pace.
      return { kind: 'later', reason: 'waiting-for-upload', waitMs: LOOK_AGAIN_MS };
    }
  }

  #upload(key: string, file: MediaRef, send: FileSend): Promise<Outcome> {
    const upload = this.#uploadNow(key, file, send).finally(() => this.#uploading.delete(key));
    this.#uploading.set(key, upload);
    return upload;
  }

  async #uploadNow(key: string, file: MediaRef, send: FileSend): Promise<Outcome> {
    let bytes: Uint8Array | null;
    try {
      bytes = await this.#loadMedia(file.sha256);
    } catch (error) {
      this.#log.warn({ sha256: file.sha256, reason: messageOf(error) }, 'a file could not be loaded');
      return { kind: 'later', reason: 'file-not-loaded', waitMs: AFTER_DATABASE_FAULT_MS };
    }
    if (bytes === null) return { kind: 'content', reason: 'file-missing' };
    const { outcome, handle } = await send.withBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (handle !== null) {
      this.#handles.set(key, handle);
      try {
        await this.#uploads.keep(file, handle);
      } catch (error) {
        // This process has the handle; another one would upload the file once more. The message itself is out.
        this.#log.warn({ sha256: file.sha256, reason: messageOf(error) }, 'a file handle could not be stored');
      }
    }
    return outcome;
  }

  /** One question to the table for all who ask at the same time. An Error when the table cannot be asked. */
  async #find(key: string, file: MediaRef): Promise<string | null | Error> {
    let finding = this.#finding.get(key);
    if (finding === undefined) {
      finding = this.#uploads.find(file).finally(() => this.#finding.delete(key));
      this.#finding.set(key, finding);
    }
    try {
      const handle = await finding;
      if (handle === null || this.#refused.has(handle)) return null;
      this.#handles.set(key, handle);
      return handle;
    } catch (error) {
      this.#log.warn({ sha256: file.sha256, reason: messageOf(error) }, 'file handles could not be read');
      return error instanceof Error ? error : new Error(messageOf(error));
    }
  }

  async #forget(key: string, file: MediaRef, handle: string): Promise<void> {
    this.#refused.add(handle);
    // Whoever was refused the same handle before us has already forgotten it, and may have a new one.
    if (this.#handles.get(key) !== handle) return;
    this.#handles.delete(key);
    this.#log.info({ sha256: file.sha256 }, 'a file handle is refused by now: the file goes up again');
    try {
      await this.#uploads.drop(file, handle);
    } catch (error) {
      this.#log.warn({ sha256: file.sha256, reason: messageOf(error) }, 'a refused file handle could not be dropped');
    }
  }
}
