import type { Fault } from '../../base/errors.js';
import { foldKey, nfc } from '../../base/text.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import type { PlaceFinder } from '../findPlace.js';
import { readTable } from '../import/readTable.js';
import { describeUnknownPlace } from '../resolvePlace.js';
import { addRelayer } from './addRelayer.js';
import { RELAY_ROLES, type RelayRole } from './relayer.js';

const COLUMNS = ['place', 'role', 'name', 'area'] as const;

export interface ImportedRelayers {
  rows: number;
  created: number;
  known: number;
  bad: number;
}

/** Imports who relays: `place,role,name,area`. Good rows stay, a bad row is one fault with its line; the same row again changes nothing. */
export async function importRelayers(
  db: Database,
  file: string,
  places: PlaceFinder,
  by: { name: string; at: Date; locale: string; covers: (code: string) => boolean },
  onFault: (fault: Fault) => void,
): Promise<ImportedRelayers> {
  const say = translator(by.locale);
  const counts: ImportedRelayers = { rows: 0, created: 0, known: 0, bad: 0 };
  for await (const row of readTable(file, COLUMNS, ['place', 'role', 'name'], say)) {
    counts.rows += 1;
    if ('fault' in row) {
      counts.bad += 1;
      onFault(row.fault);
      continue;
    }
    const { place, role, name, area } = row.cells;
    const problems: { what: string; mend: string }[] = [];
    const found = places.find(place);
    if (found.kind !== 'one') problems.push(describeUnknownPlace(places, place, say));
    else if (!by.covers(found.place.code))
      problems.push({ what: say('relay:people.outside', { place }), mend: say('relay:people.outsideMend') });
    const known = readRelayRole(role);
    if (known === null)
      problems.push({
        what: say('relay:people.badRole', { role: role.slice(0, 40) }),
        mend: say('relay:people.badRoleMend', { roles: RELAY_ROLES.join(', ') }),
      });
    if (!isRelayerName(name)) problems.push({ what: say('relay:people.noName'), mend: say('relay:people.noNameMend') });
    if (problems.length > 0 || found.kind !== 'one' || known === null) {
      counts.bad += 1;
      const what = problems.map((problem) => problem.what).join('; ');
      onFault({ file, line: row.line, what, mend: problems.map(({ mend }) => mend).join(' ') });
      continue;
    }
    const relayer = {
      place: found.place.code,
      role: known,
      name: nfc(name.trim()),
      area: nfc(area.trim()).slice(0, 80),
    };
    const { created } = await addRelayer(db.pool, relayer, by);
    counts[created ? 'created' : 'known'] += 1;
  }
  return counts;
}

const NAME_CHARS = 80;
export const isRelayerName = (name: string): boolean => name.trim() !== '' && name.trim().length <= NAME_CHARS;

/** A role by its name here, or as offices call it; null for none. */
export function readRelayRole(text: string): RelayRole | null {
  const key = foldKey(text);
  return RELAY_ROLES.find((role) => role === key) ?? WRITTEN[key] ?? null;
}

const WRITTEN: Readonly<Record<string, RelayRole>> = {
  loa: 'loudspeaker',
  'truyen thanh': 'loudspeaker',
  'loa truyen thanh': 'loudspeaker',
  'dai truyen thanh': 'loudspeaker',
  'can bo truyen thanh': 'loudspeaker',
  'truong thon': 'village-head',
  'truong ban': 'village-head',
  'to truong': 'village-head',
  'to truong dan pho': 'village-head',
  'truong khu pho': 'village-head',
  'nguoi co uy tin': 'respected-person',
  'gia lang': 'respected-person',
  'tin nhan': 'sms',
  'cong thong tin': 'portal',
  'cong thong tin dien tu': 'portal',
  facebook: 'portal',
};
