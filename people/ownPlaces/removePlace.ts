import { argumentFault, InputError } from '../../base/errors.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import { inTransaction } from '../inTransaction.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import type { Place } from '../places.js';
import { oneRow } from '../queryable.js';
import { resolvePlace } from '../resolvePlace.js';
import { ownKind } from './ownPlace.js';

/** What stands at a place besides its people, and would point nowhere. */
const BOUND = `
  select (select count(*) from contact where place = $1)::int as people,
         (select count(*) from staff where place = $1)::int + (select count(*) from duty_shift where place = $1)::int
       + (select count(*) from report_page where place = $1)::int + (select count(*) from agency where place = $1)::int
       + (select count(*) from plan where place = $1)::int + (select count(*) from local_fact where place = $1)::int
       + (select count(*) from question where place = $1 and state = 'open')::int as others`;

/**
 * Takes away a school or a workplace that somebody here added, in one transaction. Its people stay with what they agreed to and belong to the place above
 * from then on, where that was asked for; else a place with people is refused, and so is one at which anything else stands. A province or commune cannot be taken away.
 * Throws InputError.
 */
export async function removePlace(
  db: Database,
  wanted: { place: string; movePeople: boolean },
  by: { name: string; at: Date },
  locale = 'vi',
): Promise<{ place: Place; moved: number }> {
  const say = translator(locale);
  const place = resolvePlace(await loadPlaceFinder(db), wanted.place, locale);
  const { code, parent, name } = place;
  if (parent === null || ownKind(place) === null)
    throw new InputError('not-own-place', [
      argumentFault(say('people:ownPlace.notOwn', { name }), say('people:ownPlace.notOwnMend')),
    ]);
  return inTransaction(db, async (client) => {
    const { rows: locked } = await client.query('select from place where code = $1 for update', [code]);
    const { people, others } = await oneRow<{ people: number; others: number }>(client, BOUND, [code]);
    if (others > 0)
      throw new InputError('place-in-use', [
        argumentFault(say('people:ownPlace.inUse', { name }), say('people:ownPlace.inUseMend')),
      ]);
    if (people > 0 && !wanted.movePeople)
      throw new InputError('place-has-people', [
        argumentFault(say('people:ownPlace.hasPeople', { name, count: people }), say('people:ownPlace.hasPeopleMend')),
      ]);
    await client.query('update contact set place = $2, updated_at = now() where place = $1', [code, parent]);
    await client.query('delete from place where code = $1', [code]);
    if (locked.length > 0)
      await appendAudit(client, {
        at: by.at,
        actor: by.name,
        action: 'places.remove',
        subject: `place:${code}`,
        detail: { moved: people },
      });
    return { place, moved: people };
  });
}
