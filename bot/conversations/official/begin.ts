import type { Part } from '../../../content/message.js';
import { needsFigures } from '../../../plans/obligations/obligation.js';
import { endForm, moveForm, openForm, openFormOf } from '../chatForm.js';
import { part } from '../part.js';
import { type Asking, ask } from './ask.js';
import { type Own, refused, sayDone, sayExtension, sayProgress, type Told, tooEarly } from './carryOut.js';
import { beginFigures } from './figures.js';
import type { Form, FormData, FormKind, FormStep } from './form.js';
import { showHistory } from './history.js';
import { actorOf, candidates, keyOf, ownTask, type Talk } from './talk.js';
import { readColleagues, readTask, type Task } from './tasks.js';

/** What an official can be asked about a task. */
export type Wanted = 'done' | 'amend' | 'progress' | 'extension' | 'hand-over' | 'attach';
/** Wishes that may have to be asked which task is meant. */
export type Wished = NonNullable<FormData['wish']>;

/** Whatever the chat was being asked before is left, and that is told; the same question again is only asked again. */
export async function leaving(talk: Talk, kind: FormKind, taskId: number | null): Promise<string[]> {
  const { form, say } = talk;
  if (form === null || form.step === null) {
    // A chat may be staff's as well: their question gives way to this one.
    const other = await openFormOf(talk.db.pool, talk.chat, talk.at);
    return other?.kind.startsWith('staff-') ? [say.t('standing:ask.left')] : [];
  }
  if (form.kind === 'which') return [];
  if (form.kind === kind && form.obligationId === taskId) return [];
  const task = form.obligationId === null ? null : await readTask(talk.db, form.obligationId);
  // Of a form for files nothing is lost.
  if (task === null || form.kind === 'attach') return [];
  const left = form.kind === 'figures' ? 'figures:leftOther' : 'answers:did.leftOther';
  return [say.t(left, { text: say.short(task) })];
}

/** Begins what is wanted of one task with what is known already: done at once where nothing is to ask, else the first question. */
export async function begin(talk: Talk, wanted: Wanted, id: number, known: FormData = {}): Promise<Part> {
  const own = await ownTask(talk, id);
  if ('told' in own) return own.told;
  const { task } = own;
  const asksFigures = needsFigures(task) && (wanted === 'amend' || (wanted === 'done' && task.state === 'open'));
  const kind: FormKind = asksFigures ? 'figures' : wanted === 'amend' ? 'done' : wanted;
  const refusal = await mayNot(talk, wanted, own);
  // What was typed with it is kept by the verb itself, which knows best what a report after the end is worth.
  const says = known.number !== undefined || (known.note ?? '') !== '';
  if (refusal !== null && !(wanted === 'done' && says)) return refusal;
  const lead = await leaving(talk, kind, task.id);
  const data: FormData = { ...known, ...(wanted === 'amend' ? { amends: true } : {}) };
  const faults = faultsOf(talk, kind, task, data);
  if (asksFigures) return beginFigures(talk, own, data, [...lead, ...faults]);
  const step = nextStep(kind, data, task);
  if (step === null && faults.length === 0) {
    const told = await finish(talk, own, kind, data);
    if ('told' in told)
      return lead.length === 0 ? told.told : part([...lead, '', told.told.body.text], told.told.buttons);
    faults.push(...told.again);
  }
  const first = step ?? retryStep(kind);
  const by = { updateId: talk.updateId, at: talk.at };
  const no = await openForm(talk.db.pool, talk.chat, { kind, step: first, obligationId: task.id, data }, by);
  return ask(talk, { no, kind, step: first, data, task }, [...lead, ...faults]);
}

/** A wish whose task is not named: taken as meant where there is only one, else asked. */
export async function beginOnSome(talk: Talk, wish: Wished, known: FormData = {}): Promise<Part> {
  const { say } = talk;
  const all = await candidates(talk, wish);
  const [only] = all;
  if (only === undefined) return part([say.t('answers:which.none')], [[say.mine()]]);
  if (all.length === 1) return beginWish(talk, wish, only.id, known);
  const data: FormData = { ...known, wish };
  const lead = await leaving(talk, 'which', null);
  const by = { updateId: talk.updateId, at: talk.at };
  const no = await openForm(talk.db.pool, talk.chat, { kind: 'which', step: 'task', obligationId: null, data }, by);
  return ask(talk, { no, kind: 'which', step: 'task', data, task: null }, lead);
}

/** A wish with its task. */
export async function beginWish(talk: Talk, wish: Wished, id: number, known: FormData): Promise<Part> {
  if (wish !== 'history') return begin(talk, wish, id, known);
  const own = await ownTask(talk, id);
  return 'told' in own ? own.told : showHistory(talk, own.task);
}

/** Takes a form on with what was answered: to the next question, or to the end. `lead` says what was wrong, and asks the same again. */
export async function goOn(
  talk: Talk,
  form: Form,
  task: Task | null,
  data: FormData,
  lead: string[] = [],
): Promise<Part> {
  const by = { updateId: talk.updateId, at: talk.at };
  const step = lead.length > 0 ? form.step : nextStep(form.kind, data, task);
  if (step !== null) {
    await moveForm(talk.db.pool, talk.chat, form, { step, data }, by);
    return ask(talk, { ...form, step, data, task }, lead);
  }
  const actor = task === null ? null : actorOf(talk, task);
  if (task === null || actor === null) {
    await endForm(talk.db.pool, talk.chat, form, by);
    return refused(talk, { kind: 'not-yours' });
  }
  const told = await finish(talk, { task, actor }, form.kind, data);
  return concluded(talk, { ...form, step: form.step ?? retryStep(form.kind), data, task }, told);
}

/** A form whose verb was called: over, or asked again with what was wrong. */
export async function concluded(talk: Talk, form: Asking, told: Told): Promise<Part> {
  const by = { updateId: talk.updateId, at: talk.at };
  const stored: Form = { ...form, obligationId: form.task?.id ?? null, lastUpdate: talk.updateId };
  if ('told' in told) {
    await endForm(talk.db.pool, talk.chat, stored, by);
    return told.told;
  }
  await moveForm(talk.db.pool, talk.chat, stored, { step: form.step, data: form.data }, by);
  return ask(talk, form, told.again);
}

/** What is to be asked next; null where all is known. */
function nextStep(kind: FormKind, data: FormData, task: Task | null): FormStep | null {
  switch (kind) {
    case 'which':
      return 'task';
    case 'done': {
      const paper = task?.deliverable != null || data.amends === true;
      if (paper && data.number === undefined) return 'paper';
      if (data.number !== undefined && data.number !== '' && data.date === undefined) return 'date';
      if (data.amends === true && data.number === '' && data.note === undefined) return 'note';
      return !paper && data.note === undefined && data.number === undefined ? 'note' : null;
    }
    case 'progress':
      return (data.note ?? '') === '' ? 'note' : null;
    case 'extension':
      return data.day === undefined ? 'day' : (data.reason ?? '') === '' ? 'reason' : null;
    case 'hand-over':
      return 'who';
    case 'attach':
      return data.accepted === true ? 'file' : 'accept';
    case 'figures':
      return data.code === undefined ? 'check' : 'figure';
  }
}

/** What is asked again where the verb itself found fault with the answers. */
function retryStep(kind: FormKind): FormStep {
  const steps: Record<FormKind, FormStep> = {
    which: 'task',
    done: 'date',
    progress: 'note',
    extension: 'day',
    'hand-over': 'who',
    attach: 'file',
    figures: 'check',
  };
  return steps[kind];
}

function finish(talk: Talk, own: Own, kind: FormKind, data: FormData): Promise<Told> {
  if (kind === 'done') return sayDone(talk, own, data);
  if (kind === 'progress') return sayProgress(talk, own, data.note ?? '');
  if (kind === 'extension') return sayExtension(talk, own, data);
  throw new Error(`a form "${kind}" is not finished by its answers alone: ${keyOf(talk)}`);
}

/** Takes out of what is known what cannot be, and says why. */
export function faultsOf(talk: Talk, kind: FormKind, task: Task, data: FormData): string[] {
  const { t, today } = talk.say;
  if ((kind === 'done' || kind === 'figures') && typeof data.date === 'string' && data.date > today) {
    const { date } = data;
    delete data.date;
    return [t('answers:ask.future', { day: talk.say.fullDay(date) })];
  }
  if (kind !== 'extension' || data.day === undefined) return [];
  if (data.day >= today && (task.dueOn === null || data.day > task.dueOn)) return [];
  const { day } = data;
  delete data.day;
  return [tooEarly(talk, task, day)];
}

/** Why something cannot be begun with a task as it stands; null where it can. */
async function mayNot(talk: Talk, wanted: Wanted, { task, actor }: Own): Promise<Part | null> {
  const { say } = talk;
  const { t } = say;
  if (task.state === 'dropped') return part([t('answers:no.dropped')], [[say.mine()]]);
  if (wanted === 'attach' || wanted === 'progress') return null;
  if (task.state === 'confirmed') return part([t('answers:no.confirmed')], [[say.mine()]]);
  if (task.state === 'reported' && (wanted === 'done' || wanted === 'extension'))
    return say.card(task, [t('answers:no.alreadyReported')]);
  if (wanted === 'extension' && task.dueOn === null) return part([t('answers:no.noDay')], [[say.mine()]]);
  if (wanted === 'hand-over' && (await readColleagues(talk.db, actor.agencyId, actor.id)).length === 0)
    return part([t('answers:no.noColleague')], [[say.mine()]]);
  return null;
}
