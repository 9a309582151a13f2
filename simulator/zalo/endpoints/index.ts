import type { ZaloEndpoint } from '../call.js';
import { accountEndpoints } from './account.js';
import { messageEndpoints } from './messages.js';
import { userEndpoints } from './users.js';

/** Every call that this Zalo knows, by `<verb> <path>` below its root. */
export const endpoints: ReadonlyMap<string, ZaloEndpoint> = new Map(
  [...messageEndpoints, ...userEndpoints, ...accountEndpoints].map((endpoint) => [
    `${endpoint.api} ${endpoint.verb} ${endpoint.path}`,
    endpoint,
  ]),
);
