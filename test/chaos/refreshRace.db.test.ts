import { afterEach, beforeEach, expect, test } from 'vitest';
import { SECRET } from '../support/world.js';
import { openTokenField, type TokenField } from '../support/zaloTokens.js';
import { type Racers, raceRounds, startRacers } from './refreshRace.js';

const PROCESSES = 3;
/** `npm run chaos` races a thousand. */
const ROUNDS = 50;

let field: TokenField;
let racers: Racers;
beforeEach(async () => {
  field = await openTokenField();
  racers = await startRacers({ ...field, secret: SECRET }, PROCESSES);
});
afterEach(async () => {
  await racers.close();
  await field.close();
});

async function told(): Promise<number> {
  const { rows } = await field.db.pool.query<{ n: number }>(
    `select count(*)::int as n from audit_event where entry::jsonb ->> 'action' = 'zalo.reauth-required'`,
  );
  return rows[0]?.n ?? 0;
}

test('three processes that refresh at once hand no token over twice and burn none', { timeout: 120_000 }, async () => {
  expect(await raceRounds(racers, field.simulator, ROUNDS)).toEqual([]);
  expect(await field.row()).toMatchObject({ state: 'ok', sends: 0, leased: false });
});

test('a lost answer ends for all of them in REAUTH_REQUIRED, told once, and nobody asks Zalo again', {
  timeout: 120_000,
}, async () => {
  await racers.race();
  const { refreshed, refused } = field.simulator.tokens.counts();
  field.simulator.faults.add({ paths: ['/v4/oa/access_token'], times: 1, fault: { kind: 'cut', when: 'after' } });
  field.simulator.tokens.killAccessToken();
  const stopped = Array.from({ length: PROCESSES * 2 }, () => 'credential-reauth');
  expect(await racers.race()).toEqual(stopped);
  // The one whose answer was lost, and one more try with the same token, which was spent.
  const spent = { refreshed: refreshed + 1, refused: refused + 1 };
  expect(field.simulator.tokens.counts()).toMatchObject(spent);
  for (let i = 0; i < 20; i += 1) expect(await racers.race()).toEqual(stopped);
  expect(field.simulator.tokens.counts()).toMatchObject(spent);
  expect(await field.row()).toMatchObject({ state: 'reauth_required', stopped_reason: 'reauth-required' });
  expect(await told()).toBe(1);
});
