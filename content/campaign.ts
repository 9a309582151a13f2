import type { CampaignDay } from './campaignDay.js';
import type { MediaFile } from './media.js';
import type { LocalisedMessage } from './message.js';
import type { Slot, TimeOfDay } from './monthDay.js';
import type { MinorityText } from './recording.js';

/** Words by language. */
export type Localised = Record<string, string>;

/** A campaign: a folder of messages that comes back every year. */
export interface Campaign {
  /** The folder's name. */
  name: string;
  folder: string;
  languages: string[];
  /** Minorities' languages that the campaign has room for; each message may have them or not. */
  minorities: string[];
  title: Localised;
  description: Localised;
  /** The year's theme, empty until it is known. */
  theme: Localised;
  from: CampaignDay;
  /** The last day, included; before `from` when the campaign runs over New Year. */
  to: CampaignDay;
  /** The hours at which messages may begin to go out. */
  slots: Slot[];
  items: CampaignItem[];
  /** What whoever joins while it runs is told first, once (folder `catch-up`; its day and time say nothing); null: nothing. */
  catchUp: CampaignItem | null;
}

/** The folder, and the name, of a campaign's catch-up. */
export const CATCH_UP = 'catch-up';

/** One message of a campaign: what, to whom, when, and where its facts are from. */
export interface CampaignItem {
  /** The folder's name, `01-mo-dau`. */
  name: string;
  folder: string;
  on: CampaignDay;
  time: TimeOfDay;
  /** For how many hours after its time the message still makes sense. */
  usefulHours: number;
  /** An audience rule; whoever schedules adds the place. */
  audience: string;
  /** The groups that the rule names, for lists and previews. */
  groups: string[];
  sources: string[];
  /** Placeholders not yet filled: `laidOn` fills them. */
  message: LocalisedMessage;
  media: Map<string, MediaFile>;
  /** What there is in minorities' languages, by code; what is not here is empty. */
  minorities: Map<string, MinorityText>;
}
