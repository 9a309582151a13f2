import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { parseDay } from '../../scheduler/time/day.js';
import { type Options, textOption } from '../command.js';

/** The day that an option names, as it is written in Vietnam or by ISO 8601. Throws InputError. */
export function nudgeDay(options: Options, name: string, say: Translate): string {
  const text = textOption(options, name) ?? '';
  const day = parseDay(text);
  if (day !== null) return day;
  const values = { option: `--${name}`, value: text.slice(0, 40) };
  throw new InputError('day', [argumentFault(say('nudges:fault.day', values), say('nudges:fault.dayMend'))]);
}
