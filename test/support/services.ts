import { findChromium } from '../../setup/services.mjs';

/**
 * What a test may use beside its database. `npm test` has made sure of both, or said what is missing; run directly,
 * vitest takes the browser this machine has and no Redis. Guard with `test.skipIf(chromium === null)`.
 */
export const chromium: string | null = findChromium();

/** The private Redis of this run, or null. In the `server` project it is always there. */
export const redisUrl: string | null = process.env['TEST_REDIS_URL'] || null;
