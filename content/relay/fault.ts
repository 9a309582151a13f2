import type { Fault } from '../../base/errors.js';
import type { Catalogues } from '../catalogues.js';
import type { Where } from '../fault.js';
import type { Translate } from '../i18n.js';

/** What can be wrong with what is relayed; each has a sentence and a remedy in the catalogues. */
export type RelayFaultCode = keyof Catalogues['relay']['fault'] & string;

export function relayFault(
  t: Translate,
  code: RelayFaultCode,
  where: Where,
  values: Record<string, string | number> = {},
): Fault {
  return { ...where, what: t(`relay:fault.${code}.what`, values), mend: t(`relay:fault.${code}.mend`, values) };
}
