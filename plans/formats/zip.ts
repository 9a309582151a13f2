import { unzipSync } from 'fflate';
import { Refused } from '../refuse.js';
import { isOutOfMemory } from '../sandbox/outOfMemory.js';

/** Most one part may grow to. The text of a 500-page document is about 8 MB of XML. */
const MAX_PART_BYTES = 40 * 1024 * 1024;
const MAX_ALL_BYTES = 60 * 1024 * 1024;
const MAX_PARTS = 5_000;

/**
 * Unpacks the named parts of a zip and nothing else. A zip bomb is refused before anything of it is unpacked: by the
 * sizes its directory states, and a part that lies about its size is cut off at that size and then fails to parse.
 */
export function unzipParts(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): { parts: Map<string, Uint8Array>; names: Set<string> } {
  const names = new Set<string>();
  let total = 0;
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(bytes, {
      filter: ({ name, originalSize, size }) => {
        names.add(name);
        if (names.size > MAX_PARTS) throw new Refused('plan-bomb');
        if (!wanted(name)) return false;
        total += originalSize;
        if (originalSize > MAX_PART_BYTES || total > MAX_ALL_BYTES || size > bytes.byteLength)
          throw new Refused('plan-bomb');
        return true;
      },
    });
  } catch (error) {
    if (error instanceof Refused || isOutOfMemory(error)) throw error;
    throw new Refused('plan-damaged');
  }
  return { parts: new Map(Object.entries(unpacked)), names };
}
