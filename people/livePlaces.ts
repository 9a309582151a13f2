import { SECOND_MS } from '../base/clock.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { PlaceFinder } from './findPlace.js';
import { loadPlaceFinder } from './loadPlaceFinder.js';
import { OWN_WORDS } from './ownPlaces/ownPlace.js';
import { oneRow, type Sql } from './queryable.js';

/** Between two looks: somebody hangs up a new school's poster later than this after adding the school. */
const LOOK_MS = 10 * SECOND_MS;

/** What changes with every school or workplace that is added or taken away; provinces and communes come with the program. */
const STATE = `select coalesce(md5(string_agg(code, ' ' order by code)), '') as state from place where kind = any($1)`;

/** The places as they are now, for a process that runs for months: a school that is added meanwhile is known within seconds. */
export async function openLivePlaces(
  on: Sql,
  log: Log,
  lookMs = LOOK_MS,
): Promise<{ places: PlaceFinder; close(): Promise<void> }> {
  const stateOf = async (): Promise<string> => {
    const { state: now } = await oneRow<{ state: string }>(on, STATE, [OWN_WORDS]);
    return now;
  };
  let state = await stateOf();
  let current = await loadPlaceFinder(on);
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      const now = await stateOf();
      if (now === state) return;
      current = await loadPlaceFinder(on);
      state = now;
    } catch (error) {
      log.warn({ err: messageOf(error) }, 'the places are not looked at again yet');
    }
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, lookMs);
  timer.unref();
  return {
    places: { byCode: (code) => current.byCode(code), find: (text) => current.find(text) },
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
