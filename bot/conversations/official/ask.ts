import type { Translate } from '../../../content/i18n.js';
import type { Button, Part } from '../../../content/message.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { sayDay } from '../../../plans/review/say.js';
import { button } from './buttons.js';
import type { FormData, FormKind, FormStep } from './form.js';
import { part } from './say.js';
import { readColleagues, type Task } from './tasks.js';
import { candidates, type Talk } from './talk.js';

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
  const cancel = choose(t('official:button.cancel'), CHOICES.cancel);
  const skip = choose(t('official:button.skip'), CHOICES.skip);
  const about = form.task === null ? [] : [`“${say.short(form.task)}”`, ''];
  const question = (text: string, ...buttons: Button[][]): Part =>
    part([...lead, ...(lead.length > 0 ? [''] : []), ...about, text], [...buttons, cancel]);
  switch (form.step) {
    case 'task': {
      const wish = form.data.wish ?? 'done';
      const all = await candidates(talk, wish);
      const shown = all.slice(0, say.perPage);
      const rows = shown.map((task, at) => [say.taskButton(task, button.choose(form.no, String(task.id)), at + 1)]);
      const more = all.length > shown.length ? [t('official:which.more')] : [];
      return part([...lead, t(`official:which.${wish}`), ...more], [...rows, all.length > shown.length ? [say.mine()] : cancel]);
    }
    case 'paper': {
      const deliverable = sayDeliverable(form.task?.deliverable ?? null, t);
      const example = `123/${SYMBOLS[form.task?.deliverable ?? ''] ?? 'BC'}-UBND ${t('official:ask.dated', { day: sayDay(say.today) })}`;
      return question(t('official:ask.paper', { deliverable, example }), skip);
    }
    case 'date': {
      const paper = say.paper({ number: form.data.number, symbol: form.data.symbol ?? undefined });
      return question(
        t('official:ask.date', { paper, example: sayDay(addDays(say.today, -1)) }),
        choose(t('official:button.today'), CHOICES.today),
        choose(t('official:button.yesterday'), CHOICES.yesterday),
      );
    }
    case 'note':
      return form.kind === 'progress'
        ? question(t('official:ask.progress'))
        : question(t('official:ask.note'), choose(t('official:button.noNote'), CHOICES.skip));
    case 'day':
      return question(t('official:ask.day', { example: sayDay(exampleDay(form.task, say.today)) }));
    case 'reason':
      return question(t('official:ask.reason', { day: sayDay(form.data.day ?? '') }));
    case 'who': {
      const { task } = form;
      const actor = talk.officials.find(({ agencyId }) => agencyId === task?.agencyId);
      const colleagues = actor === undefined ? [] : await readColleagues(talk.db, actor.agencyId, actor.id);
      const shown = colleagues.slice(0, say.perPage);
      return question(t('official:ask.who'), ...shown.map(({ id, name }) => choose(name.slice(0, 60), String(id))));
    }
    case 'accept':
      return question(t('official:ask.accept'), choose(t('official:button.understood'), CHOICES.understood));
    case 'file':
      return part(
        [...lead, ...about, t('official:ask.file')],
        [choose(t('official:button.filesOver'), CHOICES.over)],
      );
  }
}

/** A week after the present deadline, or after today where that is over. */
function exampleDay(task: Task | null, today: string): string {
  const due = task?.dueOn ?? today;
  return addDays(due > today ? due : today, 7);
}

function sayDeliverable(deliverable: string | null, t: Translate): string {
  if (deliverable === 'kế hoạch') return t('official:deliverable.plan');
  if (deliverable === 'báo cáo') return t('official:deliverable.report');
  return t(deliverable === 'danh sách' ? 'official:deliverable.list' : 'official:deliverable.paper');
}
