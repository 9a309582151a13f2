import { lowerFirst } from '../base/text.js';
import type { PlaceFinder } from './findPlace.js';
import type { Place } from './places.js';

/** "Phường Hàm Rồng, Thanh Hóa" */
export function placeLabel(place: Place, places: PlaceFinder): string {
  const above = place.parent === null ? undefined : places.byCode(place.parent);
  return above === undefined ? place.name : `${place.name}, ${above.shortName}`;
}

/** "phường Hàm Rồng, Thanh Hóa", for the middle of a sentence. A code that is no place any more stands for itself. */
export function placeInSentence(code: string, places: PlaceFinder): string {
  const place = places.byCode(code);
  return place === undefined ? code : lowerFirst(placeLabel(place, places));
}
