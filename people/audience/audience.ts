/**
 * Who is meant, as a rule that is kept as text and resolved when it is used. In normal form an `and` or `or` has at least
 * two members, none of which is of its own kind; `parseAudience` gives nothing else.
 */
export type Audience =
  | { type: 'all' }
  | { type: 'place'; code: string }
  | { type: 'group'; name: string }
  | { type: 'locale'; locale: string }
  | { type: 'channel'; channel: string }
  | { type: 'not'; of: Audience }
  | { type: 'and'; of: Audience[] }
  | { type: 'or'; of: Audience[] };

/** The members joined, in normal form. */
export function join(type: 'and' | 'or', members: readonly Audience[]): Audience {
  const flat = members.flatMap((member) => (member.type === type ? member.of : [member]));
  const [only] = flat;
  if (only === undefined) throw new RangeError(`${type} of nothing`);
  return flat.length === 1 ? only : { type, of: flat };
}

/** The rule, and within the place that bounds a member of staff; null bounds nothing. */
export function boundAudience(rule: Audience, boundPlace: string | null): Audience {
  return boundPlace === null ? rule : join('and', [{ type: 'place', code: boundPlace }, rule]);
}
