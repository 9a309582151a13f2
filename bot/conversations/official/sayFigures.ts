import { formatNumber } from '../../../content/format.js';
import type { Button, Part } from '../../../content/message.js';
import { shorten } from '../../../content/shorten.js';
import type { AskedFigure } from '../../../plans/reporting/figureByFigure.js';
import { figuresAsked, nextFigure } from '../../../plans/reporting/figureByFigure.js';
import type { Filer } from '../../../plans/reporting/fileReport.js';
import { type Period, readPeriod } from '../../../plans/reporting/period.js';
import { type ReviewedFigures, reviewFigures } from '../../../plans/reporting/reviewFigures.js';
import { part } from '../part.js';
import type { Asking } from './ask.js';
import { button } from './buttons.js';
import { actorOf, keyOf, type Talk } from './talk.js';
import type { Task } from './tasks.js';

/** Whose figures they are, and who gives them. */
export interface Figures {
  period: Period;
  agencyId: number;
  by: Filer;
}

/** A summary is one message; what is more stands in the report. */
const LINES_CHARS = 2_200;
const NAME_CHARS = 70;
const TEXT_CHARS = 60;
const MOST_QUESTIONS = 5;
export const SEND = 'send';
const CANCEL = 'cancel';

/** The figures that a task asks of its body; null where it is no longer theirs, or the period is gone. */
export async function figuresOf(talk: Talk, task: Task | null): Promise<Figures | null> {
  const actor = task === null ? null : actorOf(talk, task);
  if (task?.periodId == null || actor === null) return null;
  const period = await readPeriod(talk.db, task.periodId);
  if (period === null) return null;
  const { t: say, locale } = talk.say;
  return { period, agencyId: task.agencyId, by: { officialId: actor.id, at: talk.at, say, locale, key: keyOf(talk) } };
}

/** What a form for figures asks now: one of them with its unit and the last period's, or whether all of it may be sent. */
export async function askFigures(talk: Talk, form: Asking, lead: readonly string[] = []): Promise<Part> {
  const figures = await figuresOf(talk, form.task);
  if (figures === null) return part([talk.say.t('answers:no.unknown')], [[talk.say.mine()]]);
  const { period, agencyId, by } = figures;
  const asked = (await figuresAsked(talk.db, period, agencyId, by)).find(({ code }) => code === form.data.code);
  const question = asked ?? (form.step === 'check' ? null : await nextFigure(talk.db, period, agencyId, by));
  return question === null
    ? summary(talk, form, figures, await reviewFigures(talk.db, period, agencyId, by), lead)
    : oneFigure(talk, form, question, lead);
}

function oneFigure({ say }: Talk, form: Asking, asked: AskedFigure, lead: readonly string[]): Part {
  const { t } = say;
  const group = asked.group === null ? '' : ` · ${asked.group}`;
  const unit = asked.unit === null ? '' : ` (${asked.unit})`;
  const isText = asked.kind === 'text';
  const skip: Button = {
    label: t(isText ? 'answers:button.skip' : 'figures:button.noFigure'),
    data: button.choose(form.no, `s-${asked.no}`),
  };
  return part(
    [
      ...lead,
      ...(lead.length > 0 ? [''] : []),
      `${t('figures:ask.no', { no: asked.no, of: asked.of })}${group}`,
      `${asked.code}. ${asked.name.replace(/^[-–+]\s*/, '')}${unit}`,
      ...(asked.whole === null ? [] : [t('figures:ask.part', { whole: asked.whole })]),
      ...(asked.last === null
        ? []
        : [t('figures:ask.last', { value: formatNumber(asked.last, say.locale), unit: asked.unit ?? '' }).trim()]),
      t(isText ? 'figures:ask.words' : 'figures:ask.figure', { ask: asked.ask ?? asked.name }),
    ],
    [[skip], [{ label: t('figures:button.later'), data: button.choose(form.no, CANCEL) }]],
  );
}

function summary(
  { say }: Talk,
  form: Asking,
  { period }: Figures,
  review: ReviewedFigures,
  lead: readonly string[],
): Part {
  const { t } = say;
  const lines: string[] = [];
  let chars = 0;
  for (const { code, name, unit, value, text, computed } of review.lines) {
    const said =
      value === null
        ? text === null
          ? t('figures:check.nothing')
          : `“${shorten(text, TEXT_CHARS)}”`
        : `${formatNumber(value, say.locale)} ${unit ?? ''}`.trim();
    const line = `${code}. ${shorten(name, NAME_CHARS)}: ${said}${computed && value !== null ? ` ${t('figures:check.computed')}` : ''}`;
    chars += line.length;
    if (chars > LINES_CHARS) break;
    lines.push(line);
  }
  const more = review.lines.length - lines.length;
  const example = review.lines.find(({ computed, unit }) => !computed && unit !== null)?.code ?? 'A1';
  const wrong = review.wrong.slice(0, MOST_QUESTIONS).map(({ what, mend }) => `• ${what}. ${mend}`);
  const questions = review.questions.slice(0, MOST_QUESTIONS).map((one) => `• ${one}`);
  const send: Button[][] =
    wrong.length > 0 ? [] : [[{ label: t('figures:button.send'), data: button.choose(form.no, SEND) }]];
  return part(
    [
      ...lead,
      ...(lead.length > 0 ? [''] : []),
      t('figures:check.title', { period: period.name }),
      ...lines,
      ...(more > 0 ? [t('figures:check.more', { count: more })] : []),
      ...(review.blank > 0 ? ['', t('figures:check.blank', { count: review.blank })] : []),
      ...(questions.length > 0 ? ['', t('figures:check.questions'), ...questions] : []),
      ...(wrong.length > 0 ? ['', t('figures:check.wrong'), ...wrong] : []),
      '',
      t(wrong.length > 0 ? 'figures:check.mend' : 'figures:check.send', { example }),
    ],
    [...send, [{ label: t('figures:button.later'), data: button.choose(form.no, CANCEL) }]],
  );
}
