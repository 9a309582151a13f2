import { queryable, type Sql } from '../../people/queryable.js';

/** Why a delivery waits, or was dropped, whose person is in a place that was stopped. */
export const PLACE_STOPPED = 'place-stopped';

/**
 * Whether somebody of this place is to be sent nothing now: a stop that nobody has lifted, of the place or of one above it. SQL that
 * is never null and costs nothing while there is no stop; `kind` is the broadcast's, `urgent` whether it goes at any hour.
 */
export const stoppedSql = (place: string, kind: string, urgent: string): string => `
  (not ${urgent} and exists (select from place_stop stop
     where stop.lifted_at is null and (stop.nudges or ${kind} <> 'nudge')
       and exists (select from place below where below.code = ${place} and '/' || below.path like '%/' || stop.place || '/%')))`;

/** A place where nothing is sent for now, and everything below it. */
export interface PlaceStop {
  id: number;
  place: string;
  placeName: string;
  reason: string;
  /** Officials are not reminded either. */
  nudges: boolean;
  setBy: string;
  setAt: Date;
}

/** The stops that nobody has lifted, the oldest first. */
export async function readStops(on: Sql): Promise<PlaceStop[]> {
  const { rows } = await queryable(on).query<PlaceStop>(
    `select s.id, s.place, coalesce(p.name, s.place) as "placeName", s.reason, s.nudges, s.set_by as "setBy", s.set_at as "setAt"
       from place_stop s left join place p on p.code = s.place where s.lifted_at is null order by s.id`,
  );
  return rows;
}

/** The stop that holds for a place now, its own or of a place above it; null where there is none. For whatever is no delivery: a package for the loudspeaker, an article. */
export async function stopOf(on: Sql, place: string): Promise<PlaceStop | null> {
  const stops = await readStops(on);
  if (stops.length === 0) return null;
  const { rows } = await queryable(on).query<{ path: string }>(`select path from place where code = $1`, [place]);
  const codes = (rows[0]?.path ?? place).split('/');
  return stops.find((stop) => codes.includes(stop.place)) ?? null;
}
