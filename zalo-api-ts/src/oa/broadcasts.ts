import type { Answer, Caller, CallOptions } from '../caller.js';
import { type ArgumentFault, refuseFaults } from '../errors.js';
import { BROADCAST_CITIES } from './cities.js';
import { MESSAGE_ID } from './message.js';

/** 0: up to 12 years, 1: 13–17, 2: 18–24, 3: 25–34, 4: 35–44, 5: 45–54, 6: 55–64, 7: 65 and older. */
export type AgeBand = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Whom a broadcast goes to; what is left out does not restrict. */
export interface BroadcastTarget {
  /** 0 all, 1 men, 2 women. */
  readonly gender?: 0 | 1 | 2;
  readonly ages?: readonly AgeBand[];
  /** 0 North, 1 Central, 2 South. */
  readonly locations?: readonly (0 | 1 | 2)[];
  /** Numbers of Zalo's own, see `BROADCAST_CITIES`: the provinces before July 2025. */
  readonly cities?: readonly number[];
  /** 1 iOS, 2 Android, 3 Windows Phone. */
  readonly platforms?: readonly (1 | 2 | 3)[];
}

const PATH = '/v2.0/oa/message';
const MAX_ARTICLES = 5;

/**
 * Articles to many followers at once: moderated by Zalo (about half an hour), only between 06:00 and 21:59 (-234), a few
 * a month per follower (-211). No outcome per person, no cancelling, no later time is documented.
 *
 * Source: the official SDKs (.NET: comma-joined strings; mirrors of the page: the key `platform`).
 */
export class Broadcasts {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** One to five articles, by the ids that `articles.verify` gave. */
  async send(
    { articleIds, target = {} }: { readonly articleIds: readonly string[]; readonly target?: BroadcastTarget },
    options?: CallOptions,
  ): Promise<Answer<{ readonly messageId: string }>> {
    refuseFaults(this.#caller.host, `POST ${PATH}`, faultsOf(articleIds, target));
    const elements = articleIds.map((articleId) => ({ media_type: 'article', attachment_id: articleId }));
    const attachment = { type: 'template', payload: { template_type: 'media', elements } };
    const body = { recipient: { target: targetOnWire(target) }, message: { attachment } };
    return this.#caller.post(PATH, body, MESSAGE_ID, options);
  }
}

function faultsOf(articleIds: readonly string[], target: BroadcastTarget): ArgumentFault[] {
  const faults: ArgumentFault[] = [];
  if (articleIds.length === 0 || articleIds.some((id) => id === '')) {
    faults.push({ field: 'articleIds', rule: 'required' });
  }
  if (articleIds.length > MAX_ARTICLES) faults.push({ field: 'articleIds', rule: 'too-many', limit: MAX_ARTICLES });
  if (target.cities?.some((code) => BROADCAST_CITIES[code] === undefined))
    faults.push({ field: 'target.cities', rule: 'not-allowed' });
  for (const key of ['ages', 'locations', 'cities', 'platforms'] as const) {
    // An empty list is nobody to its writer and everybody on the wire.
    if (target[key]?.length === 0) faults.push({ field: `target.${key}`, rule: 'required' });
  }
  return faults;
}

/** Everybody is written as `gender: "0"`, since what Zalo makes of an empty target is not known. */
function targetOnWire({ gender = 0, ages, locations, cities, platforms }: BroadcastTarget): object {
  return {
    gender: `${gender}`,
    ...(ages === undefined ? {} : { ages: ages.join(',') }),
    ...(locations === undefined ? {} : { locations: locations.join(',') }),
    ...(cities === undefined ? {} : { cities: cities.join(',') }),
    ...(platforms === undefined ? {} : { platform: platforms.join(',') }),
  };
}
