import type { Place } from './places.js';

/** Groups whose members may be under 16. Students ("sinh-vien", "student") are not among them. */
const PUPILS = /^(hoc-?sinh|hs|pupils?|thieu-?nhi|thieu-?nien|doi-?vien)([-_].*)?$/;
/** Whether a contact is a pupil, as SQL that is never null: by a group's name as in `mayBePupil`, or by being under 16. */
export const pupilSql = (contact: string): string =>
  `(${contact}.minor or exists (select from unnest(coalesce(${contact}.groups, '{}')) pupil where pupil ~ '${PUPILS.source}'))`;

/** Kinds of places that children go to. */
const SCHOOL = /^trường(?! (đại học|cao đẳng))/;

/** Whether whoever is in one of these groups may be a child. */
export function mayBePupil(groups: readonly string[]): boolean {
  return groups.some((group) => PUPILS.test(group));
}

/**
 * Whether whoever joins by such a link is asked how old they are: where the group is one of pupils, or where it is a
 * school and nobody says for whom. Nobody else is asked, because what is not known need not be kept.
 */
export function asksAge(place: Pick<Place, 'kind' | 'name'> | undefined, groups: readonly string[]): boolean {
  if (mayBePupil(groups)) return true;
  if (place === undefined || groups.length > 0) return false;
  return SCHOOL.test(place.kind.toLowerCase()) || SCHOOL.test(place.name.toLowerCase());
}
