import type { Clock } from '../../../base/clock.js';
import type { Part } from '../../../content/message.js';
import { needsFigures } from '../../../plans/obligations/obligation.js';
import type { Database } from '../../../prisma/database.js';
import type { ChatFiles, OutgoingDocument } from '../../chatFiles.js';
import type { Chat } from '../chatForm.js';
import { part } from '../part.js';
import type { Person } from '../resident/person.js';
import type { Form } from './form.js';
import type { Say } from './say.js';
import { type ChatOfficial, isOpen, readTask, readTasks, type Task } from './tasks.js';

/** One update of an official's chat, and what has to be known to answer it. */
export interface Talk {
  db: Database;
  chat: Chat;
  updateId: string;
  at: Date;
  /** The text that a pressed button stood under, where the channel tells. */
  shown: string | null;
  person: Person;
  officials: readonly ChatOfficial[];
  /** Open, or just over. */
  form: Form | null;
  say: Say;
  files: ChatFiles;
  clock: Clock;
  /** What goes out behind the answer: whoever answers puts it here. */
  documents: OutgoingDocument[];
}

/** What a verb is keyed by: the same update does the same once. `more` where one update does several things. */
export function keyOf({ chat, updateId }: Talk, more?: string | number): string {
  return `${chat.channel}:${updateId}${more === undefined ? '' : `:${more}`}`;
}

/** Who of the chat's officials acts for a task; null where it is another agency's. */
export function actorOf({ officials }: Talk, task: Task): ChatOfficial | null {
  return officials.find(({ agencyId }) => agencyId === task.agencyId) ?? null;
}

/** A task of theirs, or what they are told instead. */
export async function ownTask(talk: Talk, id: number): Promise<{ task: Task; actor: ChatOfficial } | { told: Part }> {
  const { t } = talk.say;
  const task = await readTask(talk.db, id);
  if (task === null) return { told: part([t('answers:no.unknown')], [[talk.say.mine()]]) };
  const actor = actorOf(talk, task);
  return actor === null ? { told: part([t('answers:no.notYours')], [[talk.say.mine()]]) } : { task, actor };
}

/** Tasks whose report is a form of figures, and that can still be sent or put right. */
export async function withForms(talk: Talk): Promise<Task[]> {
  const agencies = talk.officials.map(({ agencyId }) => agencyId);
  const tasks = await readTasks(talk.db, agencies, talk.say.today);
  return tasks.filter((task) => needsFigures(task) && (task.state === 'open' || task.state === 'reported'));
}

/** What a wish can be about, the most pressing first. */
export async function candidates(talk: Talk, wish: string): Promise<Task[]> {
  const agencies = talk.officials.map(({ agencyId }) => agencyId);
  const tasks = await readTasks(talk.db, agencies, talk.say.today);
  if (wish === 'history') return tasks;
  if (wish === 'attach') return tasks.filter((task) => task.state !== 'confirmed');
  if (wish === 'extension') return tasks.filter((task) => isOpen(task) && task.dueOn !== null);
  return tasks.filter(isOpen);
}

export async function showList(talk: Talk, page = 1): Promise<Part> {
  const { officials, say, person } = talk;
  const agencies = [...new Map(officials.map(({ agencyId, agency }) => [agencyId, agency])).entries()];
  const tasks = await readTasks(
    talk.db,
    agencies.map(([id]) => id),
    say.today,
  );
  const list = say.list(
    tasks,
    agencies.map(([, name]) => name),
    page,
    person.state === 'opted_out',
  );
  // Below everything else, and only where there is room: it can be typed too.
  const isHead = officials.some(({ role }) => role === 'head');
  return isHead && list.buttons.length < say.manner.buttons
    ? { ...list, buttons: [...list.buttons, [say.overdue('ask')]] }
    : list;
}

/** Reminds of the question that is still open, after something else was looked at. */
export async function waiting({ form, say, db }: Talk): Promise<Part[]> {
  if (form === null || form.step === null) return [];
  const task = form.obligationId === null ? null : await readTask(db, form.obligationId);
  return task === null ? [] : [part([say.t('answers:ask.waiting', { text: say.short(task) })])];
}
