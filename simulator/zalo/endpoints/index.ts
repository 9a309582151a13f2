import type { ZaloEndpoint } from '../call.js';
import { accountEndpoints } from './account.js';
import { articleEndpoints } from './articles.js';
import { conversationEndpoints } from './conversations.js';
import { messageEndpoints } from './messages.js';
import { messageV2Endpoints } from './messagesV2.js';
import { tagEndpoints } from './tags.js';
import { templateReadEndpoints } from './templateReads.js';
import { templateEndpoints } from './templates.js';
import { uploadEndpoints } from './uploads.js';
import { userEndpoints } from './users.js';

/** Every call that this Zalo knows, by `<api> <verb> <path>`. */
export const endpoints: ReadonlyMap<string, ZaloEndpoint> = new Map(
  [
    ...messageEndpoints,
    ...messageV2Endpoints,
    ...templateEndpoints,
    ...templateReadEndpoints,
    ...userEndpoints,
    ...tagEndpoints,
    ...conversationEndpoints,
    ...uploadEndpoints,
    ...articleEndpoints,
    ...accountEndpoints,
  ].map((endpoint) => [`${endpoint.api} ${endpoint.verb} ${endpoint.path}`, endpoint]),
);
