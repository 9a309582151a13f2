import { campaignKey } from '../../../content/topicButtons.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { placeTotals } from '../../../people/placeTotals.js';
import { shownPledges } from '../../../people/pledges/shown.js';
import { quizResults } from '../../../people/quizzes/results.js';
import type { Database } from '../../../prisma/database.js';

/** What became of a campaign's messages in a place: one count for each message and person. planned is always the sum of the rest. */
export interface Delivered {
  planned: number;
  sent: number;
  /** Intended, and nobody knows whether it arrived. */
  unknown: number;
  failed: number;
  expired: number;
  /** Still to go out, or under way. */
  waiting: number;
  skipped: number;
  /** Of the skipped, by the ledger's own reason. */
  skippedBy: Record<string, number>;
}

export interface PlaceOutcome extends Delivered {
  /** A code; empty is everywhere, `erased` whoever asked that nothing be kept of them. */
  place: string;
  /** People who stopped receiving after a message of this campaign had reached them; whoever was erased since is not known. */
  optedOut: number;
  /** Null: fewer than ten people, or too few are left when others are subtracted. */
  quiz: { persons: number; change: number | null } | null;
  pledges: number | null;
}

export interface CampaignOutcome {
  campaign: string;
  year: number;
  /** Its broadcasts of that year: how many were made, approved, begun and ended. What has not begun has planned nobody yet. */
  broadcasts: { made: number; approved: number; begun: number; finished: number };
  from: Date | null;
  to: Date | null;
  places: PlaceOutcome[];
}

const ERASED = 'erased';

/** A campaign's broadcasts of one year, and those that were made to reach whom they had missed. $1 campaign, $2 year. */
const FAMILY = `
with recursive family as (
  select id, month, id as root from broadcast
   where campaign = $1 and parent_id is null and kind = 'awareness' and state <> 'cancelled'
     and extract(year from coalesce(at, started_at, created_at) at time zone 'Asia/Ho_Chi_Minh') = $2
  union all
  select b.id, b.month, f.root from broadcast b join family f on b.parent_id = f.id
)`;

/** Each person once for each message, however often it was tried: arrived if any try arrived, else as the last one stands. */
const BY_PLACE = `${FAMILY}, told as (
  select distinct on (f.root, d.contact_id) f.root, d.contact_id, d.state::text as state, d.reason
    from family f join delivery d on d.month = f.month and d.broadcast_id = f.id
   order by f.root, d.contact_id, (d.state = 'sent') desc, (d.state = 'unknown') desc, f.id desc
)
select coalesce(c.place, '${ERASED}') as place, t.state, case when t.state = 'skipped' then t.reason end as reason, count(*)::int as n
  from told t left join contact c on c.id = t.contact_id group by 1, 2, 3`;

const STOPPED = `${FAMILY}, reached as (
  select d.contact_id, min(d.sent_at) as first, max(b.until) as until
    from family f join delivery d on d.month = f.month and d.broadcast_id = f.id and d.state = 'sent'
    join broadcast b on b.id = f.id group by d.contact_id
)
select c.place, count(distinct c.id)::int as n
  from reached r join contact c on c.id = r.contact_id
  join address a on a.contact_id = c.id and a.state = 'opted_out' and a.state_at >= r.first and a.state_at <= r.until
 group by c.place`;

const BROADCASTS = `
select count(*)::int as made, count(approved_at)::int as approved, count(fanned_out_at)::int as begun,
       count(finished_at)::int as finished, min(at) as "from", max(at) as "to"
  from broadcast
 where campaign = $1 and parent_id is null and kind = 'awareness' and state <> 'cancelled'
   and extract(year from coalesce(at, started_at, created_at) at time zone 'Asia/Ho_Chi_Minh') = $2`;

/** What came of a campaign in a year, place by place with everything below it: from the ledger's rows, and from what residents did, never from what somebody says. */
export async function campaignOutcome(
  db: Database,
  places: PlaceFinder,
  campaign: string,
  year: number,
): Promise<CampaignOutcome> {
  const of = [campaign, year];
  const told = (await db.pool.query<{ place: string; state: string; reason: string | null; n: number }>(BY_PLACE, of))
    .rows;
  const stopped = (await db.pool.query<{ place: string; n: number }>(STOPPED, of)).rows;
  const made = (
    await db.pool.query<CampaignOutcome['broadcasts'] & { from: Date | null; to: Date | null }>(BROADCASTS, of)
  ).rows[0];
  const key = campaignKey(campaign, year);
  const quiz = new Map(
    (await quizResults(db, places)).find((one) => one.campaign === key)?.results.map((one) => [one.place, one]) ?? [],
  );
  const pledges = await shownPledges(db, places, key);
  const figures = [
    ...told.map(({ place, state, reason, n }) => ({ place, figures: { ...counted(state, reason, n), optedOut: 0 } })),
    ...stopped.map(({ place, n }) => ({ place, figures: { ...nobody(), optedOut: n } })),
    // Whoever answers or pledges may be in a place where nothing was sent.
    ...[...quiz.keys(), ...pledges.keys()]
      .filter((place) => place !== '')
      .map((place) => ({ place, figures: { ...nobody(), optedOut: 0 } })),
  ];
  const { from = null, to = null, ...broadcasts } = made ?? { made: 0, approved: 0, begun: 0, finished: 0 };
  return {
    campaign,
    year,
    broadcasts,
    from,
    to,
    places: placeTotals(figures, places, add).map(({ code, figures: sum }) => {
      const answered = quiz.get(code);
      return {
        place: code,
        ...sum,
        quiz: answered === undefined ? null : { persons: answered.persons, change: answered.change },
        pledges: pledges.get(code) ?? null,
      };
    }),
  };
}

const nobody = (): Delivered => ({
  ...{ planned: 0, sent: 0, unknown: 0, failed: 0, expired: 0, waiting: 0, skipped: 0 },
  skippedBy: {},
});

function counted(state: string, reason: string | null, n: number): Delivered {
  const one = { ...nobody(), planned: n };
  switch (state) {
    case 'sent':
    case 'unknown':
    case 'failed':
    case 'expired':
      return { ...one, [state]: n };
    case 'skipped':
      return { ...one, skipped: n, skippedBy: { [reason ?? '']: n } };
    default:
      return { ...one, waiting: n };
  }
}

type Sum = Delivered & { optedOut: number };

function add(a: Sum, b: Sum): Sum {
  const skippedBy = { ...a.skippedBy };
  for (const [reason, n] of Object.entries(b.skippedBy)) skippedBy[reason] = (skippedBy[reason] ?? 0) + n;
  return {
    planned: a.planned + b.planned,
    sent: a.sent + b.sent,
    unknown: a.unknown + b.unknown,
    failed: a.failed + b.failed,
    expired: a.expired + b.expired,
    waiting: a.waiting + b.waiting,
    skipped: a.skipped + b.skipped,
    skippedBy,
    optedOut: a.optedOut + b.optedOut,
  };
}
