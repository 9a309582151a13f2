import { LoaError } from '../../../base/errors.js';
import { createSealer } from '../../../base/seal.js';
import { LIMITS } from '../../../content/limits.js';
import type { Side } from '../../../people/handover/talk.js';

/** What either side says waits sealed in the database until it is told, and opens only in its own talk and as the same side's. */
export function talkSeal(secret: string, id: number, from: Side) {
  const sealer = createSealer(
    secret,
    'talk',
    (cause) =>
      new LoaError('talk-unreadable', 'What was said does not open with this LOA_SECRET', { again: 'no' }, { cause }),
  );
  const place = `talk ${id} ${from}`;
  return {
    seal: (text: string): string => sealer.seal(text, place).toString('base64'),
    open: (sealed: string): string => sealer.open(Buffer.from(sealed, 'base64'), place),
  };
}

/** Room for the line above the words. */
const HEAD_CHARS = 200;

/** The words in pieces of which each is one message there; a piece is told once, so that none comes twice when another has to wait. */
export function pieces(words: string, channel: string): string[] {
  const most = (channel === 'zalo' ? LIMITS.zalo : LIMITS.telegram).textChars - HEAD_CHARS;
  const chars = [...words];
  const cut: string[] = [];
  let piece = '';
  for (const char of chars) {
    if (piece.length + char.length > most) {
      cut.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...cut, piece].filter((one) => one.trim() !== '');
}
