import { parseJsonBytes } from '../json.js';

/** The value of the body's own `timestamp`, as a string; null when the bytes are no JSON object that has one. */
export function timestampOf(rawBytes: Uint8Array): string | null {
  let body: unknown;
  try {
    body = parseJsonBytes(rawBytes);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null || !('timestamp' in body)) return null;
  const { timestamp } = body;
  return typeof timestamp === 'string' || typeof timestamp === 'number' ? `${timestamp}` : null;
}
