/** Marks texts as seen by a 32-bit hash in a flat table: 8 to 16 MB for a million, whatever the texts are. */
class SeenHashes {
  private slots = new Uint32Array(1 << 16);
  private count = 0;

  /** Whether a text with the same hash was added before. */
  add(text: string): boolean {
    if (this.count * 2 > this.slots.length) this.grow();
    // Zero marks a free slot.
    return !this.put(fnv1a(text) || 1);
  }

  private put(hash: number): boolean {
    const mask = this.slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const there = this.slots[at];
      if (there === hash) return false;
      if (there === 0) {
        this.slots[at] = hash;
        this.count++;
        return true;
      }
    }
  }

  private grow(): void {
    const former = this.slots;
    this.slots = new Uint32Array(former.length * 2);
    this.count = 0;
    for (const hash of former) if (hash !== 0) this.put(hash);
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Which addresses stand more than once in a list, and on which line last. Fed with every good row in a first reading,
 * it then tells, exactly, whether a row is overruled by a later one. Memory: 4 to 8 bytes a row and a map entry for each
 * repeated address (and for the few whose hash collides, which harms nothing: their own line is their last).
 */
export class Repeats {
  private readonly seen = new SeenHashes();
  private readonly lastLine = new Map<string, number>();

  note(channel: string, externalId: string, line: number): void {
    const text = `${channel}:${externalId}`;
    if (this.seen.add(text)) this.lastLine.set(text, line);
  }

  /** The line that overrules this one, or null. */
  overruledBy(channel: string, externalId: string, line: number): number | null {
    if (this.lastLine.size === 0) return null;
    const last = this.lastLine.get(`${channel}:${externalId}`);
    return last !== undefined && last > line ? last : null;
  }
}
