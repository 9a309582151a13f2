import { z } from 'zod';
import { HOUR_MS } from '../../../base/clock.js';
import type { Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { endTalkOf } from '../../../people/handover/endTalk.js';
import { readTalkState, TALK, type ToTell } from '../../../people/handover/talk.js';
import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import type { Database } from '../../../prisma/database.js';
import type { Outcome } from '../../../scheduler/channel.js';
import type { StoredUpdate } from '../../incoming.js';
import { readPerson } from '../resident/person.js';
import { TalkSay } from './say.js';
import { talkSeal } from './seal.js';

const side = z.enum(['resident', 'officer']);
const body = z.discriminatedUnion('tell', [
  z.strictObject({ talk: z.number().int(), tell: z.literal('call') }),
  z.strictObject({ talk: z.number().int(), tell: z.literal('joined') }),
  z.strictObject({ talk: z.number().int(), tell: z.literal('said'), from: side, sealed: z.string() }),
  z.strictObject({
    talk: z.number().int(),
    tell: z.literal('over'),
    to: side,
    how: z.enum(['ended', 'stopped', 'gone', 'quiet', 'nobody']),
  }),
]);

/** Something of ours to tell about a talk: that somebody asks, has joined, what the other side said, that it is over. */
export type TalkWord = z.output<typeof body>;

/** What a platform kept us from telling for so long belongs to another moment. */
const USELESS_AFTER_MS = HOUR_MS;

/** Where this is no platform's update but our own word about a talk; else null. */
export function readTalkWord(stored: StoredUpdate): TalkWord | null {
  return stored.updateId.startsWith(TALK) ? (body.safeParse(stored.body).data ?? null) : null;
}

interface Deps {
  database: Database;
  secret: string;
  places: PlaceFinder;
  clock: { now(): Date };
}

/**
 * The message, or null where it is of no use any more: an officer is asked only while somebody waits, and is told only in a chat that is still theirs;
 * the last words of a talk still arrive, unless one of the two stopped.
 */
export async function sayTalkWord(deps: Deps, stored: StoredUpdate, word: TalkWord): Promise<Part | null> {
  const { database: db, secret, places, clock } = deps;
  const talk = await readTalkState(db, word.talk);
  if (talk === null) return null;
  const isOver = talk.state === 'over';
  if (talk.endedAt !== null && clock.now().getTime() - talk.endedAt.getTime() > USELESS_AFTER_MS) return null;
  const person = await readPerson(db, stored.channel, stored.chat);
  const say = new TalkSay(person?.locale ?? 'vi', places, stored.channel);
  const about = { ...talk, id: word.talk };
  const toOfficer =
    word.tell === 'call' ||
    (word.tell === 'said' && word.from === 'resident') ||
    (word.tell === 'over' && word.to === 'officer');
  if (toOfficer && (await staffOfChat(db, stored.channel, stored.chat)) === null) return null;
  switch (word.tell) {
    case 'call':
      return talk.state === 'waiting' ? say.call(about, talk.askedAt) : null;
    case 'joined':
      return isOver ? null : say.joined(about);
    case 'said':
      if (talk.endedHow === 'stopped' || talk.endedHow === 'gone') return null;
      return say.said(about, word.from, talkSeal(secret, word.talk, word.from).open(word.sealed));
    case 'over':
      return say.over(about, word.to, word.how);
  }
}

/** Where one of the two surely cannot be reached any more, the talk is over, and the other is told so. */
export async function noteTalkOutcome(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  { channel, chat }: StoredUpdate,
  word: TalkWord,
  outcome: Outcome | null,
): Promise<ToTell[]> {
  const isLost = outcome === null || outcome.kind === 'refused' || outcome.kind === 'elsewhere';
  if (!isLost || word.tell === 'call' || word.tell === 'over') return [];
  if ((await readTalkState(database, word.talk))?.state !== 'joined') return [];
  return endTalkOf(database, { channel, externalId: chat }, 'gone', clock.now());
}
