import { type Clock, systemClock } from '../base/clock.js';
import { argumentFault, InputError } from '../base/errors.js';
import { createLog, type Log } from '../base/log.js';
import { loadEnvFile, readSettings, type Settings } from '../base/settings.js';
import { type Translate, translator } from '../content/i18n.js';
import { localeLike, locales } from '../content/locale.js';

/** What every command has at hand before it touches anything. */
export interface Context {
  settings: Settings;
  clock: Clock;
  say: Translate;
  locale: string;
  log: Log;
}

/** Reads `.env` and the environment. Throws InputError for what does not parse. */
export function openContext(): Context {
  loadEnvFile(process.cwd());
  const settings = readSettings(process.env);
  if (localeLike(settings.language) !== settings.language) {
    const known = locales().join(' | ');
    throw new InputError('bad-environment', [argumentFault(`LOA_LANG: ${settings.language}`, `LOA_LANG=${known}`)]);
  }
  return {
    settings,
    clock: systemClock(settings.clockSkewMs),
    say: translator(settings.language),
    locale: settings.language,
    log: createLog(settings.logLevel, 'loa'),
  };
}
