import { systemClock } from '../../base/clock.js';
import { createLog } from '../../base/log.js';
import { readSettings } from '../../base/settings.js';
import { openZaloTokens } from '../../bot/channels/zalo/tokens.js';
import { connect } from '../../prisma/connect.js';

/**
 * Asks for the access token once, as a process of its own that a test may have killed at a step of the refresh
 * (LOA_CRASH_AT). Its log goes to standard error.
 */
const { zalo, databaseUrl = '', dataFolder, secret = '' } = readSettings(process.env);
if (zalo === undefined) throw new Error('Nothing of Zalo is set');
const log = createLog('trace', 'token');
const { end, ...own } = connect(databaseUrl, process.env['TOKEN_BACKEND'] === 'server' ? 'server' : 'embedded', log);
const tokens = await openZaloTokens({
  db: { ...own, close: end },
  secret,
  dataFolder,
  zalo,
  callback: 'http://127.0.0.1/callback',
  clock: systemClock(),
  log,
});
await tokens.accessToken();
await tokens.close();
await end();
process.exit();
