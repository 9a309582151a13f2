import { loadPlaceFinder } from '../loadPlaceFinder.js';
import type { Sql } from '../queryable.js';
import type { Audience } from './audience.js';
import { parseAudience } from './parseAudience.js';

/** Reads a rule against the places that the database knows now, schools and workplaces included. */
export async function readAudience(on: Sql, text: string, locale = 'vi'): Promise<Audience> {
  return parseAudience(text, { places: await loadPlaceFinder(on), locale });
}
