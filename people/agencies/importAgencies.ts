import type { Fault } from '../../base/errors.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { readTable } from '../import/readTable.js';
import { inTransaction } from '../inTransaction.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import { describeUnknownPlace } from '../resolvePlace.js';
import { findAgency, listAgencies } from './agency.js';
import { ensureAgency } from './ensureAgency.js';

const COLUMNS = ['name', 'place', 'parent', 'aliases'] as const;
const NAME_MAX = 200;

export interface ImportedAgencies {
  rows: number;
  created: number;
  known: number;
  bad: number;
}

/**
 * Imports a list of agencies: `name,place,parent,aliases` (aliases split by `;`; parent is the name of an agency of the same place or
 * of the place above, which may stand later in the list). Good rows stay, a bad row is one fault with its line. The same list
 * again changes nothing; an agency in another spelling is the same agency.
 */
export async function importAgencies(
  db: Database,
  file: string,
  onFault: (fault: Fault) => void,
  locale = 'vi',
): Promise<ImportedAgencies> {
  const say = translator(locale);
  const places = await loadPlaceFinder(db);
  const counts: ImportedAgencies = { rows: 0, created: 0, known: 0, bad: 0 };
  const children: { id: number; place: string; parent: string; line: number }[] = [];
  const bad = (line: number, told: { what: string; mend: string }): void => {
    counts.bad += 1;
    onFault({ file, line, ...told });
  };
  for await (const row of readTable(file, COLUMNS, ['name', 'place'], say)) {
    counts.rows += 1;
    if ('fault' in row) {
      counts.bad += 1;
      onFault(row.fault);
      continue;
    }
    const { name, place, parent, aliases } = row.cells;
    const found = places.find(place);
    if (found.kind !== 'one') bad(row.line, describeUnknownPlace(places, place, say));
    else if (name === '' || name.length > NAME_MAX)
      bad(row.line, { what: say('people:import.name'), mend: say('people:import.nameMend', { max: NAME_MAX }) });
    else {
      const made = await ensureAgency(db, { name, place: found.place, parentId: null, aliases: aliases.split(';') });
      counts[made.created ? 'created' : 'known'] += 1;
      if (parent !== '') children.push({ id: made.id, place: found.place.code, parent, line: row.line });
    }
  }
  const above = children.length === 0 ? [] : await listAgencies(db, null);
  await inTransaction(db, async (client) => {
    for (const { id, place, parent, line } of children) {
      const own = [place, places.byCode(place)?.parent ?? null];
      const found = findAgency(
        above.filter((agency) => agency.id !== id && own.includes(agency.place)),
        parent,
        places,
      );
      if (found === null)
        bad(line, {
          what: say('agencies:fault.noParent', { name: parent.slice(0, 60) }),
          mend: say('agencies:fault.noParentMend'),
        });
      else await client.query('update agency set parent_id = $2 where id = $1', [id, found.id]);
    }
  });
  return counts;
}
