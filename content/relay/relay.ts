import type { MediaFile } from '../media.js';
import type { MediaRef } from '../message.js';
import type { SmsText } from './sms.js';

/** What is read over the loudspeaker at most, in one slot. */
export const LOUDSPEAKER_SECONDS = 90;

/** One slot of the ward loudspeaker. */
export interface Reading {
  at: Date;
  /** As it is read: every number and short form in words. */
  text: string;
  seconds: number;
  sources: string[];
  /** Written by hand, or built from the messages. */
  by: 'hand' | 'rule';
  /** Messages of the week that did not fit, by name. */
  leftOut: string[];
}

/** One day's text and picture for a group in Zalo. */
export interface GroupText {
  at: Date;
  item: string;
  /** Groups that the message was written for; none: everybody. */
  groups: string[];
  text: string;
  /** Null where the message has none, which no package may be made of. */
  picture: (MediaRef & { file: MediaFile }) | null;
}

export interface WeekSms {
  at: Date;
  by: 'hand' | 'rule';
  /** With diacritics; null where a word does not fit into a part. */
  sms: SmsText | null;
  /** Without diacritics, for gateways and telephones that take no other. */
  plain: SmsText | null;
}

/** What is relayed of a campaign in one week of a year. */
export interface RelayWeek {
  /** Monday and Sunday, `YYYY-MM-DD`. */
  week: string;
  until: string;
  /** First and last day that it has something for. */
  from: string;
  to: string;
  readings: Reading[];
  group: GroupText[];
  sms: WeekSms[];
  post: { title: string; sections: { title: string; text: string }[]; sources: string[] };
  /** What its sources want looked at by somebody before it is said in public. */
  review: string[];
}

/** The first line is the message's title. */
export function parted(text: string): { title: string; text: string } {
  const [title = '', ...rest] = text.split('\n');
  return { title, text: rest.join('\n').trim() };
}
