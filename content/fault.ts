import type { Fault } from '../base/errors.js';
import type { Catalogues } from './catalogues.js';
import type { Translate } from './i18n.js';

/** What can be wrong with a message, a campaign or their files; each has a sentence and a remedy in the catalogues. */
export type FaultCode = keyof Catalogues['content']['fault'] & string;

/** Where in the files of a message something stands. */
export interface Where {
  file: string;
  line: number | null;
}

/** One fault, said in the reader's language. */
export function contentFault(
  t: Translate,
  code: FaultCode,
  where: Where,
  values: Record<string, string | number> = {},
): Fault {
  return {
    file: where.file,
    line: where.line,
    what: t(`content:fault.${code}.what`, values),
    mend: t(`content:fault.${code}.mend`, values),
  };
}
