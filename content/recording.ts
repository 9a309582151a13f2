import { basename } from 'node:path';
import type { MediaFile } from './media.js';

/** What a campaign holds in a minority's language: a text, a recording, or both, and who of its speakers looked at them. */
export interface MinorityText {
  hasText: boolean;
  recording: MediaFile | null;
  reviewedBy: string;
  /** YYYY-MM-DD */
  reviewedOn: string;
}

/** A recording by what its bytes are; null for what no telephone plays. */
export function recordingOf(path: string, bytes: Uint8Array): MediaFile | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = (from: number, to: number): string => buffer.toString('latin1', from, to);
  const mime =
    ascii(0, 4) === 'OggS'
      ? 'audio/ogg'
      : ascii(0, 3) === 'ID3' || (buffer[0] === 0xff && ((buffer[1] ?? 0) & 0xe6) === 0xe2)
        ? 'audio/mpeg'
        : ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WAVE'
          ? 'audio/wav'
          : ascii(4, 8) === 'ftyp' && /^(M4A |M4B |mp42|isom)$/.test(ascii(8, 12))
            ? 'audio/mp4'
            : null;
  return mime === null ? null : { bytes, mime, fileName: basename(path) };
}
