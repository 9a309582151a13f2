import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '../../base/settings.js';
import { translator } from '../../content/i18n.js';
import { SECRET } from '../../test/support/world.js';
import { openTokenField, type TokenField, zaloEnvironment } from '../../test/support/zaloTokens.js';
import { inspectZaloTokens } from './zalo.js';

let field: TokenField;
beforeEach(async () => {
  field = await openTokenField();
});
afterEach(() => field.close());

/** What `doctor` finds, one line each. */
async function findings(env: Record<string, string> = {}, secret = SECRET): Promise<string[]> {
  const lines: string[] = [];
  const settings = readSettings({ ...zaloEnvironment(field.simulator), ...env });
  const session = { db: field.db, secret, settings, locale: 'en', say: translator('en') };
  await inspectZaloTokens(session, (check, state, text) => lines.push(`${state} ${check}: ${text}`));
  return lines.filter((line) => /consent|token|OA_ID/.test(line) && !line.startsWith('ok ZALO_OA_ID'));
}

test('it says what lacks before the first use', async () => {
  expect(await findings({ ZALO_REFRESH_TOKEN: '' })).toEqual([
    'fault Zalo consent: the official account has not consented yet: npx loa zalo login',
  ]);
  expect(await findings()).toEqual(['note Zalo consent: ZALO_REFRESH_TOKEN is taken when the service starts']);
});

test('it shows how old the tokens are, warns after 60 days and gives the alarm after 80', async () => {
  await (await field.open()).ask();
  expect(await findings()).toEqual([
    'ok Zalo access token: 24 h left',
    'ok Zalo refresh token: 0 days old (Zalo gives 90)',
  ]);
  const aged = async (days: number) => {
    await field.set(
      `refresh_issued_at = now() - interval '${days} days 1 hour', access_expires_at = now() - interval '${days - 1} days'`,
    );
    return findings();
  };
  expect(await aged(59)).toEqual([
    'note Zalo access token: has ended; the service renews it when it runs',
    'ok Zalo refresh token: 59 days old (Zalo gives 90)',
  ]);
  expect((await aged(60))[1]).toMatch(/^note Zalo refresh token: 60 days old .*npx loa zalo login/);
  expect((await aged(80))[1]).toMatch(/^fault Zalo refresh token: 80 days old .*npx loa zalo login/);
});

test('it gives the remedy where consent is needed again, and where the secret is another one', async () => {
  const process = await field.open();
  await process.ask();
  expect(await findings({}, 'another secret')).toEqual([
    'fault Zalo consent: the stored tokens do not open with this LOA_SECRET',
  ]);
  field.simulator.tokens.revoke();
  await expect(process.ask()).rejects.toMatchObject({ code: 'credential-reauth' });
  const [line, ...more] = await findings();
  expect(line).toMatch(
    /^fault Zalo consent: consent is needed again since .* \(zalo-oauth-14014\): npx loa zalo login$/,
  );
  expect(more).toEqual([]);
});
