import { expect, test } from 'vitest';
import { webhookFinding } from './webhookFinding.js';

const OURS = 'https://loa.example.vn/webhooks/telegram';

test.each([
  ['ours, as it should be', OURS, OURS, { state: 'ok', key: 'cli:doctor.webhookSet' }],
  ['none, and we fetch', '', null, { state: 'ok', key: 'cli:doctor.polling' }],
  ['none, though there should be', '', OURS, { state: 'note', key: 'cli:doctor.webhookOff' }],
  [
    'another program’s',
    'https://bot.example.com/x',
    OURS,
    { state: 'fault', key: 'cli:doctor.webhookOther', host: 'bot.example.com' },
  ],
  [
    'another program’s, and we would fetch',
    'https://bot.example.com/x',
    null,
    { state: 'fault', host: 'bot.example.com' },
  ],
  ['no address at all', 'not an address', null, { state: 'fault', host: '?' }],
] as const)('of the webhook that is set it says whose it is: %s', (_what, set, ours, found) => {
  expect(webhookFinding(set, ours)).toMatchObject(found);
});

test('of another program’s webhook only the host is shown: its path may hold a token', () => {
  expect(JSON.stringify(webhookFinding('https://bot.example.com/bot123:secret', OURS))).not.toContain('secret');
});
