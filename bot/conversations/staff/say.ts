import type { Button, Part } from '../../../content/message.js';
import { shorten } from '../../../content/shorten.js';
import { bucketOf } from '../../../plans/obligations/obligation.js';
import { sayDay } from '../../../plans/review/say.js';
import { Say } from '../official/say.js';
import type { Task } from '../official/tasks.js';
import { part } from '../part.js';
import { button, MOST_IDS } from './buttons.js';
import type { Reported } from './waiting.js';

const NOTE_CHARS = 500;
const TEXT_CHARS = 600;

/** The sentences of the conversation with staff, in one language and on one channel. */
export class StaffSay extends Say {
  /** How many tasks a page shows: two buttons are for all of them and for the next page. */
  get onPage(): number {
    return Math.min(MOST_IDS, this.manner.buttons - 2);
  }

  listButton(): Button {
    return { label: this.t('standing:button.list'), data: button.list() };
  }

  waiting(
    { tasks, total, seen }: { tasks: readonly Task[]; total: number; seen: number },
    page: number,
    mayDecide: boolean,
  ): Part {
    const { t } = this;
    if (tasks.length === 0) return part([t('standing:list.none')]);
    const pages = Math.ceil(total / this.onPage);
    const first = (page - 1) * this.onPage;
    const lines = tasks.map((task, at) => this.#line(task, first + at + 1));
    const reported = tasks.filter(({ state }) => state === 'reported').map(({ id }) => id);
    const all: Button[][] =
      mayDecide && reported.length > 1
        ? [
            [
              {
                label: t('standing:button.confirmAll', { count: reported.length }),
                data: button.confirmAll(seen, reported),
              },
            ],
          ]
        : [];
    const next: Button[][] = page < pages ? [[{ label: t('answers:button.more'), data: button.list(page + 1) }]] : [];
    const more = pages > 1 ? `${t('answers:list.page', { page, pages })} ` : '';
    return part(
      [t('standing:list.title', { count: total }), '', ...lines, '', `${more}${t('answers:list.press')}`],
      [...tasks.map((task, at) => [this.taskButton(task, button.card(task.id), first + at + 1)]), ...all, ...next],
    );
  }

  /** A task with what was reported of it, for whoever decides. */
  reported({ task, seen, by, note, files, reason }: Reported, mayDecide: boolean, lead: readonly string[] = []): Part {
    const { t } = this;
    const lines = [
      ...(lead.length > 0 ? [...lead, ''] : []),
      task.planNumber === null ? t('answers:card.planNoNumber') : t('answers:card.plan', { number: task.planNumber }),
      `“${shorten(task.text, TEXT_CHARS)}”`,
      '',
      t('answers:card.agency', { agency: task.agency }),
      task.dueOn === null
        ? t('answers:card.noDay')
        : t('answers:card.due', { when: t('answers:when.by', { day: sayDay(task.dueOn) }) }),
    ];
    const buttons: Button[][] = [];
    if (task.state === 'reported') {
      const day = sayDay(task.doneOn ?? this.today);
      const late = bucketOf(task, this.today) === 'done-late' ? 'late' : 'inTime';
      lines.push(t(task.dueOn === null ? 'standing:card.sent' : `standing:card.sent-${late}`, { day }));
      lines.push(
        task.paper?.number === undefined
          ? t('standing:card.noPaper')
          : t('standing:card.paper', { paper: this.paper(task.paper) }),
      );
      if (by !== null) lines.push(t('standing:card.by', { name: by }));
      if (note !== '') lines.push(t('standing:card.note', { note: shorten(note, NOTE_CHARS) }));
      if (files > 0) lines.push(t('standing:card.files', { count: files }));
      buttons.push([{ label: t('standing:button.confirm'), data: button.confirm(seen, [task.id]) }]);
      buttons.push([{ label: t('standing:button.sendBack'), data: button.sendBack(task.id) }]);
    } else lines.push(t(`owed:state.${task.state}`));
    if (task.askedOn !== null && (task.state === 'open' || task.state === 'reported')) {
      lines.push('', t('standing:card.asked', { day: sayDay(task.askedOn) }));
      if (reason !== '') lines.push(t('standing:card.reason', { reason: shorten(reason, NOTE_CHARS) }));
      // A report settles the wish with it.
      if (task.state === 'open') {
        buttons.push([{ label: t('standing:button.grant'), data: button.grant(task.id) }]);
        buttons.push([{ label: t('standing:button.refuse'), data: button.refuse(task.id) }]);
      }
    }
    if (!mayDecide && buttons.length > 0) lines.push('', t('standing:no.role'));
    return part(lines, [...(mayDecide ? buttons : []), [this.listButton()]]);
  }

  #line(task: Task, n: number): string {
    const { t } = this;
    const values = { n, agency: task.agency, text: this.short(task) };
    if (task.state !== 'reported')
      return t('standing:list.asked', { ...values, day: this.day(task.askedOn ?? this.today) });
    const paper = task.paper?.number === undefined ? '' : `, ${this.paper({ ...task.paper, date: undefined })}`;
    return t('standing:list.reported', { ...values, day: this.day(task.doneOn ?? this.today), paper });
  }
}
