import { LoaError } from '../base/errors.js';
import { createSealer, type Sealer } from '../base/seal.js';

/** Seals tokens for their place: channel, account, version, and which of the pair it is. Throws `credential-unreadable`. */
export function credentialSealer(secret: string): Sealer {
  return createSealer(
    secret,
    'channel credential',
    (cause) =>
      new LoaError(
        'credential-unreadable',
        'The stored tokens do not open with this LOA_SECRET. Set the LOA_SECRET they were stored under, or give consent again: loa zalo login.',
        { again: 'no' },
        { cause },
      ),
  );
}
