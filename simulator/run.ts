import { parseArgs } from 'node:util';
import { makeResidents, startTelegramSimulator, startZaloSimulator, type ZaloSimulator } from './index.js';

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

/** A Zalo user id has 19 digits; the people of both worlds end in the same ones. */
const ZALO_FIRST_ID = 2_460_000_000_000_000_000n;

const residents = makeResidents({ count: Number(values.people), places: ['-'], firstId: 1 });
const shared = {
  logCalls: Number(values['log-calls']),
  latencyMs: Number(values['latency-ms']),
};
const zalo = values.zalo ? await startZalo() : null;
const simulator = await startTelegramSimulator({
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
});
const { apiRoot, token } = simulator;
process.stdout.write(`${JSON.stringify({ apiRoot, token, ...(zalo === null ? {} : { zalo: told(zalo) }) })}\n`);

async function startZalo(): Promise<ZaloSimulator> {
  return await startZaloSimulator({
    ...shared,
    port: Number(values['zalo-port']),
    acceptUnknown: values['accept-unknown-chats'],
    keepMessagesPerUser: Number(values['keep-messages']),
    ...(values['zalo-unlimited'] ? { limits: {} } : {}),
    ...(values['zalo-webhook'] === undefined ? {} : { webhook: { url: values['zalo-webhook'] } }),
    users: residents.map((one, n) => ({
      id: String(ZALO_FIRST_ID + BigInt(one.externalId)),
      name: one.name,
      phone: `84900${String(n + 1).padStart(6, '0')}`,
      tags: one.groups,
    })),
  });
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
    void Promise.all([simulator.close(), zalo?.close()]).then(() => process.exit(0));
  });
}
