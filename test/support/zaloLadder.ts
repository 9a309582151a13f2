import { createTelegramChannel, type TelegramChannel } from '../../bot/channels/telegram/channel.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { translator } from '../../content/i18n.js';
import { createBroadcast, type NewBroadcast } from '../../scheduler/broadcast/create.js';
import { readLedger } from '../../scheduler/broadcast/ledger.js';
import { approveBroadcast, startBroadcast } from '../../scheduler/broadcast/verbs.js';
import { startTelegramSimulator } from '../../simulator/index.js';
import { testLog } from './database.js';
import { text } from './world.js';
import { nextUserId, type PersonSpec, startZaloWorld, type ZaloWorld } from './zaloWorld.js';

/** A world with a Zalo and a Telegram beside it, and people who have one, the other or both: for tests of who is reached over what. */
export interface ZaloLadder {
  world: ZaloWorld;
  /** Somebody with a Zalo, of whom Zalo and we say the same, unless `zaloSays` differs; perhaps with a Telegram. Null: never heard of. */
  person(hoursAgo: number | null, more?: { withTelegram?: boolean; zaloSays?: number | null }): PersonSpec;
  newChat(): number;
  /** Creates, approves and starts a broadcast to these people. */
  send(people: readonly PersonSpec[], wanted?: Partial<NewBroadcast>): Promise<number>;
  /** Channel, state and reason of each, in order. */
  ledger(id: number): Promise<string[]>;
  /** Resolves once the ledger is as wanted; rejects with the difference after a while. */
  until(id: number, wanted: readonly string[]): Promise<void>;
  reachedOnZalo(people: readonly PersonSpec[]): number[];
  reachedOnTelegram(people: readonly PersonSpec[]): number[];
  /** Forgets what the platforms did to the senders. */
  calm(): Promise<void>;
  /** Ends every broadcast and fault of a test. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

export async function startZaloLadder(env: Record<string, string>): Promise<ZaloLadder> {
  const telegram = await startTelegramSimulator();
  let beside: TelegramChannel | undefined;
  const world = await startZaloWorld({
    sends: true,
    env,
    simulator: { limits: {} },
    beside: (db) => {
      beside = createTelegramChannel({
        token: telegram.token,
        apiRoot: telegram.apiRoot,
        rate: 1_000,
        maxInFlight: 8,
        log: testLog,
        loadMedia: async () => null,
        uploads: (sender) => databaseUploads(db, sender),
      });
      return [beside];
    },
  });
  const by = { clock: world.zalo.clock, say: translator('en'), locale: 'en' };
  let lastChat = 5_000;

  const newChat = (): number => {
    lastChat += 1;
    telegram.addPeople([{ id: lastChat, firstName: 'Người' }]);
    return lastChat;
  };

  async function ledger(id: number): Promise<string[]> {
    const broadcast = await world.db.prisma.broadcast.findUniqueOrThrow({ where: { id } });
    const lines: string[] = [];
    for await (const { channel, state, reason } of readLedger(world.db, broadcast))
      lines.push([channel, state, reason].filter((part) => part !== null).join(' '));
    return lines;
  }

  async function calm(): Promise<void> {
    await world.db.pool.query(
      `update sender set not_before = null, stopped_at = null, stopped_reason = null, tripped_at = null, probe_at = null, probes = 0`,
    );
  }

  return {
    world,
    newChat,
    ledger,
    calm,
    person(hoursAgo, { withTelegram = false, zaloSays = hoursAgo } = {}) {
      const id = nextUserId();
      const lastInteraction = zaloSays === null ? null : new Date(Date.now() - zaloSays * HOUR_MS).toISOString();
      world.zalo.addUsers([{ id, name: 'Người', lastInteraction, wrote: true }]);
      return { zalo: id, heardHoursAgo: hoursAgo, ...(withTelegram ? { telegram: newChat() } : {}) };
    },
    async send(people, wanted = {}) {
      const { audience } = await world.people(people);
      const { id } = await createBroadcast(
        world.db,
        {
          message: text('Không với ma túy'),
          media: new Map(),
          audience,
          at: null,
          until: null,
          onUnknown: 'leave',
          ifLate: 'send',
          anyHour: true,
          ...wanted,
        },
        { name: 'an', ...by },
      );
      await approveBroadcast(world.db, id, { name: 'binh', ...by });
      await startBroadcast(world.db, id, { name: 'an', ...by });
      return Number(id);
    },
    async until(id, wanted) {
      const giveUpAt = Date.now() + 25_000;
      for (;;) {
        const now = await ledger(id);
        if (JSON.stringify(now) === JSON.stringify(wanted)) return;
        if (Date.now() > giveUpAt)
          throw new Error(`Wanted ${JSON.stringify(wanted)}, and the ledger says ${JSON.stringify(now)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    reachedOnZalo: (people) => people.map(({ zalo }) => world.zalo.deliveredTo(zalo ?? '')),
    reachedOnTelegram: (people) =>
      people.map(({ telegram: chat }) => (chat === undefined ? 0 : telegram.deliveredTo(chat))),
    async clear() {
      world.zalo.faults.clear();
      await world.db.pool.query(
        `update broadcast set state = 'cancelled', finished_at = now() where state <> 'cancelled'`,
      );
      await calm();
    },
    async close() {
      await world.close();
      await beside?.close();
      await telegram.close();
    },
  };
}
