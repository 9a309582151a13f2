import { createHash } from 'node:crypto';
import { nfc } from '../base/text.js';
import { checkGroupName, sortGroups } from '../people/groupName.js';
import { PLACE_CODE } from '../people/places.js';
import { JOIN_GROUPS_MAX, type JoinPayload } from './joinPayload.js';

/** Letters and digits that nobody mistakes for each other on a poster. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const WORD = 'LOA';
const SEPARATOR = '/';
/** Longer is a sentence. */
const MAX_LENGTH = 100;

/**
 * What a person sends by hand where a link cannot carry anything (Zalo): the word, the place, groups, two check
 * characters, as in "LOA 14758-K7" or "LOA 14758/phu-huynh-K7". The check is no secret; of a thousand mistyped codes one
 * would pass, and then the person still sees the name of the place before they agree to anything.
 */
export function writeJoinCode({ place, groups }: JoinPayload): string {
  const body = [place, ...sortGroups(groups)].join(SEPARATOR);
  return `${WORD} ${body}-${check(body)}`;
}

/**
 * What a text says as a code: place and groups, `wrong` where it can only be a code and its check does not fit, or null
 * where it is no code. Case, blanks and the signs around it do not matter. `isPlace` tells the spelling of a code of a place.
 */
export function readJoinCode(text: string, isPlace: (code: string) => boolean): JoinPayload | 'wrong' | null {
  if (text.length > MAX_LENGTH) return null;
  const typed = /^[^\p{L}\p{N}]*loa[\s:.-]*([a-z0-9][a-z0-9./_\s-]*?)[\s-]*([a-z0-9]{2})[^\p{L}\p{N}]*$/iu.exec(
    // Phones make a dash of the hyphen that stands in a school's code.
    nfc(text).replace(/\s*[–—]\s*/g, '-'),
  );
  const [, loose = '', mark = ''] = typed ?? [];
  if (typed === null) return null;
  const [place = '', ...groups] = loose.replace(/\s+/g, '').split(SEPARATOR);
  const body = [place, ...groups].join(SEPARATOR);
  // "loa phường" is talk of a loudspeaker; where no digit is, only a check that fits makes a code.
  if (check(body) !== mark.toUpperCase()) return /\d/.test(loose) ? 'wrong' : null;
  const code = [place, place.toUpperCase(), place.toLowerCase()].find((form) => PLACE_CODE.test(form) && isPlace(form));
  const names = groups.map((group) => group.toLowerCase());
  if (code === undefined || names.length > JOIN_GROUPS_MAX || names.some((name) => checkGroupName(name) !== 'ok'))
    return 'wrong';
  return { place: code, groups: sortGroups(names) };
}

function check(body: string): string {
  const hash = createHash('sha256').update(`${WORD} ${body.toUpperCase()}`).digest();
  return [0, 1].map((at) => ALPHABET.charAt((hash[at] ?? 0) % ALPHABET.length)).join('');
}
