import { TO_NOBODY, textIn, toUser, type ZaloEndpoint } from '../call.js';
import type { ZaloUser } from '../user.js';
import { userOf } from './messages.js';

/** The OA's own tags on people. */
export const tagEndpoints: ZaloEndpoint[] = [
  {
    ...{ api: 'openapi', verb: 'POST', path: '/v2.0/oa/tag/tagfollower', bucket: 'oa', delivers: false, to: toUser },
    run({ core, values }) {
      const tag = textIn(values, 'tag_name');
      const user = userOf(core, values);
      user.tagsOfOa = new Set([...user.tagsOfOa, tag]);
      core.tags.add(tag);
      return {};
    },
  },
  {
    ...{
      api: 'openapi',
      verb: 'POST',
      path: '/v2.0/oa/tag/rmfollowerfromtag',
      bucket: 'oa',
      delivers: false,
      to: toUser,
    },
    run({ core, values }) {
      untag(userOf(core, values), textIn(values, 'tag_name'));
      return {};
    },
  },
  {
    ...{ api: 'openapi', verb: 'POST', path: '/v2.0/oa/tag/rmtag', bucket: 'oa', delivers: false, to: TO_NOBODY },
    run({ core, values }) {
      const tag = textIn(values, 'tag_name');
      for (const user of core.world.users.values()) untag(user, tag);
      core.tags.delete(tag);
      return {};
    },
  },
  {
    ...{ api: 'openapi', verb: 'GET', path: '/v2.0/oa/tag/gettagsofoa', bucket: 'oa', delivers: false, to: TO_NOBODY },
    run: ({ core }) => ({ data: [...core.tags] }),
  },
];

function untag(user: ZaloUser, tag: string): void {
  if (user.tagsOfOa.has(tag)) user.tagsOfOa = new Set([...user.tagsOfOa].filter((other) => other !== tag));
}
