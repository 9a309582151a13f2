import type { Hono } from 'hono';
import { argumentFault, formatFault, InputError, messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import { translator } from '../../../content/i18n.js';
import { CALLBACK_PATH } from './consent.js';
import type { Callback, LoggedIn } from './login.js';

/** Zalo's codes and our states are far shorter. */
const VALUE_MAX = 4_096;

/**
 * What somebody pasted: the whole address that the browser ended at, or the code alone where the state is known. Throws
 * InputError where there is no code, or no state to judge it by.
 */
export function readCallback(text: string, knownState: string | null, locale: string): Callback {
  const t = translator(locale);
  const refuse = (what: string): InputError =>
    new InputError('zalo-bad-callback', [argumentFault(what, t('bot:consent.pasteWhole'))]);
  const trimmed = text.trim();
  if (!/^https?:\/\//.test(trimmed)) {
    if (trimmed === '' || /\s/.test(trimmed)) throw refuse(t('bot:consent.noCode'));
    if (knownState === null) throw refuse(t('bot:consent.noState'));
    return { code: trimmed, state: knownState, oaId: null };
  }
  const query = URL.canParse(trimmed) ? new URL(trimmed).searchParams : new URLSearchParams();
  const value = (name: string): string | null => {
    const given = query.get(name);
    return given === null || given === '' || given.length > VALUE_MAX ? null : given;
  };
  const code = value('code');
  const state = value('state') ?? knownState;
  if (code === null) throw refuse(t('bot:consent.noCode'));
  if (state === null) throw refuse(t('bot:consent.noState'));
  return { code, state, oaId: value('oa_id') };
}

/**
 * The page that Zalo sends an admin's browser back to after consent. It finishes the login and says how it went; a
 * callback that is none of ours changes nothing. Nothing of the address, which holds the code, is logged.
 */
export function zaloCallback(
  app: Hono,
  options: { complete: (callback: Callback) => Promise<LoggedIn>; locale: string; log: Log },
): void {
  const { complete, locale, log } = options;
  const t = translator(locale);
  app.get(CALLBACK_PATH, async (c) => {
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    try {
      const account = await complete(readCallback(c.req.url, null, locale));
      return c.text(t('bot:consent.loggedIn', { name: account.name ?? account.oaId }));
    } catch (error) {
      if (error instanceof InputError) {
        log.warn({ reason: error.code }, 'a callback of consent was refused');
        return c.text(error.faults.map(formatFault).join('\n'), 400);
      }
      log.error({ err: messageOf(error) }, 'a consent could not be finished');
      return c.text(t('bot:consent.notFinished'), 502);
    }
  });
}
