import { ZaloOfficialAccount } from 'zalo-api-ts';
import { systemClock } from '../../base/clock.js';
import { LoaError } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import { readSettings } from '../../base/settings.js';
import { openZaloTokens } from '../../bot/channels/zalo/tokens.js';
import { connect } from '../../prisma/connect.js';

/** What the parent is told of each start: that the process is there, or how its calls ended. */
export type RacerReport = { kind: 'ready' } | { kind: 'ended'; ends: string[] };

/**
 * A process that sends for the account, as many others do at the same time: whenever it is told to, it makes two calls that
 * need a living token, and tells how they ended. It does not outlive its parent.
 */
const { zalo, databaseUrl = '', dataFolder, secret = '' } = readSettings(process.env);
if (zalo === undefined) throw new Error('Nothing of Zalo is set');
const log = createLog('fatal', 'racer');
const { end, ...own } = connect(databaseUrl, process.env['TOKEN_BACKEND'] === 'server' ? 'server' : 'embedded', log);
const tokens = await openZaloTokens({
  db: { ...own, close: end },
  secret,
  dataFolder,
  zalo,
  callback: 'http://127.0.0.1/callback',
  clock: systemClock(),
  log,
  // Patient, for a busy machine.
  waitMs: 20_000,
});
const { openapiRoot: root } = zalo;

async function call(): Promise<string> {
  try {
    await tokens.run((accessToken) => new ZaloOfficialAccount({ root, accessToken }).info());
    return 'answered';
  } catch (error) {
    return error instanceof LoaError ? error.code : String(error);
  }
}

const tell = (report: RacerReport): void => void process.send?.(report);
process.on('message', () => {
  void Promise.all([call(), call()]).then((ends) => tell({ kind: 'ended', ends }));
});
process.once('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
