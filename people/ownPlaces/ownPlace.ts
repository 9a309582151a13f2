import type { Place } from '../places.js';

/** What a place of our own may be: places that hang up a code of their own, below a commune or a province. */
export const OWN_PLACE_KINDS = ['school', 'university', 'workplace'] as const;
export type OwnPlaceKind = (typeof OWN_PLACE_KINDS)[number];

/** As the table of places calls them. A school's is what `asksAge` looks for: whoever joins there is asked whether they are 16. */
export const KIND_WORDS: Readonly<Record<OwnPlaceKind, string>> = {
  school: 'trường',
  university: 'trường đại học',
  workplace: 'nơi làm việc',
};

export const OWN_WORDS: readonly string[] = Object.values(KIND_WORDS);

/** The kind of a place that somebody here added; null of a province or a commune. */
export const ownKind = ({ kind }: Pick<Place, 'kind'>): OwnPlaceKind | null =>
  OWN_PLACE_KINDS.find((one) => KIND_WORDS[one] === kind) ?? null;
