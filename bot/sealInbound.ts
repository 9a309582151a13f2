import { z } from 'zod';
import { LoaError } from '../base/errors.js';
import { createSealer } from '../base/seal.js';
import type { StoredUpdate } from './incoming.js';

/**
 * What people write waits in the database sealed, until it is answered and goes. A row that is deleted stays for a while where a database
 * keeps rows: in dead rows and its log of changes, in a replica, in whatever was backed up meanwhile. Nothing there can be read
 * without LOA_SECRET, and nowhere twice: an update opens only as itself.
 */
export interface InboundSeal {
  seal(update: StoredUpdate): StoredUpdate;
  /** What was stored by ourselves, or before there were seals, passes as it is. Throws LoaError where another secret sealed it. */
  open(update: StoredUpdate): StoredUpdate;
}

const sealedBody = z.strictObject({ sealed: z.string() });

export function inboundSeal(secret: string): InboundSeal {
  const sealer = createSealer(
    secret,
    'inbound update',
    (cause) =>
      new LoaError(
        'inbound-unreadable',
        'A stored update does not open with this LOA_SECRET',
        { again: 'no' },
        { cause },
      ),
  );
  const placeOf = ({ channel, updateId }: StoredUpdate): string => `${channel} ${updateId}`;
  return {
    seal: (update) => ({
      ...update,
      body: { sealed: sealer.seal(JSON.stringify(update.body), placeOf(update)).toString('base64') },
    }),
    open(update) {
      const found = sealedBody.safeParse(update.body);
      if (!found.success) return update;
      const body: unknown = JSON.parse(sealer.open(Buffer.from(found.data.sealed, 'base64'), placeOf(update)));
      return { ...update, body };
    },
  };
}
