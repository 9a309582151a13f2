import { PLEDGE_KINDS, type PledgeKind } from '../../../../people/pledges/pledge.js';
import type { Incoming } from '../../../incoming.js';
import { bare, wordList } from '../words.js';

/** Which pledge: a kind, in a campaign or in none (empty). */
export interface Which {
  kind: PledgeKind;
  campaign: string;
}

/** What somebody wants of the pledges. */
export type Wish =
  | { do: 'menu' }
  | ({ do: 'show' } & Which)
  | ({ do: 'give'; version: number } & Which)
  | { do: 'count'; form: number | null; people: number | null }
  | { do: 'leave'; form: number }
  | { do: 'list' }
  | ({ do: 'withdraw' } & Which);

/** What buttons carry; `pledge` and `pledge:<kind>` may also stand under campaigns. Old ones stay answered for ever. */
export const PLEDGE_BUTTONS = {
  menu: 'pledge',
  show: ({ kind, campaign }: Which): string => `pledge:${kind}${campaign === '' ? '' : `:${campaign}`}`,
  give: ({ kind, campaign }: Which, version: number): string => `pl:y:${version}:${kind}:${campaign}`,
  count: (form: number, people: number): string => `pl:n:${form}:${people}`,
  leave: (form: number): string => `pl:x:${form}`,
  list: 'pl:l',
  withdraw: ({ kind, campaign }: Which): string => `pl:w:${kind}:${campaign}`,
} as const;

const isMenuWord = wordList(['cam kết', 'ký cam kết', 'bản cam kết', 'làm cam kết', 'pledge', 'pledges']);
const isListWord = wordList([
  'rút cam kết',
  'rút lại cam kết',
  'hủy cam kết',
  'bỏ cam kết',
  'xóa cam kết',
  'cam kết của tôi',
  'withdraw pledge',
]);

/** Null: this is not about pledges. A number counts only while it is asked for. */
export function wishOf(incoming: Incoming): Wish | null {
  switch (incoming.kind) {
    case 'text':
      return incoming.edited === true ? null : typed(incoming.text);
    case 'command':
      return incoming.name === 'pledge' || incoming.name === 'camket' ? { do: 'menu' } : null;
    case 'button':
      return pressed(incoming.data);
    default:
      return null;
  }
}

const CAMPAIGN = '[a-z0-9-]{1,40}/\\d{4}';
const SHOW = new RegExp(`^pledge:([a-z]+)(?::(${CAMPAIGN}))?$`);
const GIVE = new RegExp(`^pl:y:(\\d{1,4}):([a-z]+):(${CAMPAIGN})?$`);
const WITHDRAW = new RegExp(`^pl:w:([a-z]+):(${CAMPAIGN})?$`);

function pressed(data: string): Wish | null {
  if (data === PLEDGE_BUTTONS.menu) return { do: 'menu' };
  if (data === PLEDGE_BUTTONS.list) return { do: 'list' };
  const shown = SHOW.exec(data);
  if (shown !== null) return about(shown[1], shown[2], (which) => ({ do: 'show', ...which }));
  const given = GIVE.exec(data);
  if (given !== null)
    return about(given[2], given[3], (which) => ({ do: 'give', version: Number(given[1]), ...which }));
  const withdrawn = WITHDRAW.exec(data);
  if (withdrawn !== null) return about(withdrawn[1], withdrawn[2], (which) => ({ do: 'withdraw', ...which }));
  const [, verb, form, people] = /^pl:(n|x):(\d{1,9})(?::(\d{1,6}))?$/.exec(data) ?? [];
  if (verb === undefined) return null;
  return verb === 'x'
    ? { do: 'leave', form: Number(form) }
    : { do: 'count', form: Number(form), people: people === undefined ? null : Number(people) };
}

/** A kind that is none any more leads to the list of those there are. */
function about(name: string | undefined, campaign: string | undefined, make: (which: Which) => Wish): Wish {
  const kind = PLEDGE_KINDS.find((one) => one === name);
  return kind === undefined ? { do: 'menu' } : make({ kind, campaign: campaign ?? '' });
}

/** Longer is a sentence, and about something else. */
const MAX_COUNT_LENGTH = 20;

function typed(text: string): Wish | null {
  if (isMenuWord(text)) return { do: 'menu' };
  if (isListWord(text)) return { do: 'list' };
  if (text.length > MAX_COUNT_LENGTH || !/\d/.test(text)) return null;
  const number = /^(\d{1,3}(?:[ .]\d{3})+|\d{1,6})(?: (?:người|nguoi|em|bạn|ban|people|persons))?$/.exec(
    /[.]/.test(text) ? text.trim().toLowerCase() : bare(text),
  )?.[1];
  return { do: 'count', form: null, people: number === undefined ? null : Number(number.replace(/[ .]/g, '')) };
}
