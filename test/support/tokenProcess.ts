import { tokensOfProcess } from './tokensOfProcess.js';

/**
 * Asks for the access token once, as a process of its own that a test may have killed at a step of the refresh
 * (LOA_CRASH_AT). Its log goes to standard error.
 */
const { tokens, end } = await tokensOfProcess('token', { level: 'trace' });
await tokens.accessToken();
await tokens.close();
await end();
process.exit();
