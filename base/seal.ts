import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Seals what must not be read by whoever gets hold of the database or the data folder: AES-256-GCM under a key derived
 * from LOA_SECRET, a key of its own for each purpose. What is sealed for one place opens in no other: the place is
 * authenticated with it, so that a row cannot be given another's, nor an old one of its own.
 */
export interface Sealer {
  seal(text: string, place: string): Buffer;
  /** Throws what `unreadable` makes, for another secret, purpose or place, or changed bytes. */
  open(sealed: Uint8Array, place: string): string;
}

/** First byte of everything sealed: how it was done. */
const FORMAT = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export function createSealer(secret: string, purpose: string, unreadable: (cause: unknown) => Error): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `loa ${purpose}`, KEY_BYTES));
  return {
    seal(text, place) {
      // A random nonce serves for 2^32 texts under one key, far more than an installation ever seals.
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), sealed]);
    },
    open(bytes, place) {
      const sealed = Buffer.from(bytes);
      if (sealed.length < HEAD_BYTES || sealed[0] !== FORMAT) throw unreadable(null);
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      try {
        return decipher.update(sealed.subarray(HEAD_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw unreadable(error);
      }
    },
  };
}
