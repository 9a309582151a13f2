import { integerIn, TO_NOBODY, toUser, type Values, type ZaloEndpoint } from '../call.js';
import type { ZaloCore } from '../core.js';
import type { ZaloMessage } from '../message.js';
import { oaRefusal } from '../refusal.js';
import type { ZaloUser } from '../user.js';
import { userOf } from './messages.js';

const MAX_COUNT = 10;

/** What was said, newest first, ten at a time: for a client that missed events. */
export const conversationEndpoints: ZaloEndpoint[] = [
  {
    ...{ api: 'openapi', verb: 'GET', path: '/v2.0/oa/conversation', bucket: 'oa', delivers: false, to: toUser },
    run({ core, values }) {
      const user = userOf(core, values);
      return { data: page(values, [...user.messages].reverse()).map((message) => item(core, user, message)) };
    },
  },
  {
    ...{ api: 'openapi', verb: 'GET', path: '/v2.0/oa/listrecentchat', bucket: 'oa', delivers: false, to: TO_NOBODY },
    run({ core, values }) {
      const last: { user: ZaloUser; message: ZaloMessage }[] = [];
      for (const user of core.world.users.values()) {
        const message = user.messages.at(-1);
        if (message !== undefined) last.push({ user, message });
      }
      last.sort((a, b) => b.message.atMs - a.message.atMs);
      return { data: page(values, last).map(({ user, message }) => item(core, user, message)) };
    },
  },
];

function page<Item>(values: Values, all: Item[]): Item[] {
  const offset = integerIn(values, 'offset', 0);
  const count = integerIn(values, 'count', MAX_COUNT);
  if (count > MAX_COUNT) throw oaRefusal(-210, 'count is over limit');
  return all.slice(offset, offset + count);
}

function item(core: ZaloCore, user: ZaloUser, message: ZaloMessage): Values {
  const { spec } = core.world.oa;
  const isOwn = message.from !== 'user';
  const src = isOwn ? core.assume.oaSource : 1 - core.assume.oaSource;
  return {
    src,
    time: message.atMs,
    type: message.kind,
    message: message.text,
    message_id: message.id,
    from_id: isOwn ? spec.id : user.id,
    to_id: isOwn ? user.id : spec.id,
    from_display_name: isOwn ? spec.name : user.spec.name,
    to_display_name: isOwn ? user.spec.name : spec.name,
  };
}
