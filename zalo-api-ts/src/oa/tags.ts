import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { refuseFaults } from '../errors.js';
import { inData, nothing } from '../schema.js';
import { nfc, requiredFaults } from './limits.js';

interface Tagging {
  readonly userId: string;
  readonly tagName: string;
}

const NAMES = inData(z.array(z.string()));

/** Labels that the account puts on its followers. Source: the official SDKs (v2.0, current). */
export class Tags {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Makes the tag where it is new. */
  add(tagging: Tagging, options?: CallOptions): Promise<Answer<null>> {
    return this.#tag('/v2.0/oa/tag/tagfollower', tagging, options);
  }

  removeFromUser(tagging: Tagging, options?: CallOptions): Promise<Answer<null>> {
    return this.#tag('/v2.0/oa/tag/rmfollowerfromtag', tagging, options);
  }

  /** From everybody. */
  async remove(tagName: string, options?: CallOptions): Promise<Answer<null>> {
    const path = '/v2.0/oa/tag/rmtag';
    refuseFaults(this.#caller.host, `POST ${path}`, requiredFaults({ tagName }));
    return this.#caller.post(path, { tag_name: nfc(tagName) }, nothing, options);
  }

  list(options?: CallOptions): Promise<Answer<readonly string[]>> {
    return this.#caller.get('/v2.0/oa/tag/gettagsofoa', undefined, NAMES, options);
  }

  async #tag(path: string, { userId, tagName }: Tagging, options: CallOptions | undefined): Promise<Answer<null>> {
    refuseFaults(this.#caller.host, `POST ${path}`, requiredFaults({ userId, tagName }));
    return this.#caller.post(path, { user_id: userId, tag_name: nfc(tagName) }, nothing, options);
  }
}
