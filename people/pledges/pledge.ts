import { queryable, type Sql } from '../queryable.js';

export const PLEDGE_KINDS = ['person', 'family', 'class', 'business'] as const;
export type PledgeKind = (typeof PLEDGE_KINDS)[number];

/** A pledge as it is kept: what was on the screen, when, for how many. There is no place for a name. */
export interface Pledge {
  kind: PledgeKind;
  /** `name/year`, or empty where it was not given from a campaign. */
  campaign: string;
  version: number;
  /** The sentences that were on the screen. */
  wording: string;
  /** As they say; null for a person. */
  people: number | null;
  at: Date;
}

/** Keeps a pledge. A person has one of a kind in a campaign: given again, it takes the place of the earlier one. */
export async function givePledge(on: Sql, contactId: number, pledge: Pledge): Promise<void> {
  await queryable(on).query(
    `insert into pledge (contact_id, kind, campaign, version, wording, people, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (contact_id, kind, campaign) do update
        set version = excluded.version, wording = excluded.wording, people = excluded.people, at = excluded.at`,
    [contactId, pledge.kind, pledge.campaign, pledge.version, pledge.wording, pledge.people, pledge.at],
  );
}

/** Takes a pledge back: nothing of it is left, not even that there was one. Returns whether there was. */
export async function withdrawPledge(
  on: Sql,
  contactId: number,
  { kind, campaign }: Pick<Pledge, 'kind' | 'campaign'>,
): Promise<boolean> {
  const { rowCount } = await queryable(on).query(
    'delete from pledge where contact_id = $1 and kind = $2 and campaign = $3',
    [contactId, kind, campaign],
  );
  return rowCount !== 0;
}

/** The pledges that a person has given, the newest first. */
export async function pledgesHeldOf(on: Sql, contactId: number): Promise<Pledge[]> {
  const { rows } = await queryable(on).query<Pledge>(
    'select kind, campaign, version, wording, people, at from pledge where contact_id = $1 order by at desc, kind',
    [contactId],
  );
  return rows;
}
