import { parseJsonBytes } from '../json.js';

/** A webhook's body, with the value of its own `timestamp` as a string; null when the bytes are no JSON object that has one. */
export function readStamped(rawBytes: Uint8Array): { body: Record<string, unknown>; timestamp: string } | null {
  let body: unknown;
  try {
    body = parseJsonBytes(rawBytes);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null || !('timestamp' in body)) return null;
  const { timestamp } = body;
  if (typeof timestamp !== 'string' && typeof timestamp !== 'number') return null;
  return { body: { ...body }, timestamp: `${timestamp}` };
}
