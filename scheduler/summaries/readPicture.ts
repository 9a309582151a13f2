import { OVERDUE_PURPOSES, type OverdueEvery } from '../../people/officials/overdueSummary.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { addDays } from '../../plans/deadlines/day.js';
import { type LateTask, lateBodies } from '../../plans/obligations/lateBodies.js';
import { mondayOf } from './setting.js';

/** A linked member of staff. */
export interface StaffReader {
  staffId: number;
  name: string;
  place: string | null;
  placeName: string | null;
  /** Null where the chat is no address yet, which only a preview sees. */
  contactId: number | null;
  locale: string;
}

/** A focal officer of a standing agency, or a head who asked to be told. */
export interface OfficialReader {
  officialId: number;
  agencyId: number;
  agency: string;
  name: string;
  role: 'focal' | 'head';
  contactId: number;
  locale: string;
  every: OverdueEvery | null;
}

export interface Tally {
  planId: number;
  periodId: number;
  place: string;
  /** Reports that came in the last seven days; and those that nobody has confirmed yet. */
  came: number;
  waiting: number;
}

/** How things stand now, and who could be told. */
export interface Picture {
  day: string;
  late: readonly LateTask[];
  tallies: readonly Tally[];
  /** Of every place of a body: the codes from the top down to it. */
  paths: ReadonlyMap<string, readonly string[]>;
  staff: readonly StaffReader[];
  officials: readonly OfficialReader[];
}

const LONG_AGO = '1990-01-01';

const TALLIES = `
select o.plan_id as "planId", coalesce(o.period_id, 0) as "periodId", a.place,
       count(*) filter (where o.state in ('reported', 'confirmed') and o.done_on > $1::date - 7 and o.done_on <= $1::date)::int as came,
       count(*) filter (where o.state = 'reported')::int as waiting
  from obligation o join agency a on a.id = o.agency_id where o.state in ('reported', 'confirmed') group by 1, 2, 3`;

const PATHS = `select l.code, string_to_array(trim(trailing '/' from l.path), '/') as path from place l where l.code in (select place from agency)`;

/** One chat a person: the one that was linked last among those where nobody stopped or blocked us. */
const STAFF = `
select distinct on (s.id) s.id as "staffId", s.name, s.place, l.name as "placeName", a.contact_id as "contactId", coalesce(c.locale, 'vi') as locale
  from staff s join staff_chat k on k.staff_id = s.id and k.linked_at is not null and k.unlinked_at is null
  left join place l on l.code = s.place
  left join address a on a.channel = k.channel and a.external_id = k.external_id left join contact c on c.id = a.contact_id
 where s.disabled_at is null and (a.id is null or (a.state = 'active' and not exists (select from suppression x where x.key = a.key)))
 order by s.id, k.linked_at desc, k.id desc`;

/** Heads only with their consent to this very thing standing, beside that of every official. */
const OFFICIALS = `
select o.id as "officialId", o.agency_id as "agencyId", g.name as agency, o.name, o.role, o.contact_id as "contactId", c.locale, w.purpose
  from official o join agency g on g.id = o.agency_id join contact c on c.id = o.contact_id
  left join lateral (select s.purpose from consent s where s.contact_id = c.id and s.purpose = any($2) and s.withdrawn_at is null order by s.id desc limit 1) w
    on o.role = 'head'
 where o.left_at is null and ((o.role = 'focal' and o.agency_id = any($1)) or w.purpose is not null)
   and exists (select from address a where a.contact_id = c.id and a.state = 'active')
   and exists (select from consent s where s.contact_id = c.id and s.purpose = 'official' and s.withdrawn_at is null)
 order by o.id`;

/** As many statements for two hundred bodies as for one. `standing`: whose focal officers are asked for. */
export async function readPicture(on: Sql, day: string, standing: readonly number[]): Promise<Picture> {
  const db = queryable(on);
  const late = await lateBodies(on, { on: day, from: LONG_AGO, to: addDays(mondayOf(day), 6) });
  const { rows: tallies } = await db.query<Tally>(TALLIES, [day]);
  const { rows: paths } = await db.query<{ code: string; path: string[] }>(PATHS);
  const { rows: staff } = await db.query<StaffReader>(STAFF);
  const { rows: officials } = await db.query<Omit<OfficialReader, 'every'> & { purpose: string | null }>(OFFICIALS, [
    standing,
    Object.values(OVERDUE_PURPOSES),
  ]);
  return {
    day,
    late,
    tallies,
    paths: new Map(paths.map(({ code, path }) => [code, path])),
    staff,
    officials: officials.map(({ purpose, ...one }) => ({
      ...one,
      every: purpose === OVERDUE_PURPOSES.weekly ? 'weekly' : purpose === OVERDUE_PURPOSES.daily ? 'daily' : null,
    })),
  };
}
