import type { Command } from 'commander';
import { HOUR_MS } from '../base/clock.js';
import { argumentFault, InputError } from '../base/errors.js';
import type { ZaloSettings } from '../base/settings.js';
import { readCallback } from '../bot/channels/zalo/callback.js';
import { beginConsent, callbackAddress } from '../bot/channels/zalo/consent.js';
import { completeConsent, type LoggedIn, type LoginDeps, logInWithRefreshToken } from '../bot/channels/zalo/login.js';
import { formatDay, formatMoment } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { requireStaff } from '../people/requireStaff.js';
import { awaitConsent } from './awaitConsent.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { printError, printLine } from './output.js';
import type { Session } from './session.js';

/** What Zalo gives a refresh token that nobody uses. */
const REFRESH_LIFE_DAYS = 90;

/** `zalo login`: consent of the official account, from the link to the stored tokens. */
export function zaloCommand(program: Command, say: Translate): void {
  const zalo = program.command('zalo').description(say('cli:describe.zalo'));
  withJson(zalo.command('login').description(say('cli:describe.zaloLogin')))
    .option('--code <code>', say('cli:option.code'))
    .option('--state <state>', say('cli:option.state'))
    .option('--from-env', say('cli:option.fromEnv'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(login));
}

async function login(session: Session, _args: string[], options: Options): Promise<void> {
  const { db, secret, settings, clock, locale, say: t } = session;
  const { zalo } = settings;
  if (zalo === undefined)
    throw new InputError('no-zalo', [argumentFault(t('cli:fault.noZalo'), t('cli:fault.noZaloMend'))]);
  const as = textOption(options, 'as');
  const staff = as === undefined ? null : (await requireStaff(db, as, 'zalo.login', { locale })).id;
  const callback = callbackAddress(settings);
  const deps: LoginDeps = { db, zalo, secret, callback, clock, locale };
  const code = textOption(options, 'code');
  let account: LoggedIn;
  if (flag(options, 'fromEnv')) {
    account = await logInWithRefreshToken(deps, requireToken(zalo, t), as ?? 'operator');
  } else if (code !== undefined) {
    account = await completeConsent(deps, readCallback(code, textOption(options, 'state') ?? null, locale));
  } else {
    const consent = beginConsent({ ...deps, staff });
    // With --json standard output is for the result alone.
    const print = options['json'] ? printError : printLine;
    print(t('cli:zalo.open', { url: consent.url, until: formatMoment(consent.until, locale) }));
    print(t('cli:zalo.callback', { callback }));
    const challenge = new URL(consent.url).searchParams.get('code_challenge');
    if (zalo.pkce === 'fixed' && challenge !== null) print(t('cli:zalo.challenge', { challenge }));
    print(t('cli:zalo.waits'));
    account = await awaitConsent(session, deps, consent.state);
  }
  report(account, session, options);
}

function requireToken(zalo: ZaloSettings, t: Translate): string {
  if (zalo.refreshToken !== undefined) return zalo.refreshToken;
  throw new InputError('no-zalo-token', [argumentFault(t('cli:fault.noZaloToken'), t('cli:fault.noZaloTokenMend'))]);
}

function report({ oaId, name, accessExpiresAt }: LoggedIn, { clock, locale, say: t }: Session, options: Options): void {
  const refreshExpiresAt = new Date(clock.now().getTime() + REFRESH_LIFE_DAYS * 24 * HOUR_MS);
  answer(options, { oaId, name, accessExpiresAt, refreshExpiresAt }, () => {
    printLine(t('cli:zalo.done', { name: name ?? '', oaId }));
    const ends = { access: formatMoment(accessExpiresAt, locale), refresh: formatDay(refreshExpiresAt, locale) };
    printLine(t('cli:zalo.ends', ends));
  });
}
