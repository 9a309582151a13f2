import type { Log } from '../../../base/log.js';
import type { FetchedFile } from '../../chatFiles.js';
import type { IncomingFile } from '../../incoming.js';
import { fetchKnown, type Resolve } from '../fetchKnown.js';

/** Where files of Zalo's chats lie, by what its events have named so far; Zalo documents none. */
const FILE_HOSTS = ['zdn.vn', 'zadn.vn', 'zalo.me', 'zaloapp.com'];

/**
 * The bytes behind the address that an event names. Events are signed, but an address in one is still somebody's word: only Zalo's own hosts
 * are gone to, or the simulator's origin where the API's root is a loopback address.
 */
export function fetchZaloFile({
  openapiRoot,
  hosts,
  log,
  resolve,
}: {
  openapiRoot: string;
  /** Beside the known ones. */
  hosts: readonly string[];
  log: Log;
  resolve?: Resolve;
}): (file: IncomingFile, mostBytes: number) => Promise<FetchedFile> {
  const { origin, hostname } = new URL(openapiRoot);
  const simulator = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? { trusted: origin } : {};
  return async ({ reference, sizeBytes }, mostBytes) => {
    if ((sizeBytes ?? 0) > mostBytes) return { kind: 'too-big' };
    const fetched = await fetchKnown(reference, {
      hosts: [...FILE_HOSTS, ...hosts],
      ...simulator,
      mostBytes,
      ...(resolve === undefined ? {} : { resolve }),
    });
    if (fetched.kind === 'gone' || fetched.kind === 'away')
      log.warn({ reason: fetched.reason }, 'a file that somebody sent on Zalo could not be fetched');
    return fetched;
  };
}
