import { queryable, type Sql } from '../../people/queryable.js';
import type { RelayChannel } from '../../people/relayers/relayer.js';
import type { Database } from '../../prisma/database.js';

/** What a relayer says became of a package. */
export interface Answer {
  said: 'broadcast' | 'forwarded' | 'nothing';
  times: number | null;
  people: number | null;
}

/** A package that was sent to somebody, with what they said of it last. */
export interface SentPackage {
  id: number;
  channel: RelayChannel;
  campaign: string;
  placeName: string;
  area: string;
  /** Monday and Sunday, `YYYY-MM-DD`. */
  week: string;
  until: string;
  answer: (Answer & { at: Date }) | null;
}

/** The most that one relayer can have reached: more is a slip of the finger. */
export const MOST_PEOPLE = 100_000;
export const MOST_TIMES = 99;

/** Packages of the last weeks, of a contact's roles that they still have, the newest first. */
export async function packagesOf(on: Sql, contactId: number, at: Date): Promise<SentPackage[]> {
  const { rows } = await queryable(on).query<
    Omit<SentPackage, 'answer'> & { said: Answer['said'] | null; times: number | null; people: number | null; at: Date }
  >(
    `select k.id, k.channel, s.campaign, coalesce(p.name, s.place) as "placeName", r.area, to_char(k.week, 'YYYY-MM-DD') as week,
            to_char(w.until, 'YYYY-MM-DD') as until, a.said, a.times, a.people, a.at
       from relay_package k join relayer r on r.id = k.relayer_id join relay_schedule s on s.id = k.schedule_id
       join relay_week w on w.schedule_id = k.schedule_id and w.week = k.week left join place p on p.code = s.place
       left join lateral (select said, times, people, at from relay_answer where package_id = k.id order by id desc limit 1) a on true
      where r.contact_id = $1 and r.left_at is null and k.broadcast_id <> 0 and k.planned_at > $2::timestamptz - interval '42 days'
      order by k.week desc, k.id desc limit 30`,
    [contactId, at],
  );
  return rows.map(({ said, times, people, at: saidAt, ...row }) => ({
    ...row,
    answer: said === null ? null : { said, times, people, at: saidAt },
  }));
}

/** Keeps an answer, by whom and when; the last one counts. The same update is kept once. */
export async function recordAnswer(
  db: Database,
  packageId: number,
  { said, times, people }: Answer,
  by: { at: Date; updateKey: string },
): Promise<void> {
  await db.pool.query(
    `insert into relay_answer (package_id, said, times, people, at, update_key) values ($1, $2, $3, $4, $5, $6) on conflict (update_key) do nothing`,
    [packageId, said, times, people, by.at, by.updateKey],
  );
}

/** Package and schedule's week that files are given out for, by the package's number. */
export async function filesOf(
  on: Sql,
  packageId: number,
): Promise<{ fileName: string; mime: string; bytes: Uint8Array }[]> {
  const { rows } = await queryable(on).query<{ fileName: string; mime: string; bytes: Buffer }>(
    `select m.file_name as "fileName", m.mime, m.bytes
       from relay_package k join relay_week w on w.schedule_id = k.schedule_id and w.week = k.week
       join media m on m.sha256 in (w.paper_sha256, w.package_sha256) where k.id = $1 order by m.mime desc`,
    [packageId],
  );
  return rows;
}
