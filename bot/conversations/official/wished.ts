import type { Part } from '../../../content/message.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { part } from '../part.js';
import { beginOnSome, type Wished } from './begin.js';
import { lastReported, saySnoozed, sayUndone } from './carryOut.js';
import type { FormData } from './form.js';
import { giveSomeForm } from './giveForm.js';

import { sayOverdue } from './overdue.js';
import { actorOf, candidates, ownTask, showList, type Talk } from './talk.js';
import type { Wish } from './words.js';

/** Who asks to be reminded tomorrow means what they are being reminded of, which begins 30 working days before: not what is due in half a year. */
const NEAR_DAYS = 45;

/** What typed words come to. Where several tasks could be meant, it is asked which. */
export async function wished(talk: Talk, wish: Wish): Promise<Part> {
  switch (wish.do) {
    case 'list':
      return showList(talk);
    case 'workbook':
      return giveSomeForm(talk);

    case 'overdue':
      return sayOverdue(talk, wish.choice);
    case 'undo': {
      const id = await lastReported(talk);
      if (id === null) return part([talk.say.t('answers:no.nothingToUndo')], [[talk.say.mine()]]);
      const own = await ownTask(talk, id);
      return 'told' in own ? own.told : sayUndone(talk, own);
    }
    case 'snooze': {
      const open = await candidates(talk, 'snooze');
      const theirs = open.flatMap((task) => {
        const actor = actorOf(talk, task);
        // What was handed to a colleague is the colleague's to be reminded of.
        return actor === null || (task.officialId !== null && task.officialId !== actor.id) ? [] : [{ task, actor }];
      });
      const near = theirs.filter(
        ({ task: { dueOn } }) => dueOn !== null && dueOn <= addDays(talk.say.today, NEAR_DAYS),
      );
      return saySnoozed(talk, near.length > 0 ? near : theirs, wish.until);
    }
    default:
      return beginOnSome(talk, wish.do as Wished, knownOf(wish));
  }
}

function knownOf(wish: Wish): FormData {
  switch (wish.do) {
    case 'done': {
      const { document, note } = wish;
      if (document === null) return { note };
      const { number, symbol, date } = document;
      return { number, symbol, ...(date === null ? {} : { date }), note };
    }
    case 'progress':
      return { note: wish.note };
    case 'extension':
      return {
        ...(wish.day === null ? {} : { day: wish.day }),
        ...(wish.reason === '' ? {} : { reason: wish.reason }),
      };
    default:
      return {};
  }
}
