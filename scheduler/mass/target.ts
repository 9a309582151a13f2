import { z } from 'zod';
import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import { type MessageKey, translator } from '../../content/i18n.js';
import type { Audience } from '../../people/audience/audience.js';
import { boundAudience } from '../../people/audience/audience.js';
import { readAudience } from '../../people/audience/readAudience.js';
import type { Database } from '../../prisma/database.js';

export const REGIONS = ['north', 'central', 'south'] as const;
export const GENDERS = ['male', 'female'] as const;
export const PLATFORMS = ['ios', 'android'] as const;

/** Whom an article goes to among those who follow the account; null does not restrict. Lists are sorted. */
export const massTarget = z.strictObject({
  /** Codes of provinces. */
  provinces: z.array(z.string()).nullable(),
  regions: z.array(z.enum(REGIONS)).nullable(),
  /** Years of life, both ends included; without an upper end: that age and older. */
  ages: z.array(z.strictObject({ from: z.number().int(), to: z.number().int().nullable() })).nullable(),
  gender: z.enum(GENDERS).nullable(),
  platforms: z.array(z.enum(PLATFORMS)).nullable(),
});
export type MassTarget = z.output<typeof massTarget>;

/** Every province, or these. */
type Provinces = ReadonlySet<string> | 'all';

/**
 * The provinces that a rule means, within the place that bounds whoever made it; null is everywhere. A platform knows
 * its followers by province at most: a rule that means anything else (a commune, a group, a language) is refused with a
 * fault for each such thing, and never taken for something wider. Throws InputError.
 */
export async function readMassAudience(
  db: Database,
  text: string,
  { boundPlace, channel, locale }: { boundPlace: string | null; channel: string; locale: string },
): Promise<string[] | null> {
  const say = translator(locale);
  const rule = boundAudience(await readAudience(db, text, locale), boundPlace);
  const faults: Fault[] = [];
  const told = new Set<string>();
  const refuse = (what: MessageKey, mend: MessageKey, values: Record<string, string>): Provinces => {
    const fault = argumentFault(say(what, values), say(mend, values));
    if (!told.has(fault.what)) faults.push(fault);
    told.add(fault.what);
    return new Set();
  };

  async function meant(one: Audience): Promise<Provinces> {
    switch (one.type) {
      case 'all':
        return 'all';
      case 'place': {
        const place = await db.prisma.place.findUniqueOrThrow({ where: { code: one.code } });
        if (place.parent === null) return new Set([place.code]);
        const province = place.path.split('/')[0] ?? '';
        const values = { place: place.name, code: place.code, province };
        if (place.code === boundPlace)
          return refuse('article:target.boundPlace', 'article:target.boundPlaceMend', values);
        return refuse('article:target.place', 'article:target.placeMend', values);
      }
      case 'channel':
        if (one.channel === channel) return 'all';
        return refuse('article:target.channel', 'article:target.channelMend', { channel: one.channel });
      case 'group':
        return refuse('article:target.group', 'article:target.groupMend', { group: one.name });
      case 'locale':
        return refuse('article:target.locale', 'article:target.localeMend', { locale: one.locale });
      case 'children':
        return refuse('article:target.children', 'article:target.childrenMend', { value: one.are });
      case 'not':
        return refuse('article:target.not', 'article:target.notMend', {});
      case 'or': {
        let joined: Provinces = new Set();
        for (const member of one.of) joined = union(joined, await meant(member));
        return joined;
      }
      case 'and': {
        let common: Provinces = 'all';
        for (const member of one.of) common = intersection(common, await meant(member));
        return common;
      }
    }
  }

  const provinces = await meant(rule);
  if (faults.length === 0 && provinces !== 'all' && provinces.size === 0)
    refuse('article:target.nobody', 'article:target.nobodyMend', {});
  if (faults.length > 0) throw new InputError('bad-target', faults);
  return provinces === 'all' ? null : [...provinces].sort();
}

function union(a: Provinces, b: Provinces): Provinces {
  return a === 'all' || b === 'all' ? 'all' : new Set([...a, ...b]);
}

function intersection(a: Provinces, b: Provinces): Provinces {
  if (a === 'all') return b;
  return b === 'all' ? a : new Set([...a].filter((code) => b.has(code)));
}

/** Whether one person could fit both targets. What is not known to part them may hold somebody in common. */
export function mayOverlap(a: MassTarget, b: MassTarget): boolean {
  const share = (one: readonly string[] | null, other: readonly string[] | null): boolean =>
    one === null || other === null || one.some((member) => other.includes(member));
  const sameYears =
    a.ages === null ||
    b.ages === null ||
    a.ages.some((x) => (b.ages ?? []).some((y) => x.from <= (y.to ?? Infinity) && y.from <= (x.to ?? Infinity)));
  return (
    share(a.provinces, b.provinces) &&
    share(a.regions, b.regions) &&
    sameYears &&
    (a.gender === null || b.gender === null || a.gender === b.gender) &&
    share(a.platforms, b.platforms)
  );
}
