import { LoaError } from '../../base/errors.js';
import { createSealer } from '../../base/seal.js';

/** Seals officials' telephone numbers for the column they stand in; see `Sealer`. Throws `unsealing-failed`. */
export function phoneSealer(secret: string): { seal(phone: string): Buffer; open(sealed: Uint8Array): string } {
  const sealer = createSealer(
    secret,
    'official phone',
    (cause) =>
      new LoaError('unsealing-failed', 'What was sealed does not open with this secret', { again: 'no' }, { cause }),
  );
  return { seal: (phone) => sealer.seal(phone, PLACE), open: (sealed) => sealer.open(sealed, PLACE) };
}

const PLACE = 'official.phone';

/** The one written form of a Vietnamese telephone number, "0912345678", or null where it is none. Excel takes the leading zero. */
export function normalizePhone(text: string): string | null {
  const digits = text.replace(/[\s.()-]/g, '');
  const national = /^\+?84\d{9}$/.test(digits)
    ? `0${digits.replace(/^\+?84/, '')}`
    : /^\d{9}$/.test(digits)
      ? `0${digits}`
      : digits;
  return /^0[2-9]\d{8,9}$/.test(national) ? national : null;
}

/** Enough to recognise a number that one knows: "•••678". */
export function maskPhone(phone: string): string {
  return `•••${phone.slice(-3)}`;
}
