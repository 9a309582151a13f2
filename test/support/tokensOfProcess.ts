import { systemClock } from '../../base/clock.js';
import { createLog } from '../../base/log.js';
import { readSettings, type ZaloSettings } from '../../base/settings.js';
import { openZaloTokens, type ZaloTokens } from '../../bot/channels/zalo/tokens.js';
import { connect } from '../../prisma/connect.js';

/**
 * The account's tokens, as a process of its own has them that a test has started: the settings from its environment, the
 * database's kind from TOKEN_BACKEND. `end` closes the database.
 */
export async function tokensOfProcess(
  name: string,
  { level, waitMs }: { level: string; waitMs?: number },
): Promise<{ zalo: ZaloSettings; tokens: ZaloTokens; end: () => Promise<void> }> {
  const { zalo, databaseUrl = '', dataFolder, secret = '' } = readSettings(process.env);
  if (zalo === undefined) throw new Error('Nothing of Zalo is set');
  const log = createLog(level, name);
  const { end, ...own } = connect(databaseUrl, process.env['TOKEN_BACKEND'] === 'server' ? 'server' : 'embedded', log);
  const tokens = await openZaloTokens({
    db: { ...own, close: end },
    secret,
    dataFolder,
    zalo,
    callback: 'http://127.0.0.1/callback',
    clock: systemClock(),
    log,
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  return { zalo, tokens, end };
}
