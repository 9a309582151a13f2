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
  /** Who is under 16 too, or alone. A rule that says nothing of children does not reach them. */
  | { type: 'children'; are: ChildrenAre }
  | { type: 'not'; of: Audience }
  | { type: 'and'; of: Audience[] }
  | { type: 'or'; of: Audience[] };

export const CHILDREN_ARE = ['too', 'only'] as const;
export type ChildrenAre = (typeof CHILDREN_ARE)[number];

/** Whether the rule says anything of children. Only what does reaches them: whoever wrote it had them in mind. */
export function namesChildren(rule: Audience): boolean {
  if (rule.type === 'children') return true;
  if (rule.type === 'not') return namesChildren(rule.of);
  return rule.type === 'and' || rule.type === 'or' ? rule.of.some(namesChildren) : false;
}

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
