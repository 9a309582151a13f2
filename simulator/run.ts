import { parseArgs } from 'node:util';
import { makeResidents, makeZaloUsers, startSimulators, startTelegramSimulator, type ZaloSimulator } from './index.js';

/**
 * The simulator as a process of its own: for rehearsals, benchmarks, and tests that kill the service while Telegram and Zalo
 * stay. Prints one line of JSON, `{apiRoot, token}` and with --zalo also `{zalo: {…}}`, once it listens; ends on SIGTERM or Ctrl-C.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    people: { type: 'string', default: '0' },
    'accept-unknown-chats': { type: 'boolean', default: false },
    'refuse-above': { type: 'string' },
    'keep-messages': { type: 'string', default: '200' },
    'log-calls': { type: 'string', default: '10000' },
    'latency-ms': { type: 'string', default: '0' },
    zalo: { type: 'boolean', default: false },
    'zalo-port': { type: 'string', default: '0' },
    'zalo-webhook': { type: 'string' },
    'zalo-unlimited': { type: 'boolean', default: false },
  },
});

const residents = makeResidents({ count: Number(values.people), places: ['-'], firstId: 1 });
const shared = { logCalls: Number(values['log-calls']), latencyMs: Number(values['latency-ms']) };
const telegramOptions = {
  ...shared,
  port: Number(values.port),
  acceptUnknownChats: values['accept-unknown-chats'],
  keepMessagesPerChat: Number(values['keep-messages']),
  refuseAbovePerSecond: values['refuse-above'] === undefined ? undefined : Number(values['refuse-above']),
  people: residents.map((one) => ({
    id: Number(one.externalId),
    firstName: one.name,
    languageCode: one.locale,
    tags: one.groups,
  })),
};
const zaloOptions = {
  ...shared,
  port: Number(values['zalo-port']),
  acceptUnknown: values['accept-unknown-chats'],
  keepMessagesPerUser: Number(values['keep-messages']),
  users: makeZaloUsers(residents),
  ...(values['zalo-unlimited'] ? { limits: {} } : {}),
  ...(values['zalo-webhook'] === undefined ? {} : { webhook: { url: values['zalo-webhook'] } }),
};

const { apiRoot, token, zalo, close } = values.zalo ? await startBoth() : await startOne();
process.stdout.write(`${JSON.stringify({ apiRoot, token, ...(zalo === null ? {} : { zalo: told(zalo) }) })}\n`);

async function startBoth() {
  const both = await startSimulators({ telegram: telegramOptions, zalo: zaloOptions });
  const { apiRoot, token } = both.telegram;
  return { apiRoot, token, zalo: both.zalo, close: both.close };
}

async function startOne() {
  const { apiRoot, token, close } = await startTelegramSimulator(telegramOptions);
  return { apiRoot, token, zalo: null, close };
}

/** All that a service needs to be told, by what the contract's variables are called after `ZALO_`. */
function told({
  appId,
  appSecret,
  oaId,
  oaSecretKey,
  oauthRoot,
  openapiRoot,
  businessRoot,
  tokens,
  url,
}: ZaloSimulator) {
  const { refreshToken } = tokens.current();
  return { url, appId, appSecret, oaId, oaSecretKey, refreshToken, oauthRoot, openapiRoot, businessRoot };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void close().then(() => process.exit(0));
  });
}
