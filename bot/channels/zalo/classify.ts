import { meaningOf, type ZaloError } from 'zalo-api-ts';
import { HOUR_MS, MINUTE_MS } from '../../../base/clock.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { FILE_HANDLE_REFUSED } from '../files.js';

/**
 * Everything Zalo says to a message, turned into the one question that counts: may it be tried again? Decided by host and
 * code, never by what Zalo writes. First the codes that mean more than their class, then the class; what nobody has
 * described fails that one delivery, and whoever runs the service is told. The codes: section 7 of the fact sheet that
 * zalo-api-ts was written from (developers.zalo.me, "phu-luc/ma-loi").
 */
export function classify(error: ZaloError, now: Date): Outcome {
  // By user id a template goes over the account's host and may be refused in the words of the templates' host.
  const known = error.class === 'unknown' && error.code !== null ? meaningOf('business', error.code) : undefined;
  const host = known === undefined ? error.host : 'business';
  const reason = error.code === null ? (error.reason ?? error.class) : `zalo${error.code}`;
  const special = error.code === null ? undefined : SPECIAL[`${host} ${error.code}`];
  if (special !== undefined) return special(reason, now);
  if (whatAPersonMustMend(error)?.stops === false)
    return { kind: 'elsewhere-for-now', reason, waitMs: MENDED_WITHIN_MS };
  switch (known?.class ?? error.class) {
    case 'network':
    case 'unreadable':
      if (error.sent === 'yes') return { kind: 'sent', messageIds: [] };
      return error.sent === 'no' ? { kind: 'not-delivered', reason } : { kind: 'unknown', reason };
    // The window is a minute, and nothing says how much of it is left.
    case 'rate':
      return { kind: 'throttled', waitMs: RATE_WINDOW_MS, scope: 'sender' };
    case 'retry':
      return { kind: 'not-delivered', reason };
    case 'later':
      return { kind: 'elsewhere-for-now', reason, waitMs: untilTomorrowMs(now) };
    case 'reupload':
      return { kind: 'content', reason: FILE_HANDLE_REFUSED };
    case 'recipient':
      return { kind: 'elsewhere', reason, address: 'blocked' };
    case 'refresh':
    case 'reauthorize':
    case 'human':
      return { kind: 'stopped', reason };
    case 'invalid':
      return { kind: 'content', reason: error.faults.map(({ field, rule }) => `${field} ${rule}`).join(', ') };
    case 'template':
    case 'content':
    case 'bug':
      return { kind: 'content', reason };
    case 'poll':
    case 'unknown':
      return { kind: 'refused', reason: `${UNLISTED}${reason}`, address: 'keep' };
  }
}

/**
 * What a person must mend in Zalo's consoles, or pay, and whether until then nothing at all goes; null for any other
 * error. Where only one feature is refused (a template, an upload, messages that cost money), what needs it waits, an hour
 * at a time, and goes by itself once it is mended; texts that are free, and replies, go on meanwhile.
 */
export function whatAPersonMustMend(error: ZaloError): { meaning: string; stops: boolean } | null {
  if (error.code === null) return null;
  const known = meaningOf(error.host, error.code) ?? meaningOf('business', error.code);
  if (known?.class !== 'human') return null;
  const ofAccount = STOPS.has(error.code) || (OF_A_FEATURE.has(error.code) && !FEATURE_CALL.test(error.call ?? ''));
  return { meaning: known.meaning, stops: known.host === 'openapi' && ofAccount };
}

/** The account or the app itself is off, or the proof of its secret is wrong: no call of any kind works. */
const STOPS: ReadonlySet<number> = new Set([-204, -205, -209, -219, -242]);
/** Said of the call that was made: of texts it is as good as the account, of templates and uploads it is about them alone. */
const OF_A_FEATURE: ReadonlySet<number> = new Set([-212, -221, -223, -224, -235]);
const FEATURE_CALL = /\/(?:message\/template|upload\/)/;

/** How the reason of a code that is in no table begins: somebody should look what it is. */
export const UNLISTED = 'unlisted ';

/** Least pause that the sheet knows; no answer says when the minute began, and nothing else tells how long to wait. */
const RATE_WINDOW_MS = MINUTE_MS;
/** Nobody mends a console within seconds, and asking for each person would be as many refusals. */
const MENDED_WITHIN_MS = HOUR_MS;
const VIETNAM_OFFSET_MS = 7 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** Templates and broadcasts rest from 22:00 to 06:00; a little after, lest the clocks differ. */
const MORNING_MS = 6 * HOUR_MS + 2 * MINUTE_MS;
const CHAT_REST_MS = 6 * HOUR_MS;

type Meaning = (reason: string, now: Date) => Outcome;

const silent: Meaning = (reason) => ({ kind: 'elsewhere', reason, address: 'silent' });
const content: Meaning = (reason) => ({ kind: 'content', reason });
const inTheMorning: Meaning = (reason, now) => ({ kind: 'elsewhere-for-now', reason, waitMs: untilMorningMs(now) });
const thisOneOnly: Meaning = (reason) => ({ kind: 'refused', reason, address: 'keep' });
const chatRests: Meaning = () => ({ kind: 'throttled', waitMs: CHAT_REST_MS, scope: 'chat' });

const SPECIAL: Readonly<Record<string, Meaning>> = {
  // An id of another account, or of somebody who never wrote: this one delivery's own trouble.
  'openapi -201': thisOneOnly,
  'openapi -218': chatRests,
  // Our own clock was wrong: the window is over.
  'openapi -230': silent,
  'openapi -231': silent,
  'openapi -232': silent,
  'openapi -234': inTheMorning,
  // About groups, paid items and forms, none of which we use.
  'openapi -237': thisOneOnly,
  'openapi -238': thisOneOnly,
  'openapi -241': thisOneOnly,
  'openapi -403': thisOneOnly,
  'openapi -1341': thisOneOnly,
  // The template is at fault and not the account: what goes as text still goes.
  'business -117': content,
  'business -126': content,
  'business -127': content,
  'business -131': content,
  'business -133': inTheMorning,
  'business -146': content,
  'business -1471': chatRests,
  'business -1472': chatRests,
};

/** Quotas begin anew with the day, in Vietnam. */
function untilTomorrowMs(now: Date): number {
  const sinceMidnightMs = (now.getTime() + VIETNAM_OFFSET_MS) % DAY_MS;
  return DAY_MS - sinceMidnightMs + MINUTE_MS;
}

function untilMorningMs(now: Date): number {
  const sinceMidnightMs = (now.getTime() + VIETNAM_OFFSET_MS) % DAY_MS;
  return (MORNING_MS - sinceMidnightMs + DAY_MS) % DAY_MS || MINUTE_MS;
}
