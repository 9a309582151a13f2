import { foldKey } from '../base/text.js';
import { editDistance } from './editDistance.js';
import { bundledPlaces, PLACE_CODE, type Place, TYPE_WORDS } from './places.js';

/** What a person's words for a place come to. `near` are the likeliest places meant, best first, at most three. */
export type FoundPlace =
  | { kind: 'one'; place: Place }
  | { kind: 'several'; candidates: Place[] }
  | { kind: 'none'; near: Place[] };

export interface PlaceFinder {
  byCode(code: string): Place | undefined;
  find(text: string): FoundPlace;
}

const NEAR_LIMIT = 3;
/** Longer text is no name of a place; comparing it with every name would only cost time. */
const NAME_MAX_LENGTH = 100;

/**
 * Finds places by code or by name; with diacritics or without, with the type word or without, and with the place
 * above after a comma ("Tân An, Tây Ninh"). It never guesses between two: a bare name that several places bear gives
 * them all, except that a province's name without a type word means the province ("Ninh Bình" is the province,
 * "phường Ninh Bình" the ward), as everybody speaks; a province of before July 2025 is named beside
 * the wards that are called like it. Diacritics that were typed count, wherever the tone mark stands.
 */
export function createPlaceFinder(
  places: readonly Place[],
  formerly: ReadonlyMap<string, string> = bundledPlaces().formerly,
): PlaceFinder {
  const byCode = new Map(places.map((place) => [place.code, place]));
  // Folded once: whatever anybody writes is compared with thousands of names.
  const keyed = places.map((place) => ({ place, key: nameKey(place.shortName) }));
  const byKey = new Map<string, Place[]>();
  for (const { place, key } of keyed) byKey.set(key, [...(byKey.get(key) ?? []), place]);

  /** All that bear the name; a word that may be a type word may also belong to the name ("Xa Dung"). */
  const bearers = (text: string): Place[] => {
    const { kind, rest } = splitTypeWord(text);
    const ofKind = kind === null ? [] : (byKey.get(nameKey(rest)) ?? []).filter((place) => place.kind === kind);
    const alike = [...new Set([...(byKey.get(nameKey(text)) ?? []), ...ofKind])];
    const typed = [toneKey(text), toneKey(rest)];
    const exact = alike.filter((place) => typed.includes(toneKey(place.shortName)));
    return exact.length > 0 ? exact : alike;
  };

  const find = (text: string): FoundPlace => {
    const coded = byCode.get(text.trim());
    if (coded !== undefined) return { kind: 'one', place: coded };
    if (text.length > NAME_MAX_LENGTH) return { kind: 'none', near: [] };
    const [first = '', ...above] = text.split(',');
    const candidates = above.length > 0 ? within(bearers(first), above.join(',')) : unqualified(first);
    const [only, another] = candidates;
    if (only === undefined) return { kind: 'none', near: near(first.trim()) };
    return another === undefined ? { kind: 'one', place: only } : { kind: 'several', candidates };
  };

  /** A bare name: a province before its namesakes; a province of old times beside the wards that bear its name now. */
  const unqualified = (text: string): Place[] => {
    const all = bearers(text);
    const provinces = all.filter((place) => place.parent === null);
    if (provinces.length === 1) return provinces;
    const merged = byCode.get(formerly.get(nameKey(text)) ?? '');
    return merged === undefined || all.length === 0 ? all : [...all, merged];
  };

  const within = (inner: Place[], above: string): Place[] => {
    const outer = find(above);
    const tops = outer.kind === 'one' ? [outer.place] : outer.kind === 'several' ? outer.candidates : [];
    return inner.filter((place) => tops.some((top) => place !== top && place.path.startsWith(top.path)));
  };

  const near = (text: string): Place[] => {
    if (PLACE_CODE.test(text) && /\d/.test(text)) return nearCodes(text);
    const key = nameKey(splitTypeWord(text).rest);
    const merged = byCode.get(formerly.get(key) ?? '');
    if (merged !== undefined) return [merged];
    const allowed = key.length > 8 ? 2 : 1;
    return closest((name) => editDistance(name.key, key, allowed), allowed);
  };

  const nearCodes = (text: string): Place[] => {
    // Excel takes the leading zeros: 1 is 01, 256 is 00256.
    const padded = [2, 5].map((width) => byCode.get(text.padStart(width, '0'))).filter((place) => place !== undefined);
    return padded.length > 0 ? padded : closest(({ place }) => editDistance(place.code, text, 1), 1);
  };

  const closest = (distance: (name: { place: Place; key: string }) => number, allowed: number): Place[] =>
    keyed
      .map((name) => ({ place: name.place, far: distance(name) }))
      .filter(({ far }) => far <= allowed)
      .sort((a, b) => a.far - b.far || a.place.path.length - b.place.path.length)
      .slice(0, NEAR_LIMIT)
      .map(({ place }) => place);

  return { byCode: (code) => byCode.get(code), find };
}

let bundled: PlaceFinder | undefined;

/** The finder over the places that come with Loa. Where a database is at hand, `loadPlaceFinder` knows its schools too. */
export function bundledPlaceFinder(): PlaceFinder {
  bundled ??= createPlaceFinder(bundledPlaces().places);
  return bundled;
}

/** Finds one of the provinces and communes that come with Loa. */
export function findPlace(text: string): FoundPlace {
  return bundledPlaceFinder().find(text);
}

/** Folded, and with one kind of hyphen and apostrophe, white space only between words. */
function nameKey(text: string): string {
  return foldKey(text)
    .replace(/[’‘`´]/g, "'")
    .replace(/\s*[-–—]\s*/g, ' - ')
    .trim();
}

/** Letters with their diacritics, the tone at the end of each syllable: "Hoà" and "Hòa" are one, "Hóa" is another. */
function toneKey(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(
      /[\p{L}\p{M}]+/gu,
      (word) =>
        word.replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '') +
        (word.match(/[\u0300\u0301\u0303\u0309\u0323]/g) ?? []).join(''),
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** "phường Hàm Rồng", "P. Hàm Rồng", "P.Hàm Rồng" → phường and "Hàm Rồng". */
function splitTypeWord(text: string): { kind: string | null; rest: string } {
  const trimmed = text.trim();
  const key = foldKey(trimmed);
  for (const { kind, start, words } of TYPE_STARTS) {
    const bounded = key.startsWith(`${start} `) || (start.endsWith('.') && key.startsWith(start));
    // Folding white space shortens the key, so the rest is cut by words, not by length.
    if (bounded) return { kind, rest: cutStart(trimmed, words, start.endsWith('.')) };
  }
  return { kind: null, rest: trimmed };
}

/** Every type word as it begins a folded name. */
const TYPE_STARTS = Object.entries(TYPE_WORDS).flatMap(([kind, list]) =>
  list.map((word) => ({ kind, start: foldKey(word), words: word.split(' ').length })),
);

function cutStart(text: string, words: number, dotted: boolean): string {
  if (dotted) return text.slice(text.indexOf('.') + 1).trim();
  return text.split(/\s+/).slice(words).join(' ');
}
