/** An edited copy of a campaign as staff list it. */
export interface CampaignVersion {
  id: number;
  campaign: string;
  /** A code; empty is everywhere. */
  place: string;
  /** From 1, for each campaign and place. */
  number: number;
  /** SHA-256 over its files (`treeHash`). */
  hash: string;
  /** Id of the version it was edited from; null: the program's own. */
  basedOn: number | null;
  note: string | null;
  createdBy: string;
  createdAt: Date;
  /** Whether its place goes by it now. */
  inUse: boolean;
  /** Broadcasts that were made of it and are not cancelled, and how many of them were approved. */
  scheduled: number;
  approved: number;
}

/** What faults name its files by: `thang-hanh-dong-06@38.2`. */
export const versionRoot = (campaign: string, place: string, number: number): string =>
  `${campaign}@${place === '' ? '' : `${place}.`}${number}`;
