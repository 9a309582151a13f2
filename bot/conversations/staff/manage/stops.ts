import { readParked } from '../../../../scheduler/stop/parked.js';
import { readStops } from '../../../../scheduler/stop/stopped.js';
import { sayMoment } from './say.js';
import type { ManageTalk } from './talk.js';

/** Places that are stopped and touch theirs, and how much was missed there: what runs is not to be looked at without it. */
export async function stopLines({ db, staff, places, say }: ManageTalk): Promise<string[]> {
  const touches = (place: string): boolean => {
    const path = (code: string): string[] => places.byCode(code)?.path.split('/') ?? [];
    return staff.place === null || path(place).includes(staff.place) || path(staff.place).includes(place);
  };
  const stops = (await readStops(db)).filter(({ place }) => touches(place));
  const parked = await readParked(db, staff.place);
  return [
    ...stops.map(({ placeName: place, reason, setBy: name, setAt }) =>
      say.t('stops:chat', { place, since: sayMoment(say, setAt), reason, name }),
    ),
    ...(parked.length === 0 ? [] : [say.t('stops:chatParked', { count: parked.length })]),
  ];
}
