import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import type { Caps } from '../scheduler/campaign/caps.js';
import { MOST_A_WEEK } from '../scheduler/cap/noteShares.js';
import { numberOption, type Options } from './command.js';

/** The two options by which another share than the usual is chosen. */
export function capped(command: Command, say: Translate): Command {
  return command.option('--per-day <n>', say('cli:option.perDay')).option('--per-week <n>', say('cli:option.perWeek'));
}

/** What was chosen by them; undefined where nothing was. */
export function capsOf(options: Options, say: Translate): Partial<Caps> | undefined {
  const [perDay, perWeek] = [numberOption(options, 'perDay', say), numberOption(options, 'perWeek', say)];
  if (perDay === undefined && perWeek === undefined) return undefined;
  if (Math.max(perDay ?? 0, perWeek ?? 0) > MOST_A_WEEK)
    throw new InputError('bad-caps', [
      argumentFault(say('caps:tooMuch', { most: MOST_A_WEEK }), say('caps:tooMuchMend', { most: MOST_A_WEEK })),
    ]);
  return { ...(perDay === undefined ? {} : { perDay }), ...(perWeek === undefined ? {} : { perWeek }) };
}
