import { bundledPlaces, type Place } from '../../people/places.js';
import {
  makeResidents,
  makeZaloUsers,
  type PersonSpec,
  type Resident,
  type ZaloUserSpec,
} from '../../simulator/index.js';

/** Communes of the provinces whose plans Loa grew out of: Hưng Yên, Ninh Bình, Thanh Hóa, Gia Lai, Thái Nguyên. */
const PROVINCES = ['33', '37', '38', '52', '19'];
const COMMUNES_EACH = 2;
export const COMMUNES = PROVINCES.length * COMMUNES_EACH;
export const ON_TELEGRAM = 240;
export const ON_ZALO = 120;

/** Far from the numbers of the residents, with room for more of those. */
const FIRST_OTHER_ID = 5_000_900_001;
/** Each run of the demo uses up two of them: so many that its first visitors always find somebody new. */
const NEWCOMERS = 8;

export interface DemoPeople {
  /** Where the code that is typed and the invitations lead to. */
  commune: Place;
  telegram: readonly Resident[];
  zalo: readonly Resident[];
  /** On Zalo, on no list. */
  newcomers: readonly Resident[];
  /** Officials of the commune, on Zalo: the first accepts by themself, the second waits for the visitor. */
  officials: readonly [Resident, Resident];
}

/** The same invented people every time, so that a demo that is started again finds its own. */
export function demoPeople(): DemoPeople {
  const communes = communesOf(bundledPlaces().places);
  const [commune] = communes;
  if (commune === undefined) throw new Error('The list of places has no ward in the provinces of the demo');
  const residents = makeResidents({ count: ON_TELEGRAM + ON_ZALO, places: communes.map(({ code }) => code) });
  const others = makeResidents({
    ...{ count: 2 + NEWCOMERS, places: [commune.code] },
    ...{ seed: 5, firstId: FIRST_OTHER_ID },
  });
  const [accepts, isInvited, ...newcomers] = others;
  if (!accepts || !isInvited) throw new Error('Two officials were asked for');
  return {
    commune,
    telegram: residents.slice(0, ON_TELEGRAM),
    zalo: residents.slice(ON_TELEGRAM),
    newcomers,
    officials: [accepts, isInvited],
  };
}

export function telegramPeople({ telegram }: DemoPeople): PersonSpec[] {
  return telegram.map((resident) => ({
    id: Number(resident.externalId),
    firstName: resident.name,
    languageCode: resident.locale,
    place: placeName(resident.placeCode),
    tags: resident.groups,
  }));
}

/** Everybody with a Zalo account. Those on no list never had to do with the account before. */
export function zaloPeople({ zalo, newcomers, officials }: DemoPeople): ZaloUserSpec[] {
  const strangers = [...newcomers, ...officials];
  return makeZaloUsers([...zalo, ...strangers], placeName).map((user, n) =>
    n < zalo.length
      ? { ...user, wrote: true, lastInteraction: null }
      : {
          ...user,
          follower: false,
          lastInteraction: null,
          tags: [n < zalo.length + newcomers.length ? 'moi' : 'can-bo'],
        },
  );
}

function communesOf(places: readonly Place[]): Place[] {
  return PROVINCES.flatMap((province) =>
    places.filter((place) => place.parent === province && place.kind === 'phường').slice(0, COMMUNES_EACH),
  );
}

function placeName(code: string): string {
  names ??= new Map(bundledPlaces().places.map((place) => [place.code, place.name]));
  return names.get(code) ?? code;
}

let names: Map<string, string> | undefined;
