import type { Part } from '../../../content/message.js';
import { sayDay } from '../../../plans/review/say.js';
import { endForm, moveForm, openForm, openFormOf } from '../chatForm.js';
import { readDay } from '../official/readDay.js';
import { readDocument } from '../official/readDocument.js';
import { readTask } from '../official/tasks.js';
import { isCancelWord } from '../official/words.js';
import { part } from '../part.js';
import { button } from './buttons.js';
import { card, type Decided, giveBack, settleDay } from './decide.js';
import type { StaffForm, StaffFormStep } from './form.js';
import { mayDecide, type StaffTalk } from './talk.js';
import { readReported } from './waiting.js';

const MOST_CHARS = 1_000;

/** Opens a form about a task that can still be decided about so; else the task as it stands, and why. */
export async function begin(talk: StaffTalk, verb: 'send-back' | 'grant' | 'refuse', id: number): Promise<Part> {
  const { say, db, chat } = talk;
  const found = await readReported(db, talk.staff.place, id);
  if (found === null || found === 'outside' || !mayDecide(talk)) return card(talk, id);
  const { task } = found;
  if (verb === 'send-back' && task.state !== 'reported') return card(talk, id, [say.t('standing:no.notReported')]);
  if (verb !== 'send-back' && (task.state !== 'open' || task.askedOn === null))
    return card(talk, id, [say.t('standing:no.notAsked')]);
  const kind: StaffForm['kind'] = `staff-${verb}`;
  const step: StaffFormStep = verb === 'send-back' ? 'missing' : 'paper';
  const data: StaffForm['data'] = verb === 'grant' && task.askedOn !== null ? { on: task.askedOn } : {};
  const by = { updateId: talk.updateId, at: talk.at };
  const left = await leaving(talk);
  const no = await openForm(db.pool, chat, { kind, step, obligationId: id, data }, by);
  return ask(talk, { no, kind, step, obligationId: id, data, lastUpdate: talk.updateId }, left);
}

/** Who is an official in the same chat, and was being asked as one, is told that this is left. */
async function leaving({ db, chat, at, say }: StaffTalk): Promise<string[]> {
  const other = await openFormOf(db.pool, chat, at);
  if (other === null || other.kind.startsWith('staff-') || other.obligationId === null) return [];
  const task = await readTask(db, other.obligationId);
  if (task === null) return [];
  return [say.t(other.kind === 'figures' ? 'figures:leftOther' : 'answers:did.leftOther', { text: say.short(task) })];
}

/** The question of a form, after what was wrong with the last answer. */
export async function ask(talk: StaffTalk, form: StaffForm, lead: readonly string[] = []): Promise<Part> {
  const { say, db } = talk;
  const { t } = say;
  const task = await readTask(db, form.obligationId);
  const about = task === null ? [] : [`“${say.short(task)}” (${task.agency})`, ''];
  const leave = [[{ label: t('answers:button.cancel'), data: button.leave(form.no) }]];
  const question = (text: string): Part => part([...lead, ...(lead.length > 0 ? [''] : []), ...about, text], leave);
  const day = sayDay(form.data.on ?? say.today);
  const example = sayDay(say.today);
  switch (form.step) {
    case null:
      return card(talk, form.obligationId);
    case 'missing':
      return question(t('standing:ask.missing'));
    case 'paper':
      return question(
        form.kind === 'staff-grant'
          ? t('standing:ask.grantPaper', { day, example })
          : t('standing:ask.refusePaper', { example }),
      );
    case 'date':
      return question(t('standing:ask.date', { example }));
    case 'day':
      return question(t('standing:ask.day', { example: day }));
  }
}

/** An answer to the question that is open: kept, asked again, or carried out. */
export async function fill(talk: StaffTalk, form: StaffForm, typed: string): Promise<Part> {
  const { say } = talk;
  const text = typed.trim();
  const again = (why: string): Promise<Part> => goOn(talk, form, { again: form.step ?? 'paper', why });
  if (isCancelWord(text)) return leave(talk, form);
  if (text.length > MOST_CHARS) return again(say.t('answers:ask.tooLong', { limit: MOST_CHARS }));
  switch (form.step) {
    case null:
      return card(talk, form.obligationId);
    case 'missing':
      return goOn(talk, form, await giveBack(talk, form.obligationId, text));
    case 'paper': {
      const paper = readDocument(text, say.today);
      if (paper === null) return again(say.t('answers:ask.paperAgain'));
      const number = paper.symbol === null ? paper.number : `${paper.number}/${paper.symbol}`;
      const data = { ...form.data, number, ...(paper.date === null ? {} : { date: paper.date }) };
      if (paper.badDate) return goOn(talk, { ...form, data }, { again: 'date', why: say.t('answers:ask.noSuchDay') });
      return settled(talk, { ...form, data });
    }
    case 'date':
    case 'day': {
      const read = readDay(text, say.today, form.step === 'date' ? 'back' : 'ahead');
      if (read === null) return again(say.t('answers:ask.noDay'));
      if (read.day === null) return again(say.t('answers:ask.noSuchDay'));
      return settled(talk, { ...form, data: { ...form.data, [form.step === 'date' ? 'date' : 'on']: read.day } });
    }
  }
}

/** Leaves a form: nothing was decided. */
export async function leave(talk: StaffTalk, form: StaffForm): Promise<Part> {
  await endForm(talk.db.pool, talk.chat, form, { updateId: talk.updateId, at: talk.at });
  return card(talk, form.obligationId, [talk.say.t('standing:did.left')]);
}

/** With number and date known the decision is recorded; else the date is asked. */
async function settled(talk: StaffTalk, form: StaffForm): Promise<Part> {
  return goOn(talk, form, form.data.date === undefined ? { again: 'date', why: '' } : await settleDay(talk, form));
}

async function goOn(talk: StaffTalk, form: StaffForm, decided: Decided): Promise<Part> {
  const by = { updateId: talk.updateId, at: talk.at };
  if ('told' in decided) {
    await endForm(talk.db.pool, talk.chat, form, by);
    return decided.told;
  }
  const { again: step, why } = decided;
  await moveForm(talk.db.pool, talk.chat, form, { step, data: form.data }, by);
  return ask(talk, { ...form, step }, why === '' ? [] : [why]);
}
