import { randomBytes } from 'node:crypto';

export interface SentFile {
  id: string;
  name: string;
  bytes: Buffer;
  url: string;
}

/** Where they lie, below the simulator's address. */
export const SENT_FILES_PATH = '/sent-files/';

/** Files that people sent, at addresses that nobody guesses: whoever has one gets the bytes, as from Zalo's own file hosts. */
export class SentFiles {
  readonly #byId = new Map<string, SentFile>();
  /** The simulator's address, known once it listens. */
  root = '';

  put(name: string, bytes: Uint8Array): SentFile {
    const id = randomBytes(16).toString('hex');
    const file = { id, name, bytes: Buffer.from(bytes), url: `${this.root}${SENT_FILES_PATH}${id}` };
    this.#byId.set(id, file);
    return file;
  }

  find(id: string): SentFile | undefined {
    return this.#byId.get(id);
  }
}
