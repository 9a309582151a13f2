import { VIETNAM_OFFSET_MINUTES } from '../../base/vietnamDay.js';
import { queryable, type Sql } from '../queryable.js';

/** For whom staff is on duty: for the sick, for children, and the police, who are asked only where a person wants it. */
export const DUTY_KINDS = ['health', 'child', 'police'] as const;
export type DutyKind = (typeof DUTY_KINDS)[number];

/** A member of staff who is on duty, and can be told in a chat of theirs. */
export interface OnDuty {
  staffId: number;
  kind: DutyKind;
  chats: { channel: string; externalId: string }[];
}

interface Row extends OnDuty {
  startsAt: Date;
  endsAt: Date | null;
  fromMinute: number | null;
  toMinute: number | null;
  days: number[];
}

/**
 * Who is on duty for a place at that moment, in the order in which they are told: the kinds in the order given, the place itself before what is
 * above it, then as they were entered. Each once. Who was disabled or has no linked chat is not there: nobody would hear of it.
 */
export async function onDuty(on: Sql, place: string, at: Date, kinds: readonly DutyKind[]): Promise<OnDuty[]> {
  const { rows } = await queryable(on).query<Row>(ROTA, [place, kinds, at]);
  const found = new Map<number, OnDuty>();
  for (const { staffId, kind, chats, ...hours } of rows)
    if (isOn(hours, at) && !found.has(staffId)) found.set(staffId, { staffId, kind, chats });
  return [...found.values()];
}

const ROTA = `
  select d.staff_id as "staffId", d.kind, d.starts_at as "startsAt", d.ends_at as "endsAt", d.from_minute as "fromMinute",
         d.to_minute as "toMinute", d.days,
         jsonb_agg(jsonb_build_object('channel', c.channel, 'externalId', c.external_id) order by c.id) as chats
    from duty_shift d
    join place p on p.code = $1 and d.place = any(string_to_array(p.path, '/'))
    join place own on own.code = d.place
    join staff s on s.id = d.staff_id and s.disabled_at is null
    join staff_chat c on c.staff_id = s.id and c.linked_at is not null and c.unlinked_at is null and c.channel is not null
   where d.kind = any($2) and d.starts_at <= $3 and (d.ends_at is null or d.ends_at > $3)
   group by d.id, own.path
   order by length(own.path) desc, array_position($2, d.kind), d.id`;

const DAY_MINUTES = 24 * 60;

/** Hours over midnight belong to the day on which they begin. */
export function isOn({ fromMinute, toMinute, days }: Pick<Row, 'fromMinute' | 'toMinute' | 'days'>, at: Date): boolean {
  const minutes = Math.floor(at.getTime() / 60_000) + VIETNAM_OFFSET_MINUTES;
  const minute = minutes % DAY_MINUTES;
  // The first of January 1970 was a Thursday.
  const weekday = (daysAgo: number): number => ((Math.floor(minutes / DAY_MINUTES) - daysAgo + 3) % 7) + 1;
  const isDay = (daysAgo: number): boolean => days.length === 0 || days.includes(weekday(daysAgo));
  if (fromMinute === null || toMinute === null) return isDay(0);
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute && isDay(0);
  return (minute >= fromMinute && isDay(0)) || (minute < toMinute && isDay(1));
}
