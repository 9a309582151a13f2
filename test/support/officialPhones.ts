import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HOUR_MS, systemClock } from '../../base/clock.js';
import { createTelegramBot } from '../../bot/channels/telegram/bot.js';
import { createTelegramChannel } from '../../bot/channels/telegram/channel.js';
import { startTelegramPolling } from '../../bot/channels/telegram/polling.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { formLinks } from '../../bot/formLink.js';
import { type ConversationDeps, handleIncoming } from '../../bot/handleIncoming.js';
import type { StoredUpdate } from '../../bot/incoming.js';
import type { Part } from '../../content/message.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { acceptInvite } from '../../people/officials/acceptInvite.js';
import { makeInvites } from '../../people/officials/invite.js';
import type { Database } from '../../prisma/database.js';
import type { Outcome } from '../../scheduler/channel.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { startTelegramSimulator } from '../../simulator/index.js';
import { testLog } from './database.js';
import { standingAgency } from './obligations.js';
import { SECRET } from './world.js';
import { startZaloWorld } from './zaloWorld.js';

/** A message as it stands on a phone. */
export interface Shown {
  id: string;
  text: string;
  buttons: string[];
}

/** A phone with a chat with Loa, whichever app it is. Every act resolves with what Loa answered to it. */
export interface Phone {
  externalId: string;
  say(text: string): Promise<Shown[]>;
  /** Presses a button of that message, else of the newest one that has it. */
  press(label: string, under?: Shown): Promise<Shown[]>;
  picture(): Promise<Shown[]>;
  /** Sends a file; `passedOn`: somebody else's (which Zalo does not tell), `caption`: words under it (which Zalo has none of). */
  file(name: string, bytes: Uint8Array, more?: { caption?: string; passedOn?: true }): Promise<Shown[]>;
  /** The newest document that Loa sent into the chat. */
  received(): Promise<{ name: string; bytes: Uint8Array } | null>;
  /** Where the newest message with a button of that label leads. */
  leadsTo(label: string): string | null;
  sticker(): Promise<Shown[]>;
  location(latitude: number, longitude: number): Promise<Shown[]>;
  /** Passes on somebody else's text, and changes the last text of one's own: what Zalo tells nobody of. */
  forward(text: string): Promise<Shown[]>;
  edit(text: string): Promise<Shown[]>;
  shown(): Shown[];
}

export interface PhoneWorld {
  db: Database;
  channel: 'telegram' | 'zalo';
  phone(): Phone;
  /** A phone whose chat is that official's. */
  official(officialId: number): Promise<Phone>;
  /** Answers updates again, as after a crash before the telling. */
  repeat(update: StoredUpdate): Promise<void>;
  /** Sends a message into a chat, as a campaign would. */
  send(externalId: string, part: Part): Promise<Outcome>;
  handled: StoredUpdate[];
  failures: unknown[];
  close(): Promise<void>;
}

/** `own`: what the service is given of its own beside the usual, such as a clock that shows what a test wants. */
export async function startPhones(channel: 'telegram' | 'zalo', own: Own = {}): Promise<PhoneWorld> {
  const world = channel === 'telegram' ? await telegramPhones(own) : await zaloPhones(own);
  return {
    ...world,
    async official(officialId) {
      const phone = world.phone();
      const by = { name: 'Lan', at: new Date(), expiresAt: new Date(Date.now() + HOUR_MS), random: randomBytes };
      const [made] = await makeInvites(world.db.pool, SECRET, [officialId], by);
      const { externalId } = phone;
      const at = new Date();
      const code = made?.code ?? '';
      await acceptInvite(world.db, SECRET, { channel, externalId, code, wording: '…', locale: 'vi', at });
      return phone;
    },
  };
}

/** Of a service with a public address. */
export const FORM_LINKS = formLinks({ secret: SECRET, publicUrl: 'https://loa.example.vn', clock: systemClock() });

type Bare = Omit<PhoneWorld, 'official'>;

/** Acts, waits until the update is answered, and gives what came of it. */
function answering(handled: readonly StoredUpdate[], shown: () => Shown[]): (act: () => unknown) => Promise<Shown[]> {
  return async (act) => {
    // A phone keeps only the latest messages, so they are told apart by their ids.
    const [done, had] = [handled.length, new Set(shown().map(({ id }) => id))];
    act();
    const giveUpAt = Date.now() + 20_000;
    while (handled.length <= done) {
      if (Date.now() > giveUpAt) throw new Error('nobody answered');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return shown().filter(({ id }) => !had.has(id));
  };
}

let nextPerson = 5_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

type Own = Pick<Partial<ConversationDeps>, 'clock' | 'replyLimit'>;

async function telegramPhones(own: Own): Promise<Bare> {
  const db = await standingAgency();
  const simulator = await startTelegramSimulator({});
  const { token, apiRoot } = simulator;
  const clock = systemClock();
  const channel = createTelegramChannel({
    token,
    apiRoot,
    rate: 1_000,
    maxInFlight: 4,
    log: testLog,
    loadMedia: async () => null,
    uploads: (sender) => databaseUploads(db, sender),
  });
  await registerSender(db, channel.sender, channel.name);
  const pace = postgresPace(db.pool);
  const bot = createTelegramBot({ channel, pace, keepSilent: async () => undefined, clock, log: testLog });
  const deps: ConversationDeps = {
    database: db,
    secret: SECRET,
    channels: new Map([['telegram', bot]]),
    places: await loadPlaceFinder(db),
    replyLimit: { take: () => true },
    formLink: (of) => FORM_LINKS.make(of),
    clock,
    log: testLog,
    ...own,
  };
  const handled: StoredUpdate[] = [];
  const failures: unknown[] = [];
  const store = async (updates: StoredUpdate[]): Promise<void> => {
    for (const update of updates) {
      await handleIncoming(deps, update).catch((error: unknown) => failures.push(error));
      handled.push(update);
    }
  };
  const receiving = startTelegramPolling({ bot, store, log: testLog, pollSeconds: 2, retryMs: 20 });
  return {
    db,
    channel: 'telegram',
    handled,
    failures,
    repeat: (update) => handleIncoming(deps, update),
    send: (externalId, part) => bot.reply(externalId, part),
    phone() {
      const id = nextPerson++;
      simulator.addPeople([{ id, firstName: 'An', languageCode: 'vi' }]);
      const person = simulator.person(id);
      const shown = (): Shown[] =>
        person.messages
          .filter(({ from }) => from?.is_bot === true)
          .map((message) => ({
            id: String(message.message_id),
            text: message.text ?? '',
            buttons: (message.reply_markup?.inline_keyboard ?? []).flat().map(({ text }) => text),
          }));
      const answer = answering(handled, shown);
      return {
        externalId: String(id),
        shown,
        say: (text) => answer(() => person.say(text)),
        press: (label, under = holder(shown(), label)) => answer(() => person.press(Number(under.id), label)),
        picture: () => answer(() => person.sendPhoto({ bytes: PNG, fileName: 'anh.png' })),
        file: (fileName, bytes, { caption, passedOn } = {}) =>
          answer(() =>
            person.sendDocument({
              bytes,
              fileName,
              mime: 'application/octet-stream',
              ...(caption === undefined ? {} : { caption }),
              ...(passedOn === undefined ? {} : { forwardedFrom: 'Bình' }),
            }),
          ),
        received: async () => {
          const sent = person.messages.findLast(
            ({ from, document }) => from?.is_bot === true && document !== undefined,
          );
          if (sent?.document === undefined) return null;
          const { file_id: id, file_name: name = '' } = sent.document;
          const answered = await fetch(`${apiRoot}/phones/files/${id}`);
          return { name, bytes: new Uint8Array(await answered.arrayBuffer()) };
        },
        leadsTo: (label) =>
          person.messages
            .flatMap((message) => (message.reply_markup?.inline_keyboard ?? []).flat())
            .findLast(({ text, url }) => text === label && url !== undefined)?.url ?? null,
        sticker: () => answer(() => person.sendSticker({ bytes: PNG })),
        location: (latitude, longitude) => answer(() => person.sendLocation(latitude, longitude)),
        forward: (text) => answer(() => person.say(text, { forwardedFrom: 'Bình' })),
        edit: (text) => {
          const own = person.messages.findLast((message) => message.from?.id === id);
          return answer(() => person.edit(own?.message_id ?? 0, text));
        },
      };
    },
    close: async () => {
      await receiving.stop();
      await channel.close();
      await simulator.close();
      await db.close();
    },
  };
}

async function zaloPhones(own: Own): Promise<Bare> {
  const formLink: ConversationDeps['formLink'] = (of) => FORM_LINKS.make(of);
  const world = await startZaloWorld({ replyLimit: { take: () => true }, formLink, ...own });
  const { db } = world;
  await db.prisma.staff.create({ data: { name: 'Lan', role: 'approver' } });
  return {
    db,
    channel: 'zalo',
    handled: world.handled,
    failures: world.failures,
    repeat: (update) => world.answer(update),
    send: (externalId, part) => world.reply(externalId, part),
    phone() {
      const person = world.newcomer();
      const shown = (): Shown[] =>
        person.messages
          .filter(({ from }) => from === 'oa')
          .map(({ id, text, buttons }) => ({ id, text, buttons: (buttons ?? []).map(({ title }) => title) }));
      const answer = answering(world.handled, shown);
      return {
        externalId: person.id,
        shown,
        say: (text) => answer(() => person.say(text)),
        press: (label, under = holder(shown(), label)) => answer(() => person.press(under.id, label)),
        picture: () => answer(() => person.sendImage()),
        file: (name, bytes) => answer(() => person.sendDocument(name, bytes)),
        received: () => Promise.resolve(null),
        leadsTo: (label) => {
          const found = person.messages
            .flatMap(({ buttons }) => buttons ?? [])
            .findLast(({ title }) => title === label);
          const { url } = z.object({ url: z.string() }).catch({ url: '' }).parse(found?.payload);
          return url === '' ? null : url;
        },
        sticker: () => answer(() => person.sendSticker()),
        location: (latitude, longitude) => answer(() => person.sendLocation(latitude, longitude)),
        forward: (text) => answer(() => person.say(text)),
        edit: () => Promise.reject(new Error('nobody changes a message on Zalo')),
      };
    },
    close: () => world.close(),
  };
}

function holder(shown: readonly Shown[], label: string): Shown {
  const found = shown.findLast(({ buttons }) => buttons.includes(label));
  if (found === undefined) throw new Error(`No button "${label}"; the chat ends with: ${shown.at(-1)?.text ?? '…'}`);
  return found;
}
