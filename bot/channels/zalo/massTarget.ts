import { BROADCAST_CITIES } from 'zalo-api-ts';
import { z } from 'zod';
import { argumentFault, type Fault, InputError } from '../../../base/errors.js';
import { foldKey } from '../../../base/text.js';
import type { Translate } from '../../../content/i18n.js';
import { bundledPlaces } from '../../../people/places.js';
import type { Expressed } from '../../../scheduler/mass/channel.js';
import type { MassTarget } from '../../../scheduler/mass/target.js';

/** First and last year of life of Zalo's age groups, by their number. */
const AGE_BANDS = [
  { from: 0, to: 12 },
  { from: 13, to: 17 },
  { from: 18, to: 24 },
  { from: 25, to: 34 },
  { from: 35, to: 44 },
  { from: 45, to: 54 },
  { from: 55, to: 64 },
  { from: 65, to: null },
] as const;
const REGION_CODES = { north: 0, central: 1, south: 2 } as const;
const PLATFORM_CODES = { ios: 1, android: 2 } as const;

/** Names that Zalo writes otherwise than the list of places does. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'thanh pho ho chi minh': 'ho chi minh',
  'ba ria – vung tau': 'ba ria - vung tau',
  'thua thien hue': 'hue',
};

/** What `address` of the table holds for Zalo. */
export const zaloAddress = z.strictObject({
  gender: z.literal([1, 2]).exactOptional(),
  ages: z.array(z.literal([0, 1, 2, 3, 4, 5, 6, 7])).exactOptional(),
  locations: z.array(z.literal([0, 1, 2])).exactOptional(),
  cities: z.array(z.int()).exactOptional(),
  platforms: z.array(z.literal([1, 2])).exactOptional(),
});

/**
 * A target in Zalo's numbers. Zalo knows provinces as they were before July 2025: a province of today is all those that
 * went into it, whole, so nobody is added and nobody lost. Ages must be whole groups of Zalo's. Throws InputError with a
 * fault for each thing that Zalo has no word for.
 */
export function expressForZalo(target: MassTarget, say: Translate): Expressed {
  const faults: Fault[] = [];
  const cities = (target.provinces ?? []).flatMap((province) => {
    const found = citiesOf().get(province) ?? [];
    if (found.length === 0)
      faults.push(
        argumentFault(say('article:target.province', { code: province }), say('article:target.provinceMend')),
      );
    return found;
  });
  const ages = new Set<number>();
  for (const { from, to } of target.ages ?? []) {
    const first = AGE_BANDS.findIndex((band) => band.from === from);
    const last = AGE_BANDS.findIndex((band) => band.to === to);
    if (first === -1 || last < first) {
      const values = { ages: ageRange(from, to), groups: AGE_BANDS.map((b) => ageRange(b.from, b.to)).join(', ') };
      faults.push(argumentFault(say('article:target.ages', values), say('article:target.agesMend', values)));
    } else for (let band = first; band <= last; band++) ages.add(band);
  }
  if (faults.length > 0) throw new InputError('bad-target', faults);
  const sorted = [...new Set(cities)].sort((a, b) => a - b);
  return {
    address: {
      ...(target.gender === null ? {} : { gender: target.gender === 'male' ? 1 : 2 }),
      ...(target.ages === null ? {} : { ages: [...ages].sort((a, b) => a - b) }),
      ...(target.regions === null ? {} : { locations: target.regions.map((region) => REGION_CODES[region]).sort() }),
      ...(target.provinces === null ? {} : { cities: sorted }),
      ...(target.platforms === null ? {} : { platforms: target.platforms.map((one) => PLATFORM_CODES[one]).sort() }),
    },
    places: sorted.map((city) => BROADCAST_CITIES[city] ?? ''),
  };
}

/** 18–24, 65+ */
export const ageRange = (from: number, to: number | null): string => (to === null ? `${from}+` : `${from}–${to}`);

let byProvince: ReadonlyMap<string, number[]> | undefined;

/** Zalo's numbers of what each province of today was made of. */
function citiesOf(): ReadonlyMap<string, number[]> {
  if (byProvince !== undefined) return byProvince;
  const { formerly } = bundledPlaces();
  const cities = new Map<string, number[]>();
  for (const [city, name] of BROADCAST_CITIES.entries()) {
    const key = foldKey(name);
    const province = formerly.get(OTHER_NAMES[key] ?? key);
    if (province !== undefined) cities.set(province, [...(cities.get(province) ?? []), city]);
  }
  byProvince = cities;
  return cities;
}
