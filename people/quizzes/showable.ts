/** Fewer people than this are never a figure: one could be told from another. */
export const LEAST = 10;

/** A place in the tree of places, with those who are counted in it. */
export interface Counted {
  code: string;
  /** Null at the top. */
  parent: string | null;
  /** People of this place and of everything below it. */
  people: number;
}

/**
 * Which places may be shown so that nobody can work out a figure of fewer than ten people: not of a place, and not of what is left
 * when the places below are subtracted from the one above. A place is shown only with all above it. Where the rest that is not shown
 * would be one to nine people, the smallest of the shown places is hidden too, until nobody or at least ten are hidden. So
 * every figure that adding and subtracting can bring out is of nobody, or of ten and more.
 */
export function showable(counted: readonly Counted[]): Set<string> {
  const below = new Map<string | null, Counted[]>();
  for (const one of counted) below.set(one.parent, [...(below.get(one.parent) ?? []), one]);
  const shown = new Set<string>();
  const open = (place: Counted): void => {
    shown.add(place.code);
    const visible = (below.get(place.code) ?? [])
      .filter(({ people }) => people >= LEAST)
      .sort((a, b) => b.people - a.people || (a.code < b.code ? -1 : 1));
    let rest = place.people - visible.reduce((sum, { people }) => sum + people, 0);
    while (rest > 0 && rest < LEAST) {
      const smallest = visible.pop();
      if (smallest === undefined) break;
      rest += smallest.people;
    }
    for (const one of visible) open(one);
  };
  for (const top of below.get(null) ?? []) if (top.people >= LEAST) open(top);
  return shown;
}
