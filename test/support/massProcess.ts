import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../base/clock.js';
import { createLog } from '../../base/log.js';
import { readSettings } from '../../base/settings.js';
import { openZaloTokens } from '../../bot/channels/zalo/tokens.js';
import { openZaloChannel } from '../../cli/zaloChannel.js';
import { connect } from '../../prisma/connect.js';
import { startMass } from '../../scheduler/mass/work.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';

/**
 * Works on articles for everybody as a service does, as a process of its own that a test has killed at a step of the way
 * (LOA_CRASH_AT). Ends by itself, with 3, where that step does not come.
 */
const settings = readSettings(process.env);
const { zalo, databaseUrl = '', dataFolder, secret = '', publicUrl, clockSkewMs } = settings;
if (zalo === undefined) throw new Error('Nothing of Zalo is set');
const log = createLog(settings.logLevel, 'mass');
const { end, ...own } = connect(databaseUrl, process.env['MASS_BACKEND'] === 'server' ? 'server' : 'embedded', log);
const db = { ...own, close: end };
const clock = systemClock(clockSkewMs);
const tokens = await openZaloTokens({
  db,
  secret,
  dataFolder,
  zalo,
  callback: 'http://127.0.0.1/callback',
  clock,
  log,
});
const pace = postgresPace(db.pool);
const { mass: channel } = openZaloChannel(zalo, { db, secret, pace, tokens, clock, log, publicUrl });
if (channel === null) throw new Error('PUBLIC_URL is not set');
startMass({ db, channel, pace, clock, log });
process.on('disconnect', () => process.exit(1));
await sleep(30_000);
process.exit(3);
