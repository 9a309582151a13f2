import { argumentFault, type Fault, InputError } from '../base/errors.js';
import { type Translate, translator } from '../content/i18n.js';
import type { PlaceFinder } from './findPlace.js';
import { placeLabel } from './placeName.js';
import type { Place } from './places.js';

/**
 * The one place that a person's word means, by code or by unambiguous name. Else an InputError that names the likeliest
 * ones; `prefix` says where the word stood ("column 7: ").
 */
export function resolvePlace(finder: PlaceFinder, text: string, locale = 'vi', prefix = ''): Place {
  const found = finder.find(text);
  if (found.kind === 'one') return found.place;
  const { what, mend } = describeUnknownPlace(finder, text, translator(locale));
  throw new InputError('unknown-place', [argumentFault(prefix + what, mend)]);
}

/** What to say of a word that names no single place. */
export function describeUnknownPlace(finder: PlaceFinder, text: string, say: Translate): Pick<Fault, 'what' | 'mend'> {
  const found = finder.find(text);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const likely = found.kind === 'several' ? found.candidates : found.kind === 'none' ? found.near : [found.place];
  const places = likely
    .slice(0, 5)
    .map((place) => describePlace(finder, place))
    .join('; ');
  return {
    what: say(found.kind === 'several' ? 'people:place.several' : 'people:place.unknown', { text: shown }),
    mend: places === '' ? say('people:place.useCode') : say('people:place.likely', { places }),
  };
}

/** "14758 (Phường Hàm Rồng, Thanh Hóa)" */
function describePlace(finder: PlaceFinder, place: Place): string {
  return `${place.code} (${placeLabel(place, finder)})`;
}
