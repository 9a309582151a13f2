import { InputError } from '../../../base/errors.js';
import { foldKey, nfc } from '../../../base/text.js';
import { formatNumber } from '../../../content/format.js';
import type { Part } from '../../../content/message.js';
import { isKnown } from '../../../plans/obligations/events.js';
import { reportDone } from '../../../plans/obligations/reportDone.js';
import {
  type AskedFigure,
  figuresAsked,
  nextFigure,
  resumeFigures,
  sendFigures,
  takeFigure,
} from '../../../plans/reporting/figureByFigure.js';
import type { FiledReport } from '../../../plans/reporting/fileReport.js';
import { reviewFigures } from '../../../plans/reporting/reviewFigures.js';
import { endForm, moveForm, openForm } from '../chatForm.js';
import { part } from '../part.js';
import { type Own, refused } from './carryOut.js';
import type { Answer } from './fill.js';
import type { Form, FormData, FormStep } from './form.js';
import { askFigures, type Figures, figuresOf, SEND } from './sayFigures.js';
import { keyOf, type Talk } from './talk.js';
import type { Task } from './tasks.js';
import { isSkipWord } from './words.js';

/** Longest text under a heading that one message can bring. */
const MOST_WORDS = 4_000;
/** Nothing came up: nought, and not "no figure". */
const NOUGHT = /^khong phat sinh\b/;
const SENDS = ['gui', 'gui bao cao', 'gui di', 'dong y', 'dong y gui', 'dung roi', 'xong', 'send', 'yes', 'ok'];

/**
 * Reports a period's figures one by one. Each answer is kept at once and is the whole agency's: the questions go on where they were after
 * another command, a restart or a day, and on a colleague's phone. Nothing is sent before all of it was shown.
 */
export async function beginFigures(talk: Talk, { task }: Own, known: FormData, lead: readonly string[]): Promise<Part> {
  const figures = await figuresOf(talk, task);
  if (figures === null) return refused(talk, { kind: 'unknown' });
  const { period, agencyId, by } = figures;
  await resumeFigures(talk.db, period, agencyId, by);
  const next = await nextFigure(talk.db, period, agencyId, by);
  const data: FormData = { ...known, ...at(next), amends: task.state === 'reported' };
  const step = stepOf(next);
  const how = { updateId: talk.updateId, at: talk.at };
  const no = await openForm(talk.db.pool, talk.chat, { kind: 'figures', step, obligationId: task.id, data }, how);
  const intro =
    next === null
      ? []
      : [talk.say.t(next.no === 1 ? 'figures:begin.first' : 'figures:begin.on', { period: period.name })];
  return askFigures(talk, { no, kind: 'figures', step, data, task }, [...lead, ...intro]);
}

/** An answer to what a form for figures asks. */
export async function fillFigures(talk: Talk, form: Form, task: Task | null, answer: Answer): Promise<Part> {
  const { t } = talk.say;
  const figures = await figuresOf(talk, task);
  if (task === null || figures === null) return over(talk, form, refused(talk, { kind: 'not-yours' }));
  const choice = 'choice' in answer ? answer.choice : null;
  const text = 'text' in answer ? nfc(answer.text).trim() : '';
  const sends = form.step === 'check' && (choice === SEND || (choice === null && SENDS.includes(bare(text))));
  if (task.state === 'dropped') return over(talk, form, part([t('answers:no.dropped')], [[talk.say.mine()]]));
  // What comes after the confirmation is refused where it is sent, and kept there.
  if (task.state === 'confirmed' && !sends)
    return over(talk, form, refused(talk, { kind: 'closed', obligation: task }));
  if (task.state === 'reported' && form.data.amends !== true && !(await isKnown(talk.db, keyOf(talk))))
    return over(talk, form, talk.say.card(task, [t('answers:no.alreadyReported')]));
  if ('text' in answer && answer.file !== undefined) return again(talk, form, task, [t('figures:ask.file')]);
  if (sends) return send(talk, form, task, figures);
  if (form.step === 'check') return correct(talk, form, task, figures, text);
  const asked = await currentFigure(talk, form, figures);
  // Somebody else of the agency has given the last one.
  if (asked === null) return go(talk, form, task, null);
  if (choice !== null && choice !== `s-${asked.no}`) return again(talk, form, task, [t('answers:did.repeated')]);
  if (text.length > MOST_WORDS) return again(talk, form, task, [t('answers:ask.tooLong', { limit: MOST_WORDS })]);
  if (choice === null && text === '') return again(talk, form, task, [t('answers:ask.text')]);
  return take(talk, form, task, figures, asked, choice !== null || isSkipWord(text) ? null : text);
}

async function take(
  talk: Talk,
  form: Form,
  task: Task,
  { period, agencyId, by }: Figures,
  asked: AskedFigure,
  typed: string | null,
): Promise<Part> {
  const { t, locale } = talk.say;
  const text = typed !== null && asked.kind !== 'text' && NOUGHT.test(foldKey(typed)) ? '0' : typed;
  const taken = await takeFigure(talk.db, { period, agencyId, code: asked.code, text }, by);
  if (taken.kind === 'unclear') return again(talk, form, task, [`${taken.what}. ${taken.mend}`]);
  const value = taken.value === null ? '' : `${formatNumber(taken.value, locale)} ${asked.unit ?? ''}`.trim();
  const noted =
    asked.kind === 'text'
      ? t(taken.text === null ? 'figures:took.passed' : 'figures:took.words', { name: asked.name })
      : t(taken.value === null ? 'figures:took.nothing' : 'figures:took.figure', { name: asked.name, value });
  // No longer what the workbook said.
  const { sha256: _file, ...data } = form.data;
  return go(talk, { ...form, data }, task, taken.next, [noted]);
}

/** "A1: 15", "2 15", or a code alone, which is asked again. */
async function correct(talk: Talk, form: Form, task: Task, figures: Figures, text: string): Promise<Part> {
  const { t } = talk.say;
  const match = /^([\p{L}\d][\p{L}\d.-]*?)[.)]?(?:\s*[:=]\s*|\s+|$)(.*)$/su.exec(text);
  const code = (match?.[1] ?? '').toUpperCase();
  const all = await figuresAsked(talk.db, figures.period, figures.agencyId, figures.by);
  const meant = all.find((one) => one.code === code);
  if (meant === undefined) return again(talk, form, task, [t('figures:check.noCode')]);
  const said = (match?.[2] ?? '').trim();
  if (said === '') return go(talk, form, task, meant);
  if (said.length > MOST_WORDS) return again(talk, form, task, [t('answers:ask.tooLong', { limit: MOST_WORDS })]);
  return take(talk, form, task, figures, meant, isSkipWord(said) ? null : said);
}

async function send(talk: Talk, form: Form, task: Task, { period, agencyId, by }: Figures): Promise<Part> {
  const { say, db } = talk;
  const { t } = say;
  // A colleague, or another phone, has sent it meanwhile.
  const isSent = task.state === 'reported' && !(await isKnown(db, by.key));
  if (isSent && (await reviewFigures(db, period, agencyId, by)).isEmpty)
    return over(talk, form, say.card(task, [t('answers:no.alreadyReported')]));
  let filed: FiledReport;
  try {
    filed = await sendFigures(db, period, agencyId, by, form.data.sha256);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const told = error.faults.map(({ what, mend }) => `${what}. ${mend}`);
    if (error.code === 'report-broken' || error.code === 'report-empty') return again(talk, form, task, told);
    return over(talk, form, part(told, [[say.mine()]]));
  }
  await addPaper(talk, task, by.officialId ?? 0, form.data);
  const values = { filled: filed.filled, asked: filed.asked, period: period.name };
  const what = filed.already
    ? t('figures:sent.already', values)
    : t(filed.amended ? 'figures:sent.amended' : 'figures:sent.done', values);
  const undo = filed.amended ? [] : [[say.verb('undo', task.id)]];
  return over(
    talk,
    form,
    part(
      [`“${say.short(task)}”`, '', what, ...(filed.amended ? [] : [t('answers:did.undoWithin')])],
      [...undo, [say.mine()]],
    ),
  );
}

/** Number, day and note that were said before the figures were asked. */
async function addPaper(talk: Talk, task: Task, officialId: number, data: FormData): Promise<void> {
  const { number, symbol, date, note } = data;
  const doc = (number ?? '') === '' ? null : { number: number ?? '', symbol: symbol ?? null, date: date ?? null };
  if (doc === null && (note ?? '') === '') return;
  const key = keyOf(talk, 'paper');
  await reportDone(talk.db, { obligationId: task.id, officialId, at: talk.at, key, doc, note: note ?? null });
}

async function currentFigure(talk: Talk, form: Form, { period, agencyId, by }: Figures): Promise<AskedFigure | null> {
  const all = await figuresAsked(talk.db, period, agencyId, by);
  return all.find(({ code }) => code === form.data.code) ?? nextFigure(talk.db, period, agencyId, by);
}

/** On to the next figure, or to the summary. */
async function go(
  talk: Talk,
  form: Form,
  task: Task,
  next: AskedFigure | null,
  lead: readonly string[] = [],
): Promise<Part> {
  const { code: _answered, ...rest } = form.data;
  const to = { step: stepOf(next), data: { ...rest, ...at(next) } };
  await moveForm(talk.db.pool, talk.chat, form, to, { updateId: talk.updateId, at: talk.at });
  return askFigures(talk, { ...form, ...to, task }, lead);
}

/** The same once more, with what was wrong. */
async function again(talk: Talk, form: Form, task: Task, lead: readonly string[]): Promise<Part> {
  const to = { step: form.step ?? ('check' as const), data: form.data };
  await moveForm(talk.db.pool, talk.chat, form, to, { updateId: talk.updateId, at: talk.at });
  return askFigures(talk, { ...form, ...to, task }, lead);
}

async function over(talk: Talk, form: Form, told: Part): Promise<Part> {
  await endForm(talk.db.pool, talk.chat, form, { updateId: talk.updateId, at: talk.at });
  return told;
}

const stepOf = (next: AskedFigure | null): FormStep =>
  next === null ? 'check' : next.kind === 'text' ? 'words' : 'figure';
const at = (next: AskedFigure | null): FormData => (next === null ? {} : { code: next.code });
const bare = (text: string): string =>
  foldKey(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
