import { foldKey } from '../base/text.js';

const GROUP_NAME_MAX = 40;
/** Groups of one contact. More is a list gone astray, not a person. */
export const GROUPS_MAX = 20;

const GROUP_NAME = new RegExp(`^[a-z0-9][a-z0-9_-]{0,${GROUP_NAME_MAX - 1}}$`);

/**
 * Names that would mark a person as a user of drugs, a former one or a relative of one. Nobody is ever stored,
 * grouped or tagged so, whoever asks. Compared without hyphens; research ("nghien-cuu") and prevention are no such marks.
 */
const MARKING = [
  /nghien(?!cuu)/,
  /saucai/,
  /cainghien/,
  /methadone/,
  /(su|dang|nguoi)dungmatuy/,
  /sudungtraiphep/,
  /addict/,
  /drugus/,
  /rehab/,
];

export type GroupNameCheck = 'ok' | 'malformed' | 'marks-a-person';

export function checkGroupName(name: string): GroupNameCheck {
  if (!GROUP_NAME.test(name)) return 'malformed';
  return marksAPerson(name) ? 'marks-a-person' : 'ok';
}

/** Whether whoever is counted under such a name would be known by it as a user of drugs, a former one or a relative. */
export function marksAPerson(name: string): boolean {
  const joined = foldKey(name).replace(/[^a-z0-9]/g, '');
  return MARKING.some((pattern) => pattern.test(joined));
}

/** The nearest name that would do, to offer as a remedy: "Học sinh" → "hoc-sinh". */
export function suggestGroupName(text: string): string {
  return foldKey(text)
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, GROUP_NAME_MAX);
}

/** The one order in which the groups of a contact are stored, each once, so that equal sets compare equal. */
export function sortGroups(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
