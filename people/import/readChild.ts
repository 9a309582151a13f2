import { foldKey, nfc } from '../../base/text.js';
import { personalDetails } from '../personalDetails.js';
import { mayBePupil } from '../pupils.js';
import type { RowProblem } from './parseRow.js';

/** Whether a list says that somebody is under 16, and on what paper a guardian agreed. Null: it says nothing, and what is known stays. */
export interface Child {
  minor: boolean | null;
  consent: string | null;
}

const CONSENT_MAX = 200;
const YES = ['co', 'x', 'yes', 'y', 'true', '1'];
const NO = ['khong', 'no', 'n', 'false', '0'];

/**
 * Reads the two cells about children. Who is under 16 is not taken in without a paper on which a guardian agreed, and the paper is named
 * without a person; where a list has the column, nobody among pupils is left to be taken for an adult by an empty cell.
 */
export function readChild(
  cells: { under16: string | null; consent: string | null },
  groups: readonly string[],
): Child | RowProblem[] {
  const said = foldKey(cells.under16 ?? '');
  const minor = YES.includes(said) ? true : NO.includes(said) ? false : null;
  const consent = nfc(cells.consent ?? '');
  const values = { value: (cells.under16 ?? '').slice(0, 40), max: CONSENT_MAX };
  const problem = (what: 'answer' | 'pupil' | 'noConsent' | 'forWhom' | 'consent'): RowProblem[] => [
    { what: `people:import.child.${what}`, mend: `people:import.child.${what}Mend`, values },
  ];
  if (minor === null && said !== '') return problem('answer');
  if (minor === null && cells.under16 !== null && mayBePupil(groups)) return problem('pupil');
  if (minor !== true) return consent === '' ? { minor, consent: null } : problem('forWhom');
  if (consent === '') return problem('noConsent');
  if (consent.length > CONSENT_MAX || /[\p{Cc}\u2028\u2029]/u.test(consent) || namesSomebody(consent))
    return problem('consent');
  return { minor, consent };
}

/** An address is the school's, as a rule; a name or a number is somebody's. */
const namesSomebody = (text: string): boolean => personalDetails(text).some((detail) => detail !== 'address');
