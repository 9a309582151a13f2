import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import type { WorkQueue } from '../queue/openQueue.js';
import { createAfterOthers } from './afterOthers.js';
import { createClaims } from './claims.js';
import { drainChat, type HandleUpdate } from './drainChat.js';

/** People answered at a time; each chat by itself in order. */
const CONCURRENCY = 20;

/** Makes this process answer stored updates, until the queue is closed; in a rush of webhooks those go first. */
export function startAnswering(
  deps: { db: Database; queue: WorkQueue; log: Log },
  handle: HandleUpdate,
  isRushed: () => boolean = () => false,
): void {
  const claim = createClaims(deps.db);
  const afterOthers = createAfterOthers(isRushed);
  deps.queue.work('answering', CONCURRENCY, async (job) => {
    if (job.kind !== 'inbound') return;
    await afterOthers();
    await drainChat({ ...deps, claim }, job, handle);
  });
}
