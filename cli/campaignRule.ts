import { InputError } from '../base/errors.js';
import { parseAudience } from '../people/audience/parseAudience.js';

/** What is wrong with a message's audience rule, for the linter, which does not know the rules' grammar; null where nothing is. */
export function ruleFault(rule: string, locale: string): { what: string; mend: string } | null {
  try {
    parseAudience(rule, { locale });
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults[0] ?? null;
  }
}
