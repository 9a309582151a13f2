import { parseArgs } from 'node:util';
import { makeResidents, startTelegramSimulator } from './index.js';

/**
 * The simulator as a process of its own: for rehearsals, benchmarks, and tests that kill the service while Telegram stays.
 * Prints one line of JSON, `{apiRoot, token}`, once it listens; ends on SIGTERM or Ctrl-C.
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
  },
});

const simulator = await startTelegramSimulator({
  port: Number(values.port),
  acceptUnknownChats: values['accept-unknown-chats'],
  keepMessagesPerChat: Number(values['keep-messages']),
  logCalls: Number(values['log-calls']),
  latencyMs: Number(values['latency-ms']),
  refuseAbovePerSecond: values['refuse-above'] === undefined ? undefined : Number(values['refuse-above']),
  people: makeResidents({ count: Number(values.people), places: ['-'], firstId: 1 }).map((one) => ({
    id: Number(one.externalId),
    firstName: one.name,
    languageCode: one.locale,
    tags: one.groups,
  })),
});
process.stdout.write(`${JSON.stringify({ apiRoot: simulator.apiRoot, token: simulator.token })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
