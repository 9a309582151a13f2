import { foldKey } from '../../../base/text.js';
import type { Part } from '../../../content/message.js';
import { addDays } from '../../../plans/deadlines/day.js';
import type { IncomingFile } from '../../incoming.js';
import { endForm } from '../chatForm.js';
import { part } from '../part.js';
import { CHOICES } from './ask.js';
import { beginWish, concluded, faultsOf, goOn } from './begin.js';
import { sayAttached, sayHandOver } from './carryOut.js';
import { fillFigures } from './figures.js';
import type { Form, FormData } from './form.js';
import { readDay } from './readDay.js';
import { readDocument } from './readDocument.js';
import { actorOf, candidates, type Talk } from './talk.js';
import { readColleagues, readTask, type Task } from './tasks.js';
import { isBareNumber, isCancelWord, isOverWord, isSkipWord, readExtension } from './words.js';

/** What came as an answer: a pressed choice, typed words, or a file with words under it. */
export type Answer = { choice: string } | { text: string; file?: IncomingFile | undefined };

/** What officials type is kept: longer is a document and belongs in one. */
const MOST_CHARS = 1_000;

/** An answer to the question that a chat's form asks. Null where the form is over. */
export async function fill(talk: Talk, form: Form, answer: Answer): Promise<Part | null> {
  if (form.step === null) return null;
  const { say } = talk;
  const { t } = say;
  const task = form.obligationId === null ? null : await readTask(talk.db, form.obligationId);
  const choice = 'choice' in answer ? answer.choice : null;
  const text = 'text' in answer ? answer.text.trim() : '';
  const again = (...lead: string[]): Promise<Part> => goOn(talk, form, task, form.data, lead);
  const on = (data: FormData): Promise<Part> => goOn(talk, form, task, data);
  if (choice === CHOICES.cancel || (choice === null && isCancelWord(text))) return leave(talk, form, choice === null);
  const isFigure = form.kind === 'figures';
  if (!isFigure && text.length > MOST_CHARS) return again(t('answers:ask.tooLong', { limit: MOST_CHARS }));
  const skips = choice === CHOICES.skip || (choice === null && isSkipWord(text));
  switch (form.step) {
    case 'task':
      return chooseTask(talk, form, choice, text);
    case 'paper': {
      if (skips)
        return on({ ...form.data, number: '', ...(form.data.amends === true ? {} : { note: form.data.note ?? '' }) });
      const paper = choice === null ? readDocument(text, say.today) : null;
      if (paper === null) return again(t('answers:ask.paperAgain'));
      const data: FormData = { ...form.data, number: paper.number, symbol: paper.symbol };
      if (paper.rest !== '') data.note = paper.rest;
      if (paper.date !== null) data.date = paper.date;
      const faults = paper.badDate
        ? [t('answers:ask.noSuchDay')]
        : task === null
          ? []
          : faultsOf(talk, 'done', task, data);
      return goOn(talk, faults.length === 0 ? form : { ...form, step: 'date' }, task, data, faults);
    }
    case 'date': {
      if (choice === CHOICES.today) return on({ ...form.data, date: say.today });
      if (choice === CHOICES.yesterday) return on({ ...form.data, date: addDays(say.today, -1) });
      const day = readDay(text, say.today, 'back');
      if (day === null) return again(t('answers:ask.noDay'));
      if (day.day === null) return again(t('answers:ask.noSuchDay'));
      if (day.day > say.today) return again(t('answers:ask.future', { day: say.fullDay(day.day) }));
      return on({ ...form.data, date: day.day });
    }
    case 'note':
      if (form.kind === 'done' && skips) return on({ ...form.data, note: '' });
      return text === '' ? again(t('answers:ask.text')) : on({ ...form.data, note: text });
    case 'day': {
      const read = readExtension(text, say.today);
      if (read.day === null) return again(t(read.noSuchDay ? 'answers:ask.noSuchDay' : 'answers:ask.noDay'));
      const data: FormData = { ...form.data, day: read.day };
      if (read.reason !== '') data.reason = read.reason;
      const faults = task === null ? [] : faultsOf(talk, 'extension', task, data);
      return goOn(talk, form, task, data, faults);
    }
    case 'reason':
      return text === '' ? again(t('answers:ask.text')) : on({ ...form.data, reason: text });
    case 'who':
      return chooseColleague(talk, form, task, choice ?? text);
    case 'accept':
      if (choice !== CHOICES.understood && !ACCEPTS.includes(foldKey(text).replace(/[.!]+$/, ''))) return again();
      return on({ ...form.data, accepted: true });
    case 'file':
      return takeFile(talk, form, task, answer);
    case 'figure':
    case 'words':
    case 'check':
      return fillFigures(talk, form, task, answer);
  }
}

const ACCEPTS = ['dong y', 'da hieu', 'toi da hieu', 'ok', 'vang', 'agree', 'i understand', 'yes'];

/** Leaves a form: nothing of it is kept but figures, which wait in the report's draft. The words that leave a form stop everything elsewhere, so that is told. */
async function leave(talk: Talk, form: Form, typed: boolean): Promise<Part> {
  const { t, manner } = talk.say;
  await endForm(talk.db.pool, talk.chat, form, { updateId: talk.updateId, at: talk.at });
  const filesOver = form.kind === 'attach' && form.step === 'file';
  const left = t(filesOver ? 'answers:did.filesOver' : form.kind === 'figures' ? 'figures:left' : 'answers:did.left');
  const hint = typed ? [t('answers:did.leftStop', { stop: manner.words.stop })] : [];
  return part([left, ...hint], [[talk.say.mine()]]);
}

/** A button bears the task's own number; a typed number is that of a line, though some task further down may bear it. */
async function chooseTask(talk: Talk, form: Form, choice: string | null, text: string): Promise<Part> {
  const wish = form.data.wish ?? 'done';
  const all = await candidates(talk, wish);
  const line = isBareNumber(text) ? Number.parseInt(text, 10) : 0;
  const chosen =
    choice === null ? all.slice(0, talk.say.perPage)[line - 1] : all.find(({ id }) => String(id) === choice);
  if (chosen === undefined) return goOn(talk, form, null, form.data, [talk.say.t('answers:which.again')]);
  const { wish: _wish, ...known } = form.data;
  // The question which task is over with its answer; leaving it is not told. Where a new one has taken its place, this ends nothing.
  const told = await beginWish({ ...talk, form: null }, wish, chosen.id, known);
  await endForm(talk.db.pool, talk.chat, form, { updateId: talk.updateId, at: talk.at });
  return told;
}

async function chooseColleague(talk: Talk, form: Form, task: Task | null, said: string): Promise<Part> {
  const actor = task === null ? null : actorOf(talk, task);
  if (task === null || actor === null) return goOn(talk, form, null, form.data);
  const colleagues = await readColleagues(talk.db, actor.agencyId, actor.id);
  const named = colleagues.filter(({ name }) => isNamed(name, said));
  const chosen = colleagues.find(({ id }) => String(id) === said) ?? (named.length === 1 ? named[0] : undefined);
  if (chosen === undefined) return goOn(talk, form, task, form.data, [talk.say.t('answers:which.nobody')]);
  const told = await sayHandOver(talk, { task, actor }, chosen.id);
  return concluded(talk, { ...form, step: 'who', task }, told);
}

/** Whether a text names a person: a part of the name, or a sentence with the given name in it, which stands last. */
function isNamed(name: string, said: string): boolean {
  const [folded, typed] = [foldKey(name), foldKey(said)];
  if (typed === '') return false;
  return folded.includes(typed) || ` ${typed} `.includes(` ${folded.split(' ').at(-1) ?? folded} `);
}

async function takeFile(talk: Talk, form: Form, task: Task | null, answer: Answer): Promise<Part> {
  const over =
    'choice' in answer ? answer.choice === CHOICES.over : answer.file === undefined && isOverWord(answer.text);
  if (over) return leave(talk, form, false);
  const actor = task === null ? null : actorOf(talk, task);
  if (task === null || actor === null) return goOn(talk, form, null, form.data);
  if ('choice' in answer || answer.file === undefined) return goOn(talk, form, task, form.data);
  const told = await sayAttached(talk, { task, actor }, answer.file, answer.text);
  return concluded(talk, { ...form, step: 'file', task }, told);
}
