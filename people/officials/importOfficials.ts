import type { Fault } from '../../base/errors.js';
import { foldKey } from '../../base/text.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { type Agency, findAgency, listAgencies, nearestAgency } from '../agencies/agency.js';
import { agencyKey } from '../agencies/agencyKey.js';
import { readTable } from '../import/readTable.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import { oneRow } from '../queryable.js';
import { describeUnknownPlace } from '../resolvePlace.js';
import { OFFICIAL_ROLES, type OfficialRole } from './official.js';
import { normalizePhone, phoneSealer } from './phone.js';

const COLUMNS = ['agency', 'name', 'position', 'phone', 'role', 'place'] as const;

export interface ImportedOfficials {
  rows: number;
  created: number;
  updated: number;
  bad: number;
}

/**
 * Imports officials: `agency,name,position,phone,role`, with `place` where an agency's name is not enough. The role is focal or head
 * (đầu mối, lãnh đạo). Good rows stay, a bad row is one fault with its line. The same person of the same agency is
 * updated; who left comes back. Telephone numbers are sealed before they are stored.
 */
export async function importOfficials(
  db: Database,
  secret: string,
  file: string,
  onFault: (fault: Fault) => void,
  locale = 'vi',
): Promise<ImportedOfficials> {
  const say = translator(locale);
  const phones = phoneSealer(secret);
  const places = await loadPlaceFinder(db);
  const agencies = await listAgencies(db, null);
  const counts: ImportedOfficials = { rows: 0, created: 0, updated: 0, bad: 0 };
  for await (const row of readTable(file, COLUMNS, ['agency', 'name', 'role'], say)) {
    counts.rows += 1;
    const problems: { what: string; mend: string }[] = [];
    if ('fault' in row) {
      counts.bad += 1;
      onFault(row.fault);
      continue;
    }
    const { agency: agencyName, name, position, phone, role, place } = row.cells;
    const found = place === '' ? null : places.find(place);
    if (found !== null && found.kind !== 'one') problems.push(describeUnknownPlace(places, place, say));
    const among = found?.kind === 'one' ? agencies.filter((agency) => agency.place === found.place.code) : agencies;
    const bearers = bearersOf(among, agencyName, places);
    if (bearers.length !== 1) problems.push(unknownAgency(among, bearers.length, agencyName));
    if (name === '') problems.push({ what: say('agencies:fault.noName'), mend: say('agencies:fault.noNameMend') });
    const known = ROLES[foldKey(role)];
    if (known === undefined)
      problems.push({
        what: say('agencies:fault.badRole', { role: role.slice(0, 40) }),
        mend: say('agencies:fault.badRoleMend', { roles: OFFICIAL_ROLES.join(', ') }),
      });
    const number = phone === '' ? '' : normalizePhone(phone);
    if (number === null)
      problems.push({ what: say('agencies:fault.badPhone'), mend: say('agencies:fault.badPhoneMend') });
    const [agency] = bearers;
    if (problems.length > 0 || agency === undefined || known === undefined || number === null) {
      counts.bad += 1;
      onFault({
        file,
        line: row.line,
        what: problems.map(({ what }) => what).join('; '),
        mend: problems.map(({ mend }) => mend).join(' '),
      });
      continue;
    }
    const sealed = number === '' ? null : phones.seal(number);
    const { created } = await oneRow<{ created: boolean }>(db, UPSERT, [agency.id, name, position, known, sealed]);
    counts[created ? 'created' : 'updated'] += 1;
  }
  return counts;

  function unknownAgency(among: readonly Agency[], bearers: number, name: string): { what: string; mend: string } {
    const shown = name.slice(0, 60);
    if (bearers > 1)
      return {
        what: say('agencies:fault.severalAgencies', { name: shown }),
        mend: say('agencies:fault.severalAgenciesMend'),
      };
    const near = nearestAgency(among, agencyKey(name));
    const mend =
      near === null ? say('agencies:fault.unknownAgencyMend') : say('agencies:fault.nearAgency', { near: near.name });
    return { what: say('agencies:fault.unknownAgency', { name: shown }), mend };
  }
}

/** Every agency of that name; the same name may stand in several places. */
function bearersOf(agencies: readonly Agency[], name: string, places: Parameters<typeof findAgency>[2]): Agency[] {
  return agencies.filter((agency) => !agency.closed && findAgency([agency], name, places) !== null);
}

/** What was given is taken over; an empty position or number keeps what was known. */
const UPSERT = `
  insert into official as known (agency_id, name, position, role, phone) values ($1, $2, $3, $4, $5)
  on conflict (agency_id, name) do update
     set position = case when excluded.position = '' then known.position else excluded.position end,
         role = excluded.role, phone = coalesce(excluded.phone, known.phone), left_at = null, handed_to = null
  returning xmax = 0 as created`;

const ROLES: Readonly<Record<string, OfficialRole>> = {
  focal: 'focal',
  'dau moi': 'focal',
  'can bo dau moi': 'focal',
  head: 'head',
  'lanh dao': 'head',
  'thu truong': 'head',
};
