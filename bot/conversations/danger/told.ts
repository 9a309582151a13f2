import { z } from 'zod';
import { type Clock, HOUR_MS } from '../../../base/clock.js';
import type { Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { readTalk } from '../../../people/handover/talk.js';
import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import type { Database } from '../../../prisma/database.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { DUTY, missedOnDuty, reachedOnDuty } from '../../../scheduler/danger/callOnDuty.js';
import type { StoredUpdate } from '../../incoming.js';
import { readPerson } from '../resident/person.js';
import { DangerSay } from './say.js';
import { DANGER_KINDS } from './words.js';

const body = z.union([
  z.strictObject({ alert: z.number().int(), staff: z.number().int() }),
  z.strictObject({ over: z.number().int() }),
  z.strictObject({ news: z.number().int(), state: z.string(), reached: z.number().int(), at: z.coerce.date() }),
]);

/** Something of ours to tell about a danger: to an officer on duty, or to the person what became of it. */
export type DutyWord = z.output<typeof body>;

/** Older than this an alert helps nobody: whoever was in danger has had other help, or none. */
const USELESS_AFTER_MS = HOUR_MS;

/** Where this is no platform's update but our own word about a danger; else null. */
export function readDutyWord(stored: StoredUpdate): DutyWord | null {
  return stored.updateId.startsWith(DUTY) ? (body.safeParse(stored.body).data ?? null) : null;
}

interface Deps {
  database: Database;
  places: PlaceFinder;
  clock: Clock;
}

/** The message, or null where it is of no use any more. */
export async function sayDutyWord(
  { database, places, clock }: Deps,
  stored: StoredUpdate,
  word: DutyWord,
): Promise<Part | null> {
  const id = 'alert' in word ? word.alert : 'over' in word ? word.over : word.news;
  const { rows } = await database.pool.query<{ place: string; kind: string; police: boolean; state: string; at: Date }>(
    'select place, kind, police, state, at from danger_alert where id = $1',
    [id],
  );
  const [alert] = rows;
  if (alert === undefined) return null;
  const chat = { channel: stored.channel, externalId: stored.chat };
  const person = await readPerson(database, chat.channel, chat.externalId);
  const say = new DangerSay(person?.locale ?? 'vi', places, stored.channel);
  if ('news' in word) {
    const mayTalk = (await readTalk(database, chat))?.state !== 'joined';
    return say.news({ ...word, police: alert.police, mayTalk });
  }
  const isOld = clock.now().getTime() - alert.at.getTime() > USELESS_AFTER_MS;
  if (isOld || (await staffOfChat(database, chat.channel, chat.externalId)) === null) return null;
  if ('over' in word) return say.isOver(alert);
  if (alert.state !== 'open' && alert.state !== 'called') return null;
  const kind = DANGER_KINDS.find((one) => one === alert.kind) ?? 'unclear';
  return say.alert({ ...alert, id, kind });
}

/** Notes whether an alert came into the officer's chat; where it did not, the next one is told at once. */
export async function noteOutcome({ database, clock }: Deps, word: DutyWord, outcome: Outcome | null): Promise<void> {
  if (!('alert' in word)) return;
  const note = outcome?.kind === 'sent' ? reachedOnDuty : outcome?.kind === 'unknown' ? null : missedOnDuty;
  await note?.(database, word.alert, word.staff, clock.now());
}
