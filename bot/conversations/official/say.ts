import { type Translate, translator } from '../../../content/i18n.js';
import type { Button, Part } from '../../../content/message.js';
import { shorten } from '../../../content/shorten.js';
import { needsFigures, overdueFrom } from '../../../plans/obligations/obligation.js';
import { sayDay } from '../../../plans/review/say.js';
import { part } from '../part.js';
import { type Manner, mannerOf } from '../resident/manner.js';
import { button, type OverdueChoice, type TaskVerb } from './buttons.js';
import { GROUPS, groupOf, isOpen, type Task } from './tasks.js';

/** Zalo shows five buttons under a message; on Telegram more would fill the screen. */
const MAX_ROWS = 8;
const LINE_CHARS = 90;
const LABEL_CHARS = 48;
/** Leaves room for the rest of the card in what Zalo takes. */
const TEXT_CHARS = 900;

/** The sentences of the conversation with an official that show tasks, in one language and on one channel. */
export class Say {
  readonly locale: string;
  readonly t: Translate;
  readonly manner: Manner;
  /** The day it is, YYYY-MM-DD. */
  readonly today: string;

  constructor(locale: string, channel: string, today: string) {
    this.locale = locale;
    this.t = translator(locale);
    this.manner = mannerOf(channel, this.t);
    this.today = today;
  }

  /** 02/7; with its year where that is not this one. */
  day(day: string): string {
    const said = sayDay(day);
    return day.slice(0, 4) === this.today.slice(0, 4) ? said.slice(0, said.lastIndexOf('/')) : said;
  }

  /** 02/7/2027 */
  fullDay(day: string): string {
    return sayDay(day);
  }

  /** How many tasks one message shows. */
  get perPage(): number {
    return Math.min(MAX_ROWS, this.manner.buttons - 1);
  }

  list(tasks: readonly Task[], agencies: readonly string[], wanted: number, hasStopped: boolean): Part {
    const agency = agencies.join('; ');
    const notes = hasStopped ? [this.t('answers:list.stopped')] : [];
    const sorted = GROUPS.flatMap((group) =>
      tasks.filter((task) => groupOf(task, this.today) === group).map((task) => ({ group, task })),
    );
    if (sorted.length === 0) return part([this.t('answers:list.none', { agency }), ...notes]);
    const pages = Math.ceil(sorted.length / this.perPage);
    const page = Math.min(wanted, pages);
    const first = (page - 1) * this.perPage;
    const shown = sorted.slice(first, first + this.perPage);
    const lines: string[] = [];
    let group: string | null = null;
    for (const [at, entry] of shown.entries()) {
      if (entry.group !== group)
        lines.push(`${lines.length === 0 ? '' : '\n'}${this.t(`answers:list.${entry.group}`)}`);
      group = entry.group;
      lines.push(this.#line(entry.task, first + at + 1));
    }
    const title = this.t('answers:list.title', { agency, count: sorted.length });
    const more = pages > 1 ? `${this.t('answers:list.page', { page, pages })} ` : '';
    const next: Button[][] =
      page < pages ? [[{ label: this.t('answers:button.more'), data: button.list(page + 1) }]] : [];
    return part(
      [`${title}\n`, lines.join('\n'), '', `${more}${this.t('answers:list.press')}`, ...notes],
      [...shown.map(({ task }, at) => [this.taskButton(task, button.task(task.id), first + at + 1)]), ...next],
    );
  }

  /** A button that names a task. */
  taskButton(task: Task, data: string, n?: number): Button {
    const when = task.dueOn === null ? '' : ` · ${this.day(task.dueOn)}`;
    const number = n === undefined ? '' : `${n}. `;
    return { label: `${number}${shorten(task.text, LABEL_CHARS - when.length - number.length)}${when}`, data };
  }

  card(task: Task, lead: string[] = []): Part {
    const { t } = this;
    const plan =
      task.planNumber === null ? t('answers:card.planNoNumber') : t('answers:card.plan', { number: task.planNumber });
    const head = task.section === '' ? plan : t('answers:card.head', { plan, section: task.section });
    const lines = [
      ...(lead.length > 0 ? [...lead, ''] : []),
      head,
      `“${shorten(task.text, TEXT_CHARS)}”`,
      '',
      t('answers:card.agency', { agency: task.agency }),
      ...this.#due(task),
      ...this.#state(task),
      ...(task.official === null ? [] : [t('answers:card.handedTo', { name: task.official })]),
    ];
    return part(lines, this.#verbs(task));
  }

  /** What else can be done, where the channel shows few buttons. */
  further(task: Task): Part {
    const verbs: TaskVerb[] = isOpen(task) ? ['hand-over', 'attach', 'history'] : ['attach', 'history'];
    // Its place on the card is the form's; a file for it is begun by sending one.
    if (needsFigures(task) && isOpen(task)) verbs.splice(1, 1, 'progress');
    return part(
      [`“${this.short(task)}”`, '', this.t('answers:card.choose')],
      [
        ...verbs.map((verb) => [this.verb(verb, task.id)]),
        ...(isOpen(task) ? [[{ label: this.t('answers:button.snooze'), data: button.snooze(task.id) }]] : []),
        [this.mine()],
      ],
    );
  }

  verb(verb: TaskVerb, id: number): Button {
    return { label: this.t(`answers:button.${LABELS[verb]}`), data: button.verb(verb, id) };
  }

  /** The button that reports a task, or puts its report right; where figures are asked for, it leads to them. */
  report(task: Task, verb: 'done' | 'amend' = 'done'): Button {
    if (!needsFigures(task)) return this.verb(verb, task.id);
    return { label: this.t(`figures:button.${verb}`), data: button.verb(verb, task.id) };
  }

  attachData(id: number): string {
    return button.verb('attach', id);
  }

  /** The summary for heads. */
  overdue(choice: OverdueChoice): Button {
    const label = choice === 'ask' ? this.t('summaries:opt.button') : this.t(`summaries:opt.${choice}`);
    return { label, data: button.overdue(choice) };
  }

  mine(): Button {
    return { label: this.t('answers:button.list'), data: button.list() };
  }

  short(task: Task): string {
    return shorten(task.text, LINE_CHARS);
  }

  /** "số 123/KH-UBND ngày 05/6/2027" */
  paper({ number, symbol, date }: NonNullable<Task['paper']>): string {
    const full = symbol === undefined || symbol === '' ? (number ?? '') : `${number ?? ''}/${symbol}`;
    return date === undefined
      ? this.t('answers:card.paper', { number: full })
      : this.t('answers:card.paperDated', { number: full, day: sayDay(date) });
  }

  #line(task: Task, n: number): string {
    const by = task.dueOn === null ? '' : this.t('answers:when.by', { day: this.day(task.dueOn) });
    return this.t('answers:list.line', { n, text: this.short(task), when: by === '' ? '' : ` (${by})` });
  }

  #due(task: Task): string[] {
    const { t } = this;
    if (task.dueOn === null) return [t(task.kind === 'ongoing' ? 'answers:card.ongoing' : 'answers:card.noDay')];
    const when = t('answers:when.by', { day: sayDay(task.dueOn) });
    if (task.source === 'follow-up')
      return [
        task.basis === null
          ? t('answers:card.followUp', { when })
          : t('answers:card.followUpBasis', { when, basis: task.basis }),
      ];
    const note =
      task.source === 'clerk'
        ? t('answers:card.clerk')
        : task.phrase === null
          ? ''
          : t('answers:card.written', { phrase: task.phrase });
    const told = note === '' ? when : `${when} (${note})`;
    return [t(task.mode === 'đề nghị' ? 'answers:card.requestBy' : 'answers:card.due', { when: told })];
  }

  #state(task: Task): string[] {
    const { t } = this;
    switch (task.state) {
      case 'confirmed':
        return ['', t('answers:card.confirmed')];
      case 'dropped':
        return ['', t('answers:card.dropped')];
      case 'reported': {
        const day = sayDay(task.doneOn ?? this.today);
        return [
          task.paper?.number === undefined
            ? t('answers:card.reported', { day })
            : t('answers:card.reportedPaper', { day, paper: this.paper({ ...task.paper, date: undefined }) }),
        ];
      }
      case 'open':
        return [
          ...(task.mode === 'đề nghị' ? ['', t('answers:card.request')] : this.#standing(task)),
          ...this.#words(task),
          ...(needsFigures(task) ? ['', this.t('figures:card')] : []),
        ];
    }
  }

  /** Of a body that has been given the task: how long there is. */
  #standing(task: Task): string[] {
    const { t, today } = this;
    const late = overdueFrom(task);
    if (late !== null && today >= late) {
      const when = t('answers:when.overdue', { day: sayDay(late) });
      return [t(needsFigures(task) ? 'figures:overdue' : 'answers:card.overdue', { when })];
    }
    const open = t('answers:card.open');
    if (task.dueOn === null || task.dueOn < today) return [open];
    const left = Math.round((Date.parse(task.dueOn) - Date.parse(today)) / 86_400_000);
    return [`${open}, ${left === 0 ? t('answers:when.today') : t('answers:when.left', { count: left })}`];
  }

  /** What the standing agency said last, and what waits for it. */
  #words(task: Task): string[] {
    const { t } = this;
    const said: string[] = [];
    const text = (key: string): string => {
      const value = task.word?.data[key];
      return typeof value === 'string' ? value : '';
    };
    if (task.word?.kind === 'sent-back') said.push('', t('answers:card.sentBack', { missing: text('missing') }));
    else if (task.word !== null) {
      const paper = this.paper({ number: text('decision'), date: text('date') });
      const decision = text('decision') === '' ? '' : t('answers:card.decision', { paper });
      said.push(
        task.word.kind === 'extension-granted'
          ? t('answers:card.granted', { day: sayDay(task.dueOn ?? ''), decision })
          : t('answers:card.refused', { decision }),
      );
    }
    if (task.askedOn !== null) said.push(t('answers:card.asked', { day: sayDay(task.askedOn) }));
    return said;
  }

  #verbs(task: Task): Button[][] {
    const { id } = task;
    if (task.state === 'dropped') return [[this.mine()]];
    const few = this.manner.buttons < MAX_ROWS;
    const verb = (name: TaskVerb): Button => this.verb(name, id);
    if (task.state === 'confirmed') return [[verb('history')], [this.mine()]];
    const form = needsFigures(task) ? [[verb('workbook')]] : [];
    if (task.state === 'reported')
      return [[this.report(task, 'amend')], ...form, [verb('attach')], [verb('history')], [this.mine()]];
    const changes = task.dueOn === null ? [] : [verb('extension')];
    if (few)
      return [
        [this.report(task)],
        form[0] ?? [verb('progress')],
        ...changes.map((one) => [one]),
        [verb('more')],
        [this.mine()],
      ];
    return [
      [this.report(task)],
      ...form,
      [verb('progress'), ...changes],
      [verb('hand-over'), verb('attach')],
      [{ label: this.t('answers:button.snooze'), data: button.snooze(id) }, verb('history')],
      [this.mine()],
    ];
  }
}

const LABELS = {
  done: 'done',
  amend: 'amend',
  progress: 'progress',
  extension: 'extension',
  'hand-over': 'handOver',
  attach: 'attach',
  history: 'history',
  undo: 'undo',
  more: 'further',
  workbook: 'workbook',
} as const;
