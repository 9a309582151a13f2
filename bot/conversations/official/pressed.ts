import type { Part } from '../../../content/message.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { part } from '../part.js';
import { begin } from './begin.js';
import type { Pressed } from './buttons.js';
import { saySnoozed, sayUndone } from './carryOut.js';
import { fill } from './fill.js';
import { giveForm } from './giveForm.js';
import { showHistory } from './history.js';
import { sayOverdue } from './overdue.js';
import { ownTask, showList, type Talk, waiting } from './talk.js';
import { readTask } from './tasks.js';

/** What a button of an official's comes to. One that is old, of a form that is over, or of somebody else's task changes nothing and says so. */
export async function pressed(talk: Talk, button: Pressed | 'old'): Promise<Part[]> {
  const { say } = talk;
  if (button === 'old') return [part([say.t('answers:no.oldButton')], [[say.mine()]])];
  switch (button.do) {
    case 'list':
      return [await showList(talk, button.page), ...(await waiting(talk))];
    case 'choose': {
      const { form } = talk;
      const told = form?.no === button.form ? await fill(talk, form, { choice: button.choice }) : null;
      return [told ?? (await formIsOver(talk))];
    }
    case 'overdue':
      return [await sayOverdue(talk, button.choice)];
    case 'snooze':
      return snoozed(talk, button.id);
    case 'task':
    case 'more':
    case 'history':
    case 'workbook':
    case 'undo': {
      const own = await ownTask(talk, button.id);
      if ('told' in own) return [own.told];
      if (button.do === 'undo') return [await sayUndone(talk, own)];
      if (button.do === 'workbook') return [await giveForm(talk, own.task), ...(await waiting(talk))];
      const looked =
        button.do === 'history'
          ? await showHistory(talk, own.task)
          : button.do === 'task'
            ? say.card(own.task)
            : say.further(own.task);
      return [looked, ...(await waiting(talk))];
    }
    default:
      return [await begin(talk, button.do, button.id)];
  }
}

async function snoozed(talk: Talk, id: number): Promise<Part[]> {
  const own = await ownTask(talk, id);
  return ['told' in own ? own.told : await saySnoozed(talk, [own], addDays(talk.say.today, 1))];
}

/** The button of a form that has been filled in, left or replaced. */
async function formIsOver(talk: Talk): Promise<Part> {
  const { form, say } = talk;
  const task = form?.obligationId == null ? null : await readTask(talk.db, form.obligationId);
  const told = say.t('answers:no.oldForm');
  return task === null ? part([told], [[say.mine()]]) : say.card(task, [told]);
}
