import { type Tokens, ZaloError, ZaloOfficialAccount } from 'zalo-api-ts';
import { argumentFault, InputError, LoaError } from '../../../base/errors.js';
import { type MessageKey, translator } from '../../../content/i18n.js';
import { readCredential } from '../../../credentials/credential.js';
import { credentialSealer } from '../../../credentials/seal.js';
import { claimTime, storePair } from '../../../credentials/storePair.js';
import { appendAudit } from '../../../people/appendAudit.js';
import type { Database } from '../../../prisma/database.js';
import { restartSender } from '../../../scheduler/sender/health.js';
import { type ConsentTerms, oauthFor, readState, verifierFor } from './consent.js';
import { pairOf, wordOf } from './refreshing.js';
import { zaloAccount, zaloSender } from './tokens.js';

/** What Zalo's callback carries. */
export interface Callback {
  code: string;
  state: string;
  /** Which account consented, where the callback says so. */
  oaId: string | null;
}

export interface LoggedIn {
  oaId: string;
  /** As the account calls itself; null where it could not be asked. */
  name: string | null;
  accessExpiresAt: Date;
}

export interface LoginDeps extends ConsentTerms {
  db: Database;
  /** Of whoever reads what is wrong. */
  locale: string;
}

/**
 * Turns the code of a consent into stored tokens: only under a state of ours, only of the account that is configured,
 * both tokens committed, and the sender that was stopped for want of them goes on. Throws InputError for what a person
 * can mend, LoaError `zalo-away` where Zalo did not answer.
 */
export async function completeConsent(deps: LoginDeps, { code, state, oaId }: Callback): Promise<LoggedIn> {
  const { zalo, secret, clock } = deps;
  const known = readState(secret, state, clock);
  if (known === 'foreign')
    throw refusal(deps, 'zalo-foreign-state', ['bot:consent.foreignState'], 'bot:consent.loginAgain');
  if (known === 'too-late') throw refusal(deps, 'zalo-late-state', ['bot:consent.lateState'], 'bot:consent.loginAgain');
  if (oaId !== null && oaId !== zalo.oaId) throw otherAccount(deps, oaId);
  const codeVerifier = verifierFor(zalo, secret, state);
  const ask = () => oauthFor(zalo, secret, state).exchangeCode({ code, codeVerifier });
  return logIn(deps, await nameOf(deps.db, known.staff), ask, (reason) =>
    refusal(deps, 'zalo-code-refused', ['bot:consent.codeRefused', { reason }], 'bot:consent.loginAgain'),
  );
}

/** The same with a refresh token that somebody brings. It is spent by this; what was stored stays where it is refused. */
export function logInWithRefreshToken(deps: LoginDeps, refreshToken: string, actor: string): Promise<LoggedIn> {
  const ask = () => oauthFor(deps.zalo, deps.secret, '').refresh(refreshToken);
  return logIn(deps, actor, ask, (reason) =>
    refusal(deps, 'zalo-token-refused', ['bot:consent.tokenRefused', { reason }], 'bot:consent.tokenRefusedMend'),
  );
}

async function logIn(
  deps: LoginDeps,
  actor: string,
  ask: () => Promise<Tokens>,
  refused: (reason: string) => InputError,
): Promise<LoggedIn> {
  const { db, zalo, secret, clock } = deps;
  const of = zaloAccount(zalo.oaId);
  const claimedAt = await claimTime(db, of);
  const tokens = await ask().catch((error: unknown) => {
    if (!(error instanceof ZaloError)) throw error;
    const reason = wordOf(error);
    if (error.sent === 'no' && error.code !== null && error.class !== 'rate') throw refused(reason);
    const message = translator(deps.locale)('bot:consent.away', { reason });
    throw new LoaError('zalo-away', message, { again: 'unknown' }, { cause: error });
  });
  const account = await askWho(deps, tokens.accessToken);
  if (account !== null && account.oaId !== zalo.oaId) throw otherAccount(deps, account.oaId);

  const { version } = await storePair(db, credentialSealer(secret), of, pairOf(tokens), claimedAt);
  const sender = zaloSender(zalo.oaId);
  await restartSender(db, sender);
  const subject = `sender:${sender}`;
  await appendAudit(db, { at: clock.now(), actor, action: 'zalo.login', subject, detail: { version } });
  return { oaId: zalo.oaId, name: account?.name ?? null, accessExpiresAt: tokens.accessExpiresAt };
}

/**
 * The last login that was finished, by whichever process; `entry` tells one from another. Null where there was none.
 */
export async function lastLogin({ db, secret, zalo }: LoginDeps): Promise<{ entry: number; account: LoggedIn } | null> {
  const { rows } = await db.pool.query<{ id: number }>(
    `select id from audit_event where entry::jsonb ->> 'action' = 'zalo.login' and entry::jsonb ->> 'subject' = $1
      order by id desc limit 1`,
    [`sender:${zaloSender(zalo.oaId)}`],
  );
  const entry = rows[0]?.id;
  if (entry === undefined) return null;
  const stored = await readCredential(db, credentialSealer(secret), zaloAccount(zalo.oaId));
  if (!stored?.accessExpiresAt) return null;
  return { entry, account: { oaId: zalo.oaId, name: null, accessExpiresAt: stored.accessExpiresAt } };
}

/** The account's own word for who it is. Null where Zalo does not say: the code came under our state, that is enough. */
async function askWho({ zalo }: LoginDeps, accessToken: string): Promise<{ oaId: string; name: string | null } | null> {
  const account = new ZaloOfficialAccount({
    accessToken: async () => accessToken,
    root: zalo.openapiRoot,
    // Harmless where the console does not ask for it.
    appSecret: zalo.appSecret,
  });
  try {
    const { data } = await account.info();
    return { oaId: data.oaId, name: data.name };
  } catch (error) {
    if (error instanceof ZaloError) return null;
    throw error;
  }
}

/** The name of whoever asked for the link; the machine's shell where nobody said who they are. */
async function nameOf(db: Database, staff: number | null): Promise<string> {
  const person = staff === null ? null : await db.prisma.staff.findUnique({ where: { id: staff } });
  return person?.name ?? 'operator';
}

function otherAccount(deps: LoginDeps, id: string): InputError {
  const what: Sentence = ['bot:consent.otherAccount', { id, own: deps.zalo.oaId }];
  return refusal(deps, 'zalo-other-account', what, 'bot:consent.otherAccountMend');
}

type Sentence = [MessageKey, Record<string, string>?];

function refusal({ locale }: LoginDeps, code: string, [what, values = {}]: Sentence, mend: MessageKey): InputError {
  const t = translator(locale);
  return new InputError(code, [argumentFault(t(what, values), t(mend))]);
}
