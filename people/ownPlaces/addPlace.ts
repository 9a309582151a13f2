import { createHash } from 'node:crypto';
import { argumentFault, InputError } from '../../base/errors.js';
import { foldKey, nfc } from '../../base/text.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import { marksAPerson } from '../groupName.js';
import { inTransaction } from '../inTransaction.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import { personalDetails } from '../personalDetails.js';
import type { Place } from '../places.js';
import { resolvePlace } from '../resolvePlace.js';
import { KIND_WORDS, OWN_PLACE_KINDS, ownKind } from './ownPlace.js';

export interface NewPlace {
  /** Code or unambiguous name of the commune or province that it lies in. */
  under: string;
  kind: string;
  /** As it stands over its door: "Trường THCS Hàm Rồng". */
  name: string;
}

const NAME_MAX = 100;
/** Of a code: letters and digits that nobody mistakes for each other on a poster. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const MARK_LENGTH = 4;

/**
 * Adds a school or a workplace, so that it has a code, a poster and figures of its own. The same again gives the one that is there (`added` is false).
 * Its code comes from its name: taken away and added again it has the one that stands on its posters, and no other place ever gets that. A
 * place where people are treated is refused: whoever joined by its code would be known by it. Throws InputError.
 */
export async function addPlace(
  db: Database,
  wanted: NewPlace,
  by: { name: string; at: Date },
  locale = 'vi',
): Promise<Place & { added: boolean }> {
  const say = translator(locale);
  const kind = OWN_PLACE_KINDS.find((one) => one === wanted.kind);
  const name = nfc(wanted.name).replace(/\s+/g, ' ').trim();
  const faults = [
    ...(kind === undefined
      ? [
          argumentFault(
            say('people:ownPlace.kind', { kind: wanted.kind.slice(0, 40) }),
            say('people:ownPlace.kindMend', { kinds: OWN_PLACE_KINDS.join(', ') }),
          ),
        ]
      : []),
    ...nameFaults(name, locale),
  ];
  if (kind === undefined || faults.length > 0) throw new InputError('bad-place', faults);
  const above = resolvePlace(await loadPlaceFinder(db), wanted.under, locale);
  if (ownKind(above) !== null)
    throw new InputError('bad-place', [
      argumentFault(say('people:ownPlace.under', { name: above.name }), say('people:ownPlace.underMend')),
    ]);
  const code = `${above.code}-${mark(`${above.code}/${kind}/${foldKey(name)}`)}`;
  const place: Place = {
    code,
    parent: above.code,
    name,
    shortName: name,
    kind: KIND_WORDS[kind],
    foldKey: foldKey(name),
    path: `${above.path}${code}/`,
  };
  const { rows, added } = await inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `insert into place (code, parent, name, short_name, kind, fold_key, path) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (code) do nothing`,
      [code, place.parent, name, name, place.kind, place.foldKey, place.path],
    );
    if (rowCount === 1)
      await appendAudit(client, {
        at: by.at,
        actor: by.name,
        action: 'places.add',
        subject: `place:${code}`,
        detail: { kind },
      });
    const found = await client.query<{ name: string; fold_key: string }>(
      'select name, fold_key from place where code = $1',
      [code],
    );
    return { rows: found.rows, added: rowCount === 1 };
  });
  const [there] = rows;
  // One in a million: two names with one code. Either would take the other's people.
  if (there === undefined || there.fold_key !== place.foldKey)
    throw new InputError('place-code-taken', [
      argumentFault(say('people:ownPlace.taken', { code, name: there?.name ?? '' }), say('people:ownPlace.takenMend')),
    ]);
  return { ...place, name: there.name, added };
}

function nameFaults(name: string, locale: string) {
  const say = translator(locale);
  const details = personalDetails(name).filter((detail) => detail !== 'address' && detail !== 'name');
  if (name.length < 2 || name.length > NAME_MAX || !/\p{L}/u.test(name) || /\p{C}/u.test(name) || details.length > 0)
    return [argumentFault(say('people:ownPlace.name'), say('people:ownPlace.nameMend', { max: NAME_MAX }))];
  if (marksAPerson(name))
    return [argumentFault(say('people:ownPlace.marks', { name }), say('people:ownPlace.marksMend'))];
  return [];
}

function mark(of: string): string {
  const hash = createHash('sha256').update(`place ${of}`).digest();
  return Array.from({ length: MARK_LENGTH }, (_, at) => ALPHABET.charAt((hash[at] ?? 0) % ALPHABET.length)).join('');
}
