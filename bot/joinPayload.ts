import { createHash } from 'node:crypto';
import { LoaError } from '../base/errors.js';
import { checkGroupName, sortGroups } from '../people/groupName.js';
import { PLACE_CODE } from '../people/places.js';

/** Where and as what a person joins: what a poster's link or QR code carries. */
export interface JoinPayload {
  place: string;
  groups: string[];
}

/** Telegram takes 64 of A-Za-z0-9_- behind ?start=; two stay free for the button that carries the payload on. */
export const JOIN_PAYLOAD_MAX = 62;
/** More groups than this do not fit the screen that says what is agreed to. */
export const JOIN_GROUPS_MAX = 2;
const VERSION = '1';
const CHECKSUM_LENGTH = 4;
/** `_` begins an escape inside a field, so `_s` can only be the separator. */
const ESCAPES: readonly (readonly [string, string])[] = [
  ['_', '_u'],
  ['.', '_d'],
];
const SEPARATOR = '_s';

/**
 * Writes the payload of a join link: version, place, groups, checksum. The checksum is no secret; it tells a link that
 * was cut or mistyped from a real one, so that nobody ends up in the wrong place. Throws LoaError when it does not fit.
 */
export function encodeJoinPayload({ place, groups }: JoinPayload): string {
  if (groups.length > JOIN_GROUPS_MAX)
    throw new LoaError(
      'join-payload-groups',
      `A join link takes ${JOIN_GROUPS_MAX} groups and this has ${groups.length}`,
    );
  const body = VERSION + [place, ...sortGroups(groups)].map(guard).join(SEPARATOR);
  const payload = body + checksum(body);
  if (payload.length > JOIN_PAYLOAD_MAX) {
    throw new LoaError(
      'join-payload-too-long',
      `A join link holds ${JOIN_PAYLOAD_MAX} characters and this takes ${payload.length}: fewer groups, or shorter names`,
    );
  }
  return payload;
}

/** The place and groups of a payload, or null when it is not one of ours, whole, in a version that we know. */
export function decodeJoinPayload(payload: string): JoinPayload | null {
  if (payload.length > JOIN_PAYLOAD_MAX || !/^[\w-]+$/.test(payload) || !payload.startsWith(VERSION)) return null;
  const body = payload.slice(0, -CHECKSUM_LENGTH);
  if (checksum(body) !== payload.slice(-CHECKSUM_LENGTH)) return null;
  const [place = '', ...groups] = body.slice(VERSION.length).split(SEPARATOR).map(unguard);
  if (
    !PLACE_CODE.test(place) ||
    groups.length > JOIN_GROUPS_MAX ||
    groups.some((group) => checkGroupName(group) !== 'ok')
  )
    return null;
  return { place, groups };
}

function guard(field: string): string {
  return ESCAPES.reduce((text, [from, to]) => text.replaceAll(from, to), field);
}

function unguard(field: string): string {
  return [...ESCAPES].reverse().reduce((text, [from, to]) => text.replaceAll(to, from), field);
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, CHECKSUM_LENGTH);
}
