import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { LoaError } from '../base/errors.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Text that is kept but must not be readable from a stolen database: AES-256-GCM under a key made of the installation's secret, one key
 * for each purpose. Nonce, text and tag stand one after the other; the same text is never sealed the same way twice.
 */
export function seal(secret: string, purpose: string, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** The text that was sealed. Throws LoaError where it was sealed under another secret or has been tampered with. */
export function unseal(secret: string, purpose: string, sealed: Uint8Array): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), sealed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new LoaError(
      'unsealing-failed',
      'What was sealed does not open with this secret',
      { again: 'no' },
      { cause: error },
    );
  }
}

function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `loa ${purpose}`, 32));
}
