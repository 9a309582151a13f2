import { createHash, randomBytes } from 'node:crypto';

/** A secret that proves who asked for consent, and what is shown of it. */
export interface Pkce {
  /** 43 characters of A-Z a-z 0-9 - _ */
  readonly verifier: string;
  readonly challenge: string;
}

/** `random` gives 32 bytes; only tests bring their own. */
export function createPkce(random: () => Uint8Array = () => randomBytes(32)): Pkce {
  const verifier = Buffer.from(random()).toString('base64url');
  return { verifier, challenge: pkceChallenge(verifier) };
}

/** Base64url, without padding, of the SHA-256 of the verifier (S256 of RFC 7636). */
export function pkceChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
