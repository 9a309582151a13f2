import { argumentFault, InputError } from '../base/errors.js';
import { type MessageKey, translator } from '../content/i18n.js';

/** Why a document is not read. The codes are stable; the sentences stand in the catalogue `plans`. */
export const REFUSALS = {
  'plan-empty': 'plans:refused.empty',
  'plan-too-big': 'plans:refused.tooBig',
  'plan-bomb': 'plans:refused.bomb',
  'plan-unknown-format': 'plans:refused.unknownFormat',
  'plan-not-docx': 'plans:refused.notDocx',
  'plan-old-word': 'plans:refused.oldWord',
  'plan-damaged': 'plans:refused.damaged',
  'plan-encrypted': 'plans:refused.encrypted',
  'plan-scanned': 'plans:refused.scanned',
  'plan-not-utf8': 'plans:refused.notUtf8',
  'plan-classified': 'plans:refused.classified',
  'plan-no-agency': 'plans:refused.noAgency',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** Thrown by the format readers, which know no language; `readPlan` says it in the reader's. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal);
    this.name = 'Refused';
  }
}

/**
 * One line: what is wrong and how to mend it. Neither the file's name nor its text is in it, because an error's
 * message may end in a log; whoever was given the name prints it beside the line.
 */
export function refusal(code: Refusal, locale: string): InputError {
  const t = translator(locale);
  const key = REFUSALS[code];
  const what: MessageKey = `${key}.what`;
  const mend: MessageKey = `${key}.mend`;
  return new InputError(code, [argumentFault(t(what), t(mend))]);
}
