import { createHmac } from 'node:crypto';
import { LoaError } from '../../base/errors.js';
import type { Queryable } from '../queryable.js';

/** No letter that is taken for another when it is read aloud or copied by hand: 32 signs, five bits each. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 60 bits: nobody guesses one of ten thousand open codes, at the pace at which a bot answers. */
const CODE_LENGTH = 12;

/** A printed invitation; the code stands here once and nowhere else. */
export interface Invitation {
  officialId: number;
  /** "K7QM-20PX-ZR4D" */
  code: string;
  expiresAt: Date;
}

/**
 * Makes one new code for each official; codes made for them before are void. Of a code only its HMAC is kept, so that who reads the
 * database cannot use it. Inside a transaction.
 *
 * @param random as many random bytes as it is asked for
 */
export async function makeInvites(
  client: Queryable,
  secret: string,
  officialIds: readonly number[],
  by: { name: string; at: Date; expiresAt: Date; random: (bytes: number) => Uint8Array },
): Promise<Invitation[]> {
  await client.query(
    'update invite set revoked_at = $2 where official_id = any($1) and used_at is null and revoked_at is null',
    [officialIds, by.at],
  );
  const invitations = officialIds.map((officialId) => ({
    officialId,
    code: newCode(by.random),
    expiresAt: by.expiresAt,
  }));
  await client.query(
    `insert into invite (official_id, code_hash, created_by, created_at, expires_at)
     select official, decode(hash, 'hex'), $3, $4, $5 from unnest($1::int[], $2::text[]) as made(official, hash)`,
    [officialIds, invitations.map(({ code }) => hashCode(secret, code).toString('hex')), by.name, by.at, by.expiresAt],
  );
  return invitations;
}

/** A fresh code as it is printed. */
export function newCode(random: (bytes: number) => Uint8Array): string {
  const bytes = random(CODE_LENGTH);
  if (bytes.length !== CODE_LENGTH) throw new LoaError('no-randomness', 'The source of randomness gave too little');
  // 256 is a multiple of 32: every sign is as likely as the others.
  const signs = Array.from(bytes, (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}

/** The one written form of a typed code, "K7QM20PXZR4D", or null where it can be none. O is read as 0, I and L as 1, U as V. */
export function normalizeCode(text: string): string | null {
  const signs = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V');
  return signs.length === CODE_LENGTH && [...signs].every((sign) => ALPHABET.includes(sign)) ? signs : null;
}

/** What is kept of a code that leads to an office, to staff or to who relays. Without the installation's secret no code can be tried against a stolen table. */
export function hashCode(secret: string, code: string, leadsTo: 'invite' | 'staff' | 'relay' = 'invite'): Buffer {
  return createHmac('sha256', secret)
    .update(`${leadsTo}:${normalizeCode(code) ?? ''}`)
    .digest();
}
