import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LoaError } from '../../../base/errors.js';
import { adoptHome, heartbeat } from '../../../scheduler/clock/home.js';
import { openTokenField, type TokenField, type TokenProcess, zaloSettings } from '../../../test/support/zaloTokens.js';
import { outcomeOfTokenTrouble } from './tokens.js';

const TOKEN_PATH = '/v4/oa/access_token';
/** Long enough for a busy machine to be refused in, shorter than anybody is then asked to wait. */
const WAIT_MS = 10_000;

let field: TokenField;
beforeEach(async () => {
  field = await openTokenField();
});
afterEach(() => field.close());

const counts = () => field.simulator.tokens.counts();
const fault = (rule: object, times = 1) =>
  field.simulator.faults.add({ paths: [TOKEN_PATH], times, ...rule } as Parameters<
    TokenField['simulator']['faults']['add']
  >[0]);

/** The code with which a call ends, or `answered`. */
async function endOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof LoaError) return error.code;
    throw error;
  }
  return 'answered';
}

async function told(): Promise<number> {
  const { rows } = await field.db.pool.query<{ n: number }>(
    `select count(*)::int as n from audit_event where entry::jsonb ->> 'action' = 'zalo.reauth-required'`,
  );
  return rows[0]?.n ?? 0;
}

/** Nothing that is asked from here on reaches Zalo's token endpoint. */
async function expectNoLoop(...processes: TokenProcess[]): Promise<void> {
  const before = counts();
  for (let i = 0; i < 10; i++) {
    for (const { ask, tokens } of processes) {
      expect(await endOf(ask())).toBe('credential-reauth');
      await tokens.upkeep();
    }
  }
  expect(counts()).toEqual(before);
  expect(await told()).toBe(1);
}

describe('the first use', () => {
  test('takes ZALO_REFRESH_TOKEN, and never again: the living one is in the database', async () => {
    const first = await field.open();
    expect((await first.ask()).oaId).toBe(field.simulator.oaId);
    // Spent by now; a service that took it again at its next start would lose its consent.
    const second = await field.open();
    expect((await second.ask()).oaId).toBe(field.simulator.oaId);
    expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
  });

  test('without any consent it says so, and that a person must act', async () => {
    const { refreshToken: _, ...zalo } = zaloSettings(field.simulator);
    const process = await field.open({ zalo: { ...zalo, refreshToken: undefined } });
    const error = await process.tokens.accessToken().catch((thrown: unknown) => thrown);
    expect(outcomeOfTokenTrouble(error)).toEqual({ kind: 'stopped', reason: 'credential-missing' });
  });
});

test('a thousand refresh races over two processes never burn a token', async () => {
  const processes = [await field.open(), await field.open()];
  await Promise.all(processes.map(({ ask }) => ask()));
  const start = counts();
  const ROUNDS = 1_000;
  for (let round = 0; round < ROUNDS; round++) {
    // Every call of either process is refused now, and each of them wants a new token.
    field.simulator.tokens.killAccessToken();
    const answers = await Promise.all(processes.flatMap(({ ask }) => [ask(), ask()]));
    expect(answers).toHaveLength(4);
  }
  expect(counts()).toEqual({ issued: start.issued + ROUNDS, refreshed: start.refreshed + ROUNDS, refused: 0 });
  expect(await field.row()).toMatchObject({ state: 'ok', sends: 0, leased: false });
}, 300_000);

describe('upkeep', () => {
  test('renews what ends within two hours, in one process of all, and leaves alone what does not', async () => {
    const processes = [await field.open(), await field.open()];
    await Promise.all(processes.map(({ tokens }) => tokens.upkeep()));
    expect(counts().refreshed).toBe(1);
    await field.set(
      `refresh_issued_at = now() - interval '22 hours', access_expires_at = now() + interval '2 hours 1 minute'`,
    );
    await Promise.all(processes.map(({ tokens }) => tokens.upkeep()));
    expect(counts().refreshed).toBe(1);
    await field.set(
      `refresh_issued_at = now() - interval '24 hours', access_expires_at = now() + interval '119 minutes'`,
    );
    await Promise.all(processes.map(({ tokens }) => tokens.upkeep()));
    expect(counts()).toMatchObject({ refreshed: 2, refused: 0 });
  });
});

describe('a refresh whose answer is lost', () => {
  test('is tried once more, and where the token was spent it ends in REAUTH_REQUIRED and not in a loop', async () => {
    const processes = [await field.open(), await field.open()];
    await processes[0]?.ask();
    fault({ fault: { kind: 'cut', when: 'after' } });
    field.simulator.tokens.killAccessToken();
    const ends = await Promise.all(processes.map(({ ask }) => endOf(ask())));
    expect(new Set(ends)).toEqual(new Set(['credential-reauth']));
    expect(counts()).toMatchObject({ refreshed: 2, refused: 1 });
    expect(await field.row()).toMatchObject({
      state: 'reauth_required',
      state_reason: 'refused-after-lost-answer: zalo-oauth-14014',
      stopped_reason: 'reauth-required',
    });
    await expectNoLoop(...processes);
  });

  test('is tried once more, and where it had not arrived all is well', async () => {
    const process = await field.open();
    await process.ask();
    fault({ fault: { kind: 'cut', when: 'before' } });
    field.simulator.tokens.killAccessToken();
    expect((await process.ask()).oaId).toBe(field.simulator.oaId);
    expect(counts()).toMatchObject({ refreshed: 2, refused: 0 });
  });

  test('twice is the end of trying: the platform may have it, and a third answer could be the first', async () => {
    const process = await field.open();
    await process.ask();
    fault({ fault: { kind: 'server-error', code: 502 } }, 10);
    field.simulator.tokens.killAccessToken();
    expect(await endOf(process.ask())).toBe('credential-reauth');
    expect(await field.row()).toMatchObject({ state: 'reauth_required', state_reason: 'answer-lost: http-502' });
    await expectNoLoop(process);
  });

  test('while the old access token is still good, the second try waits for the outage to pass, and calls go on', async () => {
    const process = await field.open();
    await process.ask();
    await field.set(
      `refresh_issued_at = now() - interval '24 hours', access_expires_at = now() + interval '100 minutes'`,
    );
    fault({ fault: { kind: 'server-error', code: 502 } });
    await process.tokens.upkeep();
    const { sends, retry_in_s: wait } = await field.row();
    expect(sends).toBe(1);
    expect(wait).toBeGreaterThan(15 * 60);
    expect((await process.ask()).oaId).toBe(field.simulator.oaId);
    await field.set(`retry_at = now()`);
    await process.tokens.upkeep();
    expect(await field.row()).toMatchObject({ state: 'ok', sends: 0 });
  });
});

test('a lost answer that had killed the access token as well is found out by the next call, not after the wait', async () => {
  const process = await field.open();
  await process.ask();
  await field.set(
    `refresh_issued_at = now() - interval '24 hours', access_expires_at = now() + interval '100 minutes'`,
  );
  fault({ fault: { kind: 'cut', when: 'after' } });
  await process.tokens.upkeep();
  expect((await field.row()).retry_in_s).toBeGreaterThan(15 * 60);
  expect(await endOf((await field.open()).ask())).toBe('credential-reauth');
  expect(counts()).toMatchObject({ refreshed: 2, refused: 1 });
  await expectNoLoop(process);
});

describe('what never reached Zalo', () => {
  test('costs nothing, however often: too many calls, no connection, a proxy in between', async () => {
    const process = await field.open({ waitMs: WAIT_MS });
    fault({ fault: { kind: 'error', code: -32 } }, 2);
    for (let i = 0; i < 2; i++) {
      expect(await endOf(process.ask())).toBe('credential-away');
      expect(await field.row()).toMatchObject({ state: 'ok', sends: 0, leased: false });
      await field.set(`retry_at = null`);
    }
    fault({ fault: { kind: 'answer', status: 403, body: '<html>Please log in to this network</html>' } });
    expect(await endOf(process.ask())).toBe('credential-away');
    await field.set(`retry_at = null`);
    const nobody = await field.open({ waitMs: WAIT_MS, zalo: { ...field.zalo, oauthRoot: 'http://127.0.0.1:1' } });
    for (let i = 0; i < 4; i++) {
      expect(await endOf(nobody.ask())).toBe('credential-away');
      await field.set(`retry_at = null`);
    }
    expect((await (await field.open()).ask()).oaId).toBe(field.simulator.oaId);
    expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
  });

  test('a message that finds no token is put off, and no one is told', async () => {
    const nobody = await field.open({ waitMs: WAIT_MS, zalo: { ...field.zalo, oauthRoot: 'http://127.0.0.1:1' } });
    const error = await nobody.ask().catch((thrown: unknown) => thrown);
    expect(outcomeOfTokenTrouble(error)).toMatchObject({ kind: 'later', reason: 'credential-away' });
    expect(await told()).toBe(0);
  });
});

test('a copy of the database that wakes up elsewhere does not take the tokens from the original', async () => {
  const process = await field.open();
  await process.ask();
  await heartbeat(field.db, 'the province');
  await heartbeat(field.db, 'somebody’s laptop');
  const copy = await field.open();
  await field.set(`refresh_issued_at = now() - interval '24 hours', access_expires_at = now() + interval '1 hour'`);
  await copy.tokens.upkeep();
  // What it still has may be used: that harms nobody.
  await copy.ask();
  await field.set(`access_expires_at = now()`);
  expect(await endOf((await field.open()).ask())).toBe('credential-away');
  expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
  await adoptHome(field.db, 'somebody’s laptop');
  expect((await (await field.open()).ask()).oaId).toBe(field.simulator.oaId);
  expect(counts()).toMatchObject({ refreshed: 2, refused: 0 });
});

describe('consent that is gone', () => {
  test('a restored backup holds a spent refresh token: it ends in REAUTH_REQUIRED', async () => {
    const process = await field.open();
    await process.ask();
    await field.db.pool.query(`create table backup as select * from channel_credential`);
    for (let i = 0; i < 2; i++) {
      field.simulator.tokens.killAccessToken();
      await process.ask();
    }
    await field.db.pool.query(`delete from channel_credential`);
    await field.db.pool.query(`insert into channel_credential select * from backup`);
    const restored = await field.open();
    const refused = counts().refused;
    expect(await endOf(restored.ask())).toBe('credential-reauth');
    expect(counts().refused).toBe(refused + 1);
    await expectNoLoop(restored);
  });

  test('a fresh access token that is refused again is not refreshed round and round', async () => {
    const process = await field.open();
    await process.ask();
    field.simulator.faults.add({ paths: ['/v2.0/oa/getoa'], fault: { kind: 'unauthorized' } });
    expect(await endOf(process.ask())).toBe('credential-reauth');
    expect(counts()).toMatchObject({ refreshed: 2, refused: 0 });
    expect(await field.row()).toMatchObject({ state: 'reauth_required', state_reason: 'zalo-openapi-216' });
    await expectNoLoop(process);
  });

  test('somebody else who uses the same account takes it away once, and is not fought with', async () => {
    const process = await field.open();
    await process.ask();
    field.simulator.tokens.rotateElsewhere();
    expect(await endOf(process.ask())).toBe('credential-reauth');
    expect(counts().refused).toBe(1);
    await expectNoLoop(process);
  });
});
