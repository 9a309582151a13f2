import { queryable, type Sql } from '../../people/queryable.js';
import type { RelayChannel } from '../../people/relayers/relayer.js';

export interface RelayCount {
  /** Code of the place. */
  place: string;
  placeName: string;
  /** Monday of the week, `YYYY-MM-DD`. */
  week: string;
  channel: RelayChannel;
  /** Packages that reached a relayer's chat. */
  packagesSent: number;
  /** Relayers who answered, whatever they said. */
  answered: number;
  /** Times that something was read out, as its relayers say; once where they named no number. */
  saidBroadcast: number;
  /** Relayers who say that they passed it on. */
  saidForwarded: number;
  /** People whom they say they passed it on to, about. */
  saidPeople: number;
}

/** The last answer of each package counts. What a delivery's row says is what arrived; a package that was planned and did not arrive is none. */
const COUNTS = `
select s.place, coalesce(p.name, s.place) as "placeName", to_char(k.week, 'YYYY-MM-DD') as week, k.channel,
       count(*) filter (where d.state = 'sent')::int as "packagesSent",
       count(a.said)::int as answered,
       coalesce(sum(coalesce(a.times, 1)) filter (where a.said = 'broadcast'), 0)::int as "saidBroadcast",
       count(*) filter (where a.said = 'forwarded')::int as "saidForwarded",
       coalesce(sum(a.people) filter (where a.said = 'forwarded'), 0)::int as "saidPeople"
  from relay_package k
  join relay_schedule s on s.id = k.schedule_id
  left join place p on p.code = s.place
  left join delivery d on d.month = k.month and d.broadcast_id = k.broadcast_id and d.contact_id = k.contact_id
  left join lateral (select said, times, people from relay_answer where package_id = k.id order by id desc limit 1) a on true
 where s.campaign = $1
   and ($2::text is null or s.place = $2 or p.path like (select path from place where code = $2) || '%')
   and ($5::int is null or s.year = $5)
   and ($3::date is null or k.week >= $3::date - 6) and ($4::date is null or k.week <= $4::date)
 group by s.place, p.name, k.week, k.channel
 order by k.week, s.place, k.channel`;

/**
 * What was relayed beyond the chat, by place, week and way, as those who relay it say themselves. Self-reported: never to be added to what was
 * delivered. A place counts with everything below it; a week belongs to a span of days when one of its days does.
 *
 * @param of.campaign the folder's name ("thang-hanh-dong-06")
 * @param of.year the year that the campaign's relays were laid on
 * @param of.from first day, `YYYY-MM-DD`
 */
export async function relayCounts(
  on: Sql,
  of: { campaign: string; place?: string; year?: number; from?: string; to?: string },
): Promise<RelayCount[]> {
  const { rows } = await queryable(on).query<RelayCount>(COUNTS, [
    of.campaign,
    of.place ?? null,
    of.from ?? null,
    of.to ?? null,
    of.year ?? null,
  ]);
  return rows;
}
