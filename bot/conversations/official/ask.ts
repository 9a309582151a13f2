import type { Translate } from '../../../content/i18n.js';
import type { Button, Part } from '../../../content/message.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { sayDay } from '../../../plans/review/say.js';
import { part } from '../part.js';
import { button } from './buttons.js';
import type { FormData, FormKind, FormStep } from './form.js';
import { askFigures } from './sayFigures.js';
import { candidates, type Talk } from './talk.js';
import { readColleagues, type Task } from './tasks.js';

/** A form as it stands: what is asked now, and of which task. */
export interface Asking {
  no: number;
  kind: FormKind;
  step: FormStep;
  data: FormData;
  task: Task | null;
}

/** Which choices stand under a question, by what the buttons carry. */
export const CHOICES = {
  skip: 'skip',
  cancel: 'cancel',
  today: 'today',
  yesterday: 'yday',
  understood: 'ok',
  over: 'over',
} as const;

const SYMBOLS: Readonly<Record<string, string>> = { 'kế hoạch': 'KH', 'danh sách': 'DS' };

/** The question of a form's step, with its choices; `lead` are sentences before it. */
export async function ask(talk: Talk, form: Asking, lead: readonly string[] = []): Promise<Part> {
  const { say } = talk;
  const { t } = say;
  const choose = (label: string, choice: string): Button[] => [{ label, data: button.choose(form.no, choice) }];
  const cancel = choose(t('answers:button.cancel'), CHOICES.cancel);
  const skip = choose(t('answers:button.skip'), CHOICES.skip);
  const about = form.task === null ? [] : [`“${say.short(form.task)}”`, ''];
  const question = (text: string, ...buttons: Button[][]): Part =>
    part([...lead, ...(lead.length > 0 ? [''] : []), ...about, text], [...buttons, cancel]);
  switch (form.step) {
    case 'task': {
      const wish = form.data.wish ?? 'done';
      const all = await candidates(talk, wish);
      const shown = all.slice(0, say.perPage);
      const rows = shown.map((task, at) => [say.taskButton(task, button.choose(form.no, String(task.id)), at + 1)]);
      const more = all.length > shown.length ? [t('answers:which.more')] : [];
      return part(
        [...lead, t(`answers:which.${wish}`), ...more],
        [...rows, all.length > shown.length ? [say.mine()] : cancel],
      );
    }
    case 'paper': {
      const deliverable = sayDeliverable(form.task?.deliverable ?? null, t);
      const example = `123/${SYMBOLS[form.task?.deliverable ?? ''] ?? 'BC'}-UBND ${t('answers:ask.dated', { day: sayDay(say.today) })}`;
      return question(t('answers:ask.paper', { deliverable, example }), skip);
    }
    case 'date': {
      const paper = say.paper({ number: form.data.number, symbol: form.data.symbol ?? undefined });
      return question(
        t('answers:ask.date', { paper, example: sayDay(addDays(say.today, -1)) }),
        choose(t('answers:button.today'), CHOICES.today),
        choose(t('answers:button.yesterday'), CHOICES.yesterday),
      );
    }
    case 'note':
      return form.kind === 'progress'
        ? question(t('answers:ask.progress'))
        : question(t('answers:ask.note'), choose(t('answers:button.noNote'), CHOICES.skip));
    case 'day':
      return question(t('answers:ask.day', { example: sayDay(exampleDay(form.task, say.today)) }));
    case 'reason':
      return question(t('answers:ask.reason', { day: sayDay(form.data.day ?? '') }));
    case 'who': {
      const { task } = form;
      const actor = talk.officials.find(({ agencyId }) => agencyId === task?.agencyId);
      const colleagues = actor === undefined ? [] : await readColleagues(talk.db, actor.agencyId, actor.id);
      const shown = colleagues.slice(0, say.perPage);
      return question(t('answers:ask.who'), ...shown.map(({ id, name }) => choose(name.slice(0, 60), String(id))));
    }
    case 'accept':
      return question(t('answers:ask.accept'), choose(t('answers:button.understood'), CHOICES.understood));
    case 'figure':
    case 'words':
    case 'check':
      return askFigures(talk, form, lead);
    case 'file':
      // Between two files only what became of the first is said.
      return part(lead.length > 0 ? lead : [...about, t('answers:ask.file')], [
        choose(t('answers:button.filesOver'), CHOICES.over),
      ]);
  }
}

/** A week after the present deadline, or after today where that is over. */
function exampleDay(task: Task | null, today: string): string {
  const due = task?.dueOn ?? today;
  return addDays(due > today ? due : today, 7);
}

function sayDeliverable(deliverable: string | null, t: Translate): string {
  if (deliverable === 'kế hoạch') return t('answers:deliverable.plan');
  if (deliverable === 'báo cáo') return t('answers:deliverable.report');
  return t(deliverable === 'danh sách' ? 'answers:deliverable.list' : 'answers:deliverable.paper');
}
