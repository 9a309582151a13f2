import { argumentFault, InputError } from '../../base/errors.js';
import { type Agency, findAgency, listAgencies } from '../../people/agencies/agency.js';
import type { AgencyKind } from '../../people/agencies/agencyKind.js';
import { ensureCommuneCommittees } from '../../people/agencies/ensureAgency.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Queryable } from '../../people/queryable.js';
import { communesOf } from '../review/agenciesOf.js';
import type { By } from '../review/by.js';
import type { StoredPlan } from '../review/stored.js';

/** Words that mean many: kinds of bodies of the plan's own place. */
const KINDS: Readonly<Record<string, AgencyKind>> = {
  departments: 'department',
  unions: 'union',
  villages: 'village',
  schools: 'school',
};

/**
 * The bodies that a list means, each once, none that exists no longer: `communes` (the people's committees of the province's communes, made
 * where they are not there), `departments`, `unions`, `villages`, `schools` of the plan's place, `plan` (whoever leads a task of the plan),
 * and agencies by name or number. Throws InputError with a fault for each part that means nobody or several.
 */
export async function chooseBodies(client: Queryable, list: string, plan: StoredPlan, by: By): Promise<Agency[]> {
  const parts = list
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const communes =
    parts.includes('communes') && plan.place !== null
      ? await ensureCommuneCommittees(client, await communesOf(client, plan.place))
      : [];
  const all = await listAgencies(client, null);
  const byId = new Map(all.map((agency) => [agency.id, agency]));
  const places = await loadPlaceFinder(client);
  const below = new Set([
    plan.place,
    ...(plan.place === null ? [] : (await communesOf(client, plan.place)).map(({ code }) => code)),
  ]);
  const chosen = new Map<number, Agency>();
  const faults = [];
  for (const part of parts) {
    const kind = KINDS[part];
    const found =
      part === 'communes'
        ? communes.flatMap((id) => byId.get(id) ?? [])
        : part === 'plan'
          ? (await leadersOf(client, plan.id)).flatMap((id) => byId.get(id) ?? [])
          : kind !== undefined
            ? all.filter((agency) => agency.place === plan.place && agency.kind === kind)
            : named(part, all, below);
    const open = found.filter(({ closed }) => !closed);
    const isWord = part === 'communes' || part === 'plan' || kind !== undefined;
    if (open.length === 0 || (!isWord && open.length > 1)) {
      const why = open.length === 0 ? 'noBody' : 'severalBodies';
      faults.push(
        argumentFault(
          by.say(`reporting:fault.${why}`, { name: part.slice(0, 60) }),
          by.say(`reporting:fault.${why}Mend`),
        ),
      );
    }
    for (const agency of open) chosen.set(agency.id, agency);
  }
  if (parts.length === 0)
    faults.push(argumentFault(by.say('reporting:fault.noBodies'), by.say('reporting:fault.noBodiesMend')));
  if (faults.length > 0) throw new InputError('bad-bodies', faults);
  return [...chosen.values()];

  /** By number, or by name among those of the plan's place first. */
  function named(text: string, among: readonly Agency[], within: ReadonlySet<string | null>): Agency[] {
    const id = /^#?(\d{1,9})$/.exec(text)?.[1];
    if (id !== undefined) return among.filter((agency) => agency.id === Number(id));
    const bearers = among.filter((agency) => !agency.closed && findAgency([agency], text, places) !== null);
    const near = bearers.filter(({ place }) => within.has(place));
    const own = bearers.filter(({ place }) => place === plan.place);
    return own.length > 0 ? own : near.length > 0 ? near : bearers;
  }
}

async function leadersOf(client: Queryable, planId: number): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `select distinct b.agency_id as id from task_agency b join plan_task t on t.id = b.task_id
      where t.plan_id = $1 and t.dropped_at is null and b.role = 'lead' and b.agency_id is not null order by 1`,
    [planId],
  );
  return rows.map(({ id }) => id);
}
