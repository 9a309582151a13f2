/**
 * The simulator's tokens cannot be taken for Telegram's, nor Telegram's for the simulator's: after the bot's id they
 * read `SIMULATOR-` and at most 24 more characters, while Telegram's secret half is always 35 characters long.
 */
const OWN_FORM = /^\d{1,15}:SIMULATOR-[A-Za-z0-9_-]{1,24}$/;
const REAL_FORM = /^\d{5,}:[A-Za-z0-9_-]{35,}$/;

/** Whether a token has the form that only simulators issue: `7000000001:SIMULATOR-loa`. */
export function isSimulatorToken(token: string): boolean {
  return OWN_FORM.test(token);
}

/** Whether a token may be somebody's real bot: then it must not even be written into a log. */
export function looksReal(token: string): boolean {
  return REAL_FORM.test(token);
}
