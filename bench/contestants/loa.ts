/**
 * Loa as `loa start` runs it: scheduler, clock, queue, bot and all, on whatever DATABASE_URL and REDIS_URL name (without
 * them the embedded default), over Zalo where one is set. Every run is a broadcast of its own: composed, approved by a second person, fanned out,
 * leased, sent, recorded; done when the ledger has an outcome for everyone.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openContext } from '../../cli/context.js';
import { openSecret } from '../../cli/secret.js';
import { PARTS, runService } from '../../cli/service.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import { openDatabase } from '../../prisma/open.js';
import { startBroadcast } from '../../scheduler/broadcast/verbs.js';
import { compete, TEXT } from '../support/compete.js';
import { broadcastFor, fillPeople } from '../support/people.js';

const LOOK_MS = 5;

await compete(async () => {
  const context = openContext();
  const { databaseUrl, dataFolder } = context.settings;
  const db = await openDatabase({ databaseUrl, dataFolder, role: 'service', log: context.log });
  await syncPlaces(db);
  const secret = await openSecret(db, context.settings.secret, dataFolder);
  const options = { db, secret, dataFolder, parts: PARTS, address: '127.0.0.1', log: context.log };
  await runService(context, options);
  let id = '';
  return {
    prepare: async (people) => {
      await fillPeople(db, people, context.settings.zalo === undefined ? 'telegram' : 'zalo');
      id = await broadcastFor(db, people, TEXT);
    },
    send: async (_people, allTaken) => {
      await startBroadcast(db, id, { name: 'an', clock: context.clock, say: context.say, locale: context.locale });
      await allTaken;
      while ((await openDeliveries(Number(id))) > 0) await sleep(LOOK_MS);
    },
  };

  async function openDeliveries(broadcastId: number): Promise<number> {
    const { rows } = await db.pool.query<{ n: number }>(
      `select count(*)::int as n from broadcast b join delivery d on d.month = b.month and d.broadcast_id = b.id
        where b.id = $1 and d.state in ('waiting', 'sending')`,
      [broadcastId],
    );
    return rows[0]?.n ?? 0;
  }
});
