import { hashCode, newCode } from '../officials/invite.js';
import type { Queryable } from '../queryable.js';

/**
 * Makes one new one-time code for each relayer; codes made for them before are void. Only its HMAC is kept. Inside a transaction.
 *
 * @param by.random as many random bytes as it is asked for
 */
export async function makeRelayerCodes(
  client: Queryable,
  secret: string,
  relayers: readonly number[],
  by: { at: Date; expiresAt: Date; random: (bytes: number) => Uint8Array },
): Promise<Map<number, string>> {
  await client.query(
    'update relayer_code set revoked_at = $2 where relayer_id = any($1) and used_at is null and revoked_at is null',
    [relayers, by.at],
  );
  const codes = new Map(relayers.map((id) => [id, newCode(by.random)]));
  await client.query(
    `insert into relayer_code (relayer_id, code_hash, created_at, expires_at)
     select relayer, decode(hash, 'hex'), $3, $4 from unnest($1::int[], $2::text[]) as made(relayer, hash)`,
    [relayers, [...codes.values()].map((code) => hashCode(secret, code, 'relay').toString('hex')), by.at, by.expiresAt],
  );
  return codes;
}
