import { type Clock, systemClock } from '../base/clock.js';
import { createLog, type Log } from '../base/log.js';
import { loadEnvFile, readSettings, type Settings } from '../base/settings.js';
import { type Translate, translator } from '../content/i18n.js';

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
  return {
    settings,
    clock: systemClock(settings.clockSkewMs),
    say: translator(settings.language),
    locale: settings.language,
    log: createLog(settings.logLevel, 'loa'),
  };
}
