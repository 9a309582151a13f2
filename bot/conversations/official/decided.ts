import { z } from 'zod';
import { vietnamDay } from '../../../base/vietnamDay.js';
import type { Button, Part } from '../../../content/message.js';
import { sayDay } from '../../../plans/review/say.js';
import type { Database } from '../../../prisma/database.js';
import { DECIDED } from '../../../scheduler/inbound/handDecisionsOn.js';
import type { StoredUpdate } from '../../incoming.js';
import { part } from '../part.js';
import type { Person } from '../resident/person.js';
import { button } from './buttons.js';
import { Say } from './say.js';
import { readTask, type Task } from './tasks.js';

const body = z.strictObject({ decided: z.array(z.number().int()).min(1) });
const event = z.object({ obligationId: z.number(), kind: z.string(), data: z.record(z.string(), z.unknown()) });

/** Lines of one message; what is more stands in the list. */
const MOST = 12;

/** The decisions that are to be told, where this is no platform's update but our own; else null. */
export function readDecided(stored: StoredUpdate): number[] | null {
  if (!stored.updateId.startsWith(DECIDED)) return null;
  return body.safeParse(stored.body).data?.decided ?? null;
}

/**
 * What the standing agency decided, in one message to the official it is about: "Đã tiếp nhận", what is missing where it was sent
 * back, what became of a wish for another deadline. Null for who has stopped or is gone, and where nothing of it is so any more.
 */
export async function sayDecided(
  db: Database,
  person: Person | null,
  channel: string,
  ids: readonly number[],
  at: Date,
): Promise<Part | null> {
  if (person === null || person.state !== 'active') return null;
  const { rows } = await db.pool.query(
    `select obligation_id as "obligationId", kind, data from obligation_event where id = any($1) order by id`,
    [ids],
  );
  const say = new Say(person.locale, channel, vietnamDay(at));
  const lines: string[] = [];
  const buttons: Button[][] = [];
  for (const one of rows.slice(0, MOST).map((row) => event.parse(row))) {
    const task = await readTask(db, one.obligationId);
    const line = task === null ? null : lineOf(say, task, one);
    if (task === null || line === null) continue;
    lines.push(`• ${line}`);
    if (one.kind !== 'confirmed' && buttons.length < say.perPage - 1)
      buttons.push([say.taskButton(task, button.task(task.id))]);
  }
  if (lines.length === 0) return null;
  const more = rows.length > MOST ? [say.t('answers:decided.more', { count: rows.length - MOST })] : [];
  return part([say.t('answers:decided.title'), '', ...lines, ...more], [...buttons, [say.mine()]]);
}

/** Null where something else has happened since. */
function lineOf(say: Say, task: Task, { kind, data }: z.output<typeof event>): string | null {
  const text = (key: string): string => (typeof data[key] === 'string' ? data[key] : '');
  const values = { text: say.short(task) };
  switch (kind) {
    case 'confirmed':
      return task.state === 'confirmed' ? say.t('answers:decided.confirmed', values) : null;
    case 'sent-back':
      return task.state === 'open' ? say.t('answers:decided.sentBack', { ...values, missing: text('missing') }) : null;
    case 'extension-granted':
      return say.t('answers:decided.granted', { ...values, day: sayDay(text('on')), decision: text('decision') });
    default:
      return say.t('answers:decided.refused', { ...values, decision: text('decision') });
  }
}
