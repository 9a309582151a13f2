import { type Agency, nearestAgency } from '../../people/agencies/agency.js';
import { agencyKey } from '../../people/agencies/agencyKey.js';
import { tidyName } from '../../people/agencies/ensureAgency.js';
import type { Former } from '../../people/agencies/formerBody.js';
import type { Place } from '../../people/places.js';
import type { Member, PrintedBody } from './bodies.js';
import type { Decision } from './decision.js';

/**
 * What to propose for the bodies of one plan, asked one after the other: an agency whose name comes close, else one of that name, where
 * the first of several spellings in a plan gives the name; the members of a class; the successor of a body that is no more, as far
 * as one is known. Null where nothing can be proposed.
 */
export function bodyProposals(
  agencies: readonly Agency[],
  place: Place | null,
): (body: PrintedBody, name: string) => Decision | null {
  const open = agencies.filter((agency) => !agency.closed);
  const named: { key: string; name: string }[] = [];
  return (body, name) => {
    if (body.kind === 'class') return membersOf(body.members, place);
    if (body.kind === 'former') return successorOf(body.former, place);
    // "Viện Kiểm sát nhân dân các cấp": in a province's plan the one that answers for them all is the province's.
    const own = tidyName(place?.parent === null ? name.replace(/ các cấp$/u, ` ${place.kind}`) : name);
    const key = agencyKey(own, place?.shortName ?? null);
    const known = nearestAgency(open, key);
    if (known !== null) return { do: 'agencies', ids: [known.id] };
    const proposed = nearestAgency(named, key)?.name ?? own;
    named.push({ key, name: proposed });
    return { do: 'names', names: [proposed] };
  };
}

/** A commune's plan has no communes below it: "địa phương" there names nobody who could be listed. */
function membersOf(members: readonly Member[], place: Place | null): Decision {
  const there = members.filter((member) => member !== 'commune' || place === null || place.parent === null);
  return there.length === 0 ? { do: 'none' } : { do: 'members', members: there };
}

function successorOf(former: Former, place: Place | null): Decision | null {
  if (former.kind === 'districts') return { do: 'members', members: ['commune'] };
  const [first, ...others] = former.kind === 'body' ? former.successors : [];
  if (first === undefined) return null;
  const city = place?.kind === 'thành phố';
  return {
    do: 'names',
    names: [city ? first.name.replace(/ tỉnh$/u, ' thành phố') : first.name],
    confidence: first.confidence,
    ...(first.about === undefined ? {} : { about: first.about }),
    ...(others.length === 0 ? {} : { others: others.map(({ name }) => name) }),
  };
}
