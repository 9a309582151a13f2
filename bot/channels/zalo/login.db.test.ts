import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../../base/clock.js';
import { addStaff } from '../../../people/addStaff.js';
import { testLog } from '../../../test/support/database.js';
import { refusalOf } from '../../../test/support/refusal.js';
import { testClock } from '../../../test/support/testClock.js';
import { SECRET } from '../../../test/support/world.js';
import { openTokenField, type TokenField } from '../../../test/support/zaloTokens.js';
import { readCallback, zaloCallback } from './callback.js';
import { beginConsent, CALLBACK_PATH } from './consent.js';
import { type Callback, completeConsent, type LoginDeps, lastLogin, logInWithRefreshToken } from './login.js';

let field: TokenField;
let deps: LoginDeps;
const clock = testClock();
beforeEach(async () => {
  field = await openTokenField();
  deps = {
    db: field.db,
    zalo: { ...field.zalo, refreshToken: undefined },
    secret: SECRET,
    callback: `http://127.0.0.1:8080${CALLBACK_PATH}`,
    clock,
    locale: 'en',
  };
  clock.set(null);
});
afterEach(() => field.close());

/** What an admin's browser does with a link: opens it, agrees, and is sent back with a code. */
async function agree(link: string): Promise<string> {
  const page = await fetch(link);
  expect(page.status).toBe(200);
  const { origin, pathname, searchParams } = new URL(link);
  const answer = await fetch(`${origin}${pathname}`, { method: 'POST', body: searchParams, redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`No way back: ${await answer.text()}`);
  return location;
}

const link = (staff: number | null = null) => beginConsent({ ...deps, staff }).url;
const agreed = async (): Promise<Callback> => readCallback(await agree(link()), null, 'en');
const actors = async () =>
  (
    await field.db.pool.query<{ actor: string }>(
      `select entry::jsonb ->> 'actor' as actor from audit_event where entry::jsonb ->> 'action' = 'zalo.login' order by id`,
    )
  ).rows.map((row) => row.actor);

describe.each(['none', 'fixed', 'per-request'] as const)('consent with PKCE %s', (pkce) => {
  test('ends in tokens that work, and says who consented', async () => {
    deps = { ...deps, zalo: { ...deps.zalo, pkce } };
    expect(new URL(link()).searchParams.has('code_challenge')).toBe(pkce !== 'none');
    const account = await completeConsent(deps, await agreed());
    expect(account).toMatchObject({ oaId: field.simulator.oaId, name: 'Loa' });
    const process = await field.open({ zalo: deps.zalo });
    expect((await process.ask()).oaId).toBe(field.simulator.oaId);
    // The pair of the consent itself: nothing had to be renewed.
    expect(field.simulator.tokens.counts()).toMatchObject({ refreshed: 0, refused: 0 });
  });
});

test('a fixed pair is the same for every link, one of its own is not', () => {
  const challenge = (pkce: 'fixed' | 'per-request') => {
    deps = { ...deps, zalo: { ...deps.zalo, pkce } };
    return new URL(link()).searchParams.get('code_challenge');
  };
  expect(challenge('fixed')).toBe(challenge('fixed'));
  expect(challenge('per-request')).not.toBe(challenge('per-request'));
});

test('a sender that had lost its consent goes on by itself after a login', async () => {
  const process = await field.open();
  await process.ask();
  field.simulator.tokens.revoke();
  await expect(process.ask()).rejects.toMatchObject({ code: 'credential-reauth' });
  expect(await field.row()).toMatchObject({ state: 'reauth_required', stopped_reason: 'reauth-required' });
  const { id } = await addStaff(field.db, { name: 'chi', role: 'admin', place: null });
  await completeConsent(deps, readCallback(await agree(link(id)), null, 'en'));
  expect(await field.row()).toMatchObject({ state: 'ok', stopped_reason: null });
  // The same process, which nobody restarted.
  expect((await process.ask()).oaId).toBe(field.simulator.oaId);
  expect(await actors()).toEqual(['chi']);
});

describe('a callback is refused, and nothing changes, when', () => {
  test('its state is not ours: somebody else’s consent is not taken for the agency’s', async () => {
    const callback = await agreed();
    const changed = callback.state.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    for (const state of ['', 'x', changed, callback.state.slice(0, -1)]) {
      expect(await refusalOf(completeConsent(deps, { ...callback, state }))).toBe('zalo-foreign-state');
    }
    expect(await refusalOf(completeConsent({ ...deps, secret: 'another' }, callback))).toBe('zalo-foreign-state');
    expect(await lastLogin(deps)).toBeNull();
    await completeConsent(deps, callback); // the code is still good: none of them was even asked about
  });

  test('it is a day late', async () => {
    const callback = await agreed();
    clock.set(new Date(Date.now() + 25 * HOUR_MS).toISOString());
    expect(await refusalOf(completeConsent(deps, callback))).toBe('zalo-late-state');
  });

  test('another account has consented, whether the callback says so or only the account itself', async () => {
    const other = { ...deps, zalo: { ...deps.zalo, oaId: '999' } };
    const consent = async () => readCallback(await agree(link()), null, 'en');
    expect(await refusalOf(completeConsent(other, await consent()))).toBe('zalo-other-account');
    expect(await refusalOf(completeConsent(other, { ...(await consent()), oaId: null }))).toBe('zalo-other-account');
    expect(await lastLogin(other)).toBeNull();
  });

  test('its code was used before', async () => {
    const callback = await agreed();
    await completeConsent(deps, callback);
    expect(await refusalOf(completeConsent(deps, callback))).toBe('zalo-code-refused');
    expect(await actors()).toHaveLength(1);
    // What the first one brought goes on working.
    const process = await field.open({ zalo: deps.zalo });
    expect((await process.ask()).oaId).toBe(field.simulator.oaId);
  });
});

test('what is pasted may be the whole address or, where the link is known, the code alone', async () => {
  const location = await agree(link());
  const { code, state } = readCallback(`  ${location}\n`, null, 'en');
  expect(readCallback(code, state, 'en')).toEqual({ code, state, oaId: null });
  const refused = (text: string) => refusalOf(Promise.resolve().then(() => readCallback(text, null, 'en')));
  expect(await refused(code)).toBe('zalo-bad-callback');
  for (const text of ['', 'http://127.0.0.1/', 'http://', 'a b', `${new URL(location).origin}/?code=1`])
    expect(await refused(text)).toBe('zalo-bad-callback');
});

test('the running service finishes a login when the browser comes back to it, and says what is wrong when it cannot', async () => {
  const app = new Hono();
  const vietnamese = { ...deps, locale: 'vi' };
  zaloCallback(app, { complete: (callback) => completeConsent(vietnamese, callback), locale: 'vi', log: testLog });
  const { pathname, search } = new URL(await agree(link()));
  const forged = await app.request(`${pathname}${search}x`);
  expect(forged.status).toBe(400);
  expect(await forged.text()).toContain('state không khớp');
  const good = await app.request(pathname + search);
  expect(good.status).toBe(200);
  expect(await good.text()).toContain('Đã nhận quyền của Loa');
  expect(good.headers.get('cache-control')).toBe('no-store');
  expect((await lastLogin(deps))?.account.oaId).toBe(field.simulator.oaId);
});

describe('a refresh token that somebody brings', () => {
  test('takes the place of what is stored', async () => {
    const process = await field.open();
    await process.ask();
    const { refreshToken } = field.simulator.tokens.rotateElsewhere();
    await logInWithRefreshToken(deps, refreshToken, 'chi');
    expect((await process.ask()).oaId).toBe(field.simulator.oaId);
    expect(await actors()).toEqual(['chi']);
  });

  test('that is refused leaves what is stored as it was', async () => {
    const process = await field.open();
    await process.ask();
    expect(await refusalOf(logInWithRefreshToken(deps, 'SIMULATOR-refresh-1-nobody', 'chi'))).toBe(
      'zalo-token-refused',
    );
    expect((await process.ask()).oaId).toBe(field.simulator.oaId);
    expect(await field.row()).toMatchObject({ state: 'ok' });
  });
});

test('a Zalo that does not answer is no fault of whoever consented', async () => {
  const callback = await agreed();
  field.simulator.faults.add({ paths: ['/v4/oa/access_token'], fault: { kind: 'cut', when: 'before' } });
  await expect(completeConsent(deps, callback)).rejects.toMatchObject({ code: 'zalo-away' });
});
