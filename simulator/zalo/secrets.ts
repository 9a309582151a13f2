import { createHash, createHmac } from 'node:crypto';

/**
 * Whatever is secret about this Zalo begins with `SIMULATOR-`, which no secret of Zalo's does: neither can be taken for the
 * other. What does not begin so is refused, and where it may be somebody's real token the log says so loudly, without it.
 */
const PREFIX = 'SIMULATOR-';
/** Zalo's tokens have some 200 characters, its secrets 20. */
const REAL_FROM_LENGTH = 16;

export function isSimulatorSecret(text: string): boolean {
  return text.startsWith(PREFIX);
}

export function looksReal(text: string): boolean {
  return !isSimulatorSecret(text) && text.length >= REAL_FROM_LENGTH;
}

/** A token of a kind, of a generation; nobody without the app's secret makes one. */
export function makeToken(kind: 'access' | 'refresh', generation: number, appSecret: string): string {
  const mark = createHash('sha256').update(`${appSecret} ${kind} ${generation}`).digest('hex').slice(0, 24);
  return `${PREFIX}${kind}-${generation}-${mark}`;
}

/** The generation that a refresh token says it is of, when it is ours; else null. */
export function generationOf(refreshToken: string, appSecret: string): number | null {
  const generation = Number(/^SIMULATOR-refresh-(\d{1,12})-/.exec(refreshToken)?.[1] ?? Number.NaN);
  return makeToken('refresh', generation, appSecret) === refreshToken ? generation : null;
}

/** `appsecret_proof`: HMAC-SHA256 of the access token under the app's secret, in lower case hex. */
export function proofOf(accessToken: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}

/** What stands behind `mac=`: SHA-256 over app id, body, timestamp and the OA's secret key, one after the other. */
export function macOf(appId: string, body: Buffer, timestamp: string, oaSecretKey: string): string {
  return createHash('sha256').update(appId).update(body).update(timestamp).update(oaSecretKey).digest('hex');
}
