import { formatNumber } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { sayDay, sayDeadline } from '../../plans/review/say.js';
import type { ShownBody, ShownPlan, ShownTask } from '../../plans/review/showPlan.js';
import type { ShownQuestion } from '../../plans/review/showQuestions.js';
import { printLine } from '../output.js';
import { besideEachOther, clipLines, pageWidth, wrapWords } from '../wrap.js';

const NUMBER = 4;
const SECTION = 12;
const DUE = 24;
/** Lines of a task's text before it is cut, where the whole was not asked for. */
const TEXT_LINES = 3;

/** A whole plan for a clerk's eyes: the header, every task with who, with whom, when and its sentence, targets, duties, what is open. */
export function printPlan(plan: ShownPlan, full: boolean, say: Translate): void {
  printHeader(plan, say);
  if (plan.changes !== null && plan.state === 'draft') {
    printLine();
    printChanges(plan, say);
  }
  const lead = pageWidth() - NUMBER - SECTION - DUE - 6;
  heading(say('review:show.tasks', { count: plan.tasks.length }));
  for (const line of row(
    [say('review:show.no'), say('review:show.section'), say('review:show.lead'), say('review:show.due')],
    lead,
  ))
    printLine(line);
  printLine('─'.repeat(pageWidth()));
  for (const task of plan.tasks) printTask(task, full, lead, say);
  printTargets(plan, say);
  printDuties(plan, say);
  if (plan.warnings.length > 0) {
    heading(say('review:show.warnings', { count: plan.warnings.length }));
    for (const warning of plan.warnings) indented(`- ${warning}`, 2, 4);
  }
  printQuestions(plan, say, false);
}

function printHeader(plan: ShownPlan, say: Translate): void {
  printLine(say('review:show.heading', { id: plan.id, state: say(`review:state.${plan.state}`) }));
  for (const line of wrapWords(plan.title ?? '', pageWidth())) printLine(line);
  const signed =
    plan.issuedOn === null ? say('review:show.noDate') : say('review:show.signed', { day: sayDay(plan.issuedOn) });
  const head = [plan.number ?? say('review:show.noNumber'), plan.issuer, plan.place?.name ?? null, signed];
  printLine(head.filter((part) => part !== null).join(' · '));
  if (plan.period !== null) {
    const day = (value: string | null): string => (value === null ? '…' : sayDay(value));
    printLine(say('review:show.period', { from: day(plan.period.from), to: day(plan.period.to) }));
  }
}

function row([no = '', section = '', lead = '', due = '']: readonly string[], leadWidth: number): string[] {
  return besideEachOther([
    { text: no, width: NUMBER },
    { text: section, width: SECTION },
    { text: lead, width: leadWidth },
    { text: due, width: DUE },
  ]);
}

function printTask(task: ShownTask, full: boolean, leadWidth: number, say: Translate): void {
  const days = [...(task.deadline === null ? [] : [task.deadline]), ...task.otherDeadlines];
  const due = days.map((one) => sayDeadline(one, say)).join('; ') || say('review:show.noDeadline');
  const marked = task.deadline?.source === 'clerk' ? `${due} ${say('review:show.setByClerk')}` : due;
  const asked = task.mode === 'đề nghị' ? ` (${say('review:show.requested')})` : '';
  const lead = `${bodies(task.agencies, full, say) || '—'}${asked}`;
  for (const line of row([String(task.task), task.section, lead, marked], leadWidth)) printLine(line);
  const at = NUMBER + 2;
  const text = wrapWords(task.text, pageWidth() - at);
  for (const line of full ? text : clipLines(text, TEXT_LINES)) printLine(' '.repeat(at) + line);
  if (task.dropped) indented(say('review:show.dropped'), at, at);
  if (full && task.text !== task.quote)
    indented(say('review:show.edited', { quote: task.quote.replace(/\s+/g, ' ') }), at, at + 2);
  if (task.with.length > 0) indented(say('review:show.with', { names: bodies(task.with, full, say) }), at, at + 2);
  if (task.deliverable !== null) indented(say('review:show.deliverable', { what: task.deliverable }), at, at + 2);
  if (task.deadlineInPlan !== null)
    indented(say('review:show.inPlan', { deadline: sayDeadline(task.deadlineInPlan, say) }), at, at + 2);
  if (task.followUp !== null)
    indented(say('review:show.followUp', { day: sayDay(task.followUp.on), basis: task.followUp.basis }), at, at + 2);
  printLine();
}

/** Names as printed; where they mean somebody of another name, or many, that too. */
function bodies(list: readonly ShownBody[], full: boolean, say: Translate): string {
  return list
    .map(({ name, agencies }) => {
      const [only, another] = agencies;
      if (only === undefined || (another === undefined && only.name.toLowerCase() === name.toLowerCase())) return name;
      const means =
        another === undefined || full
          ? agencies.map((agency) => agency.name).join(', ')
          : say('review:show.each', { count: agencies.length });
      return say('review:show.means', { printed: name, agencies: means });
    })
    .join('; ');
}

const COMPARISONS: Readonly<Record<string, string>> = { '>': '>', '>=': '≥', '<': '<', '<=': '≤' };

function printTargets(plan: ShownPlan, say: Translate): void {
  if (plan.targets.length === 0) return;
  heading(say('review:show.targets', { count: plan.targets.length }));
  for (const target of plan.targets) {
    const value =
      target.value === null
        ? ''
        : `${COMPARISONS[target.comparison ?? '='] ?? ''} ${formatNumber(target.value, 'vi')}${target.unit ?? ''}`.trim();
    const by = target.by === null ? '' : say('review:show.by', { by: target.by });
    for (const line of row(
      [String(target.target), target.section, [value, by].filter((part) => part !== '').join(' '), ''],
      pageWidth() - NUMBER - SECTION - DUE - 6,
    ))
      printLine(line);
    indented(target.text, NUMBER + 2, NUMBER + 2);
    indented(
      target.owner === null ? say('review:show.noOwner') : say('review:show.owner', { name: target.owner.name }),
      NUMBER + 2,
      NUMBER + 4,
    );
    if (target.values.length > 0)
      indented(
        say('review:show.values', {
          values: target.values
            .map(({ period, value: reached }) => `${period}: ${formatNumber(reached, 'vi')}`)
            .join('; '),
        }),
        NUMBER + 2,
        NUMBER + 4,
      );
    printLine();
  }
}

function printDuties(plan: ShownPlan, say: Translate): void {
  if (plan.duties.length === 0) return;
  const lead = pageWidth() - NUMBER - SECTION - DUE - 6;
  heading(say('review:show.duties', { count: plan.duties.length }));
  for (const duty of plan.duties) {
    const due = duty.deadline === null ? say('review:show.noDeadline') : sayDeadline(duty.deadline, say);
    for (const line of row([String(duty.duty), duty.section, duty.who, due], lead)) printLine(line);
    if (duty.to !== null) indented(say('review:show.to', { to: duty.to }), NUMBER + 2, NUMBER + 4);
    indented(duty.text, NUMBER + 2, NUMBER + 2);
    printLine();
  }
}

/** What is still open, with what is proposed; with `answered`, also what has been decided and by whom. */
export function printQuestions(plan: ShownPlan, say: Translate, answered: boolean): void {
  const open = plan.questions.filter((question) => question.answer === null);
  if (open.length > 0) {
    heading(say('review:show.questions', { count: open.length }));
    for (const question of open) printQuestion(question, say);
    printLine(say('review:show.nextEdit', { id: plan.id }));
  } else if (plan.state === 'draft') printLine(`\n${say('review:show.noneOpen', { id: plan.id })}`);
  const done = plan.questions.filter((question) => question.answer !== null);
  if (!answered || done.length === 0) return;
  heading(say('review:show.answered', { count: done.length }));
  for (const question of done) {
    ask(question);
    indented(
      say('review:show.answer', { answer: question.answered ?? '', by: question.by ?? '' }),
      NUMBER + 2,
      NUMBER + 4,
    );
  }
}

/** One question with its proposal, as it is listed and asked. */
export function printQuestion(question: ShownQuestion, say: Translate): void {
  ask(question);
  const proposal =
    question.proposed === null
      ? say('review:show.noProposal')
      : say('review:show.proposal', { proposal: question.proposed });
  indented(proposal, NUMBER + 2, NUMBER + 4);
}

function ask(question: ShownQuestion): void {
  indented(`${`${question.question}.`.padEnd(NUMBER + 2)}${question.ask}`, 0, NUMBER + 2);
}

/** What a version changed against the one before it. */
export function printChanges(plan: ShownPlan, say: Translate): void {
  const { changes } = plan;
  if (changes === null) return;
  printLine(say('review:changes.title', { id: plan.replaces ?? '' }));
  const none = changes.added.length + changes.removed.length + changes.changed.length === 0;
  if (none) printLine(`  ${say('review:changes.none')}`);
  for (const { task, section, text } of changes.added)
    indented(`+ ${say('review:changes.added', { task, section, text })}`, 2, 4);
  for (const { section, text } of changes.removed)
    indented(`− ${say('review:changes.removed', { section, text })}`, 2, 4);
  for (const change of changes.changed) {
    indented(`* ${say('review:changes.changed', { task: change.task, section: change.section })}`, 2, 4);
    const nothing = say('review:changes.nothing');
    const list = (names: readonly string[]): string => names.join('; ') || nothing;
    if (change.moved !== undefined) indented(say('review:changes.moved', { from: change.moved }), 6, 8);
    if (change.text !== undefined) indented(say('review:changes.text', { ...change.text }), 6, 8);
    if (change.deadline !== undefined) {
      const [from, to] = [change.deadline.from, change.deadline.to].map((one) =>
        one === null ? nothing : sayDeadline(one, say),
      );
      indented(say('review:changes.deadline', { from: from ?? '', to: to ?? '' }), 6, 8);
    }
    if (change.agencies !== undefined)
      indented(
        say('review:changes.agencies', { from: list(change.agencies.from), to: list(change.agencies.to) }),
        6,
        8,
      );
    if (change.with !== undefined)
      indented(say('review:changes.with', { from: list(change.with.from), to: list(change.with.to) }), 6, 8);
    if (change.editLost === true) indented(say('review:changes.editLost'), 6, 8);
  }
}

function heading(text: string): void {
  printLine(`\n${text}`);
}

function indented(text: string, first: number, rest: number): void {
  const [head = '', ...more] = wrapWords(text, pageWidth() - rest);
  printLine(' '.repeat(first) + restoreNumber(text, head));
  for (const line of more) printLine(' '.repeat(rest) + line);
}

/** Wrapping folds spaces; a number in front of a question keeps its column. */
function restoreNumber(text: string, head: string): string {
  const numbered = /^(\d+\.)( +)/.exec(text);
  return numbered === null ? head : head.replace(`${numbered[1]} `, numbered[0]);
}
