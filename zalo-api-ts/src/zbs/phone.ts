import { createHash } from 'node:crypto';

/**
 * A Vietnamese number as ZBS takes it (`84987654321`), from `0987 654 321`, `+84 987.654.321`, `84987654321`; null for
 * what is none of these.
 */
export function normalisePhone(phone: string): string | null {
  const digits = phone.replace(/[\s().-]/g, '');
  const [, national] = /^(?:\+?84|0)([1-9]\d{8,9})$/.exec(digits) ?? [];
  return national === undefined ? null : `84${national}`;
}

/** What stands for a number where it is not to be given away: hex of its SHA-256, in the form `84…`. */
export function hashPhone(phone: string): string {
  const normal = normalisePhone(phone);
  if (normal === null) throw new TypeError('Not a telephone number of Vietnam');
  return createHash('sha256').update(normal).digest('hex');
}
