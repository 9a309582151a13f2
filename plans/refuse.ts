import { argumentFault, InputError } from '../base/errors.js';
import { translator } from '../content/i18n.js';

/** Why a document is not read. The codes are stable; the sentences stand in the catalogue `plans`. */
const REFUSALS = {
  'plan-empty': { what: 'plans:refused.empty.what', mend: 'plans:refused.empty.mend' },
  'plan-too-big': { what: 'plans:refused.tooBig.what', mend: 'plans:refused.tooBig.mend' },
  'plan-bomb': { what: 'plans:refused.bomb.what', mend: 'plans:refused.bomb.mend' },
  'plan-unknown-format': { what: 'plans:refused.unknownFormat.what', mend: 'plans:refused.unknownFormat.mend' },
  'plan-not-docx': { what: 'plans:refused.notDocx.what', mend: 'plans:refused.notDocx.mend' },
  'plan-old-word': { what: 'plans:refused.oldWord.what', mend: 'plans:refused.oldWord.mend' },
  'plan-damaged': { what: 'plans:refused.damaged.what', mend: 'plans:refused.damaged.mend' },
  'plan-encrypted': { what: 'plans:refused.encrypted.what', mend: 'plans:refused.encrypted.mend' },
  'plan-scanned': { what: 'plans:refused.scanned.what', mend: 'plans:refused.scanned.mend' },
  'plan-not-utf8': { what: 'plans:refused.notUtf8.what', mend: 'plans:refused.notUtf8.mend' },
  'plan-classified': { what: 'plans:refused.classified.what', mend: 'plans:refused.classified.mend' },
  'plan-too-slow': { what: 'plans:refused.tooSlow.what', mend: 'plans:refused.tooSlow.mend' },
  'plan-too-much-memory': { what: 'plans:refused.tooMuchMemory.what', mend: 'plans:refused.tooMuchMemory.mend' },
  'plan-reader-failed': { what: 'plans:refused.readerFailed.what', mend: 'plans:refused.readerFailed.mend' },
  'plan-no-agency': { what: 'plans:refused.noAgency.what', mend: 'plans:refused.noAgency.mend' },
} as const;

export type Refusal = keyof typeof REFUSALS;

export const isRefusal = (code: string): code is Refusal => Object.hasOwn(REFUSALS, code);

/** Largest file taken in. A plan of 100 pages with its scanned stamp stays under 5 MB; 50 MB is a mistake or an attack. */
export const MAX_BYTES = 20 * 1024 * 1024;

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
  const { what, mend } = REFUSALS[code];
  return new InputError(code, [argumentFault(t(what), t(mend))]);
}
