import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { foldKey } from '../base/text.js';
import { vietnamDay } from '../base/vietnamDay.js';
import { formatHour } from '../content/format.js';
import type { MessageKey, Translate } from '../content/i18n.js';
import { partsFor } from '../content/message.js';
import { parsePlanId } from '../plans/review/planId.js';
import { formatDate } from '../scheduler/calendar/announced.js';
import { composeSummary } from '../scheduler/summaries/compose.js';
import { type ListedSummary, listSummaries, previewSummaries } from '../scheduler/summaries/preview.js';
import { type SummaryChange, setSummaries, unsetSummaries } from '../scheduler/summaries/setSummary.js';
import { hourOf, parseWhen, SUMMARY_KINDS, type SummaryKind } from '../scheduler/summaries/setting.js';
import { formatVietnamTime } from '../scheduler/time/vietnamTime.js';
import { byStaff, choice } from './broadcast.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';
import type { Session } from './session.js';

/** `summaries list | set | unset | preview`: at which hour who is told who has not reported. */
export function summariesCommand(program: Command, say: Translate): void {
  const summaries = program.command('summaries').description(say('summaries:describe.summaries'));
  withJson(summaries.command('list').description(say('summaries:describe.list')))
    .option('--plan <id>', say('summaries:option.plan'))
    .action(withSession(async (session, _args, options) => show(session, options, await planOption(session, options))));
  withJson(summaries.command('set').description(say('summaries:describe.set')))
    .requiredOption('--plan <id>', say('summaries:option.plan'))
    .option('--period <id>', say('summaries:option.period'))
    .option('--daily <hour>', say('summaries:option.daily'))
    .option('--weekly <when>', say('summaries:option.weekly'))
    .option('--to <names>', say('summaries:option.to'))
    .option('--officials', say('summaries:option.officials'))
    .option('--no-officials', say('summaries:option.noOfficials'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        await setSummaries(session.db, ofOptions(options), changesOf(options, session.say), byStaff(session, options));
        await show(session, options, await planOption(session, options));
      }),
    );
  withJson(summaries.command('unset').description(say('summaries:describe.unset')))
    .requiredOption('--plan <id>', say('summaries:option.plan'))
    .option('--period <id>', say('summaries:option.period'))
    .option('--daily', say('summaries:option.unsetDaily'))
    .option('--weekly', say('summaries:option.unsetWeekly'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const named = SUMMARY_KINDS.filter((kind) => flag(options, kind));
        const kinds = named.length === 0 ? SUMMARY_KINDS : named;
        await unsetSummaries(session.db, ofOptions(options), kinds, byStaff(session, options));
        await show(session, options, await planOption(session, options));
      }),
    );
  withJson(summaries.command('preview').description(say('summaries:describe.preview')))
    .option('--plan <id>', say('summaries:option.plan'))
    .option('--kind <kind>', say('summaries:option.kind'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, clock, say: t } = session;
        const kind: SummaryKind | null =
          textOption(options, 'kind') === undefined ? null : choice(options, 'kind', '--kind', SUMMARY_KINDS, t);
        const wanted = { planId: await planOption(session, options), kind };
        const now = clock.now();
        const messages = (await previewSummaries(db, clock, wanted)).map((person) => ({
          name: person.name,
          plans: [...new Set(person.sections.map(({ scope }) => String(scope.planId)))],
          message: partsFor(composeSummary(person, now), person.locale)[0]?.body.text ?? '',
        }));
        answer(options, { at: formatVietnamTime(now), messages }, () => {
          if (messages.length === 0) return printLine(t('summaries:show.nothing'));
          printLine(t('summaries:show.would', { count: messages.length }));
          for (const { message } of messages) printLine(`\n${message}`);
        });
      }),
    );
}

const ofOptions = (options: Options) => ({
  plan: textOption(options, 'plan') ?? '',
  period: textOption(options, 'period') ?? null,
});

async function planOption({ db, say }: Session, options: Options): Promise<number | null> {
  const plan = textOption(options, 'plan');
  return plan === undefined ? null : parsePlanId(db, plan, say);
}

/** Whom it is for holds for the kinds that were named; for both where none was. */
function changesOf(options: Options, say: Translate): SummaryChange[] {
  const named = SUMMARY_KINDS.filter((kind) => textOption(options, kind) !== undefined);
  const to = textOption(options, 'to');
  const names = to
    ?.split(/[,;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const officials = typeof options['officials'] === 'boolean' ? options['officials'] : undefined;
  if (named.length === 0 && to === undefined && officials === undefined)
    throw fault(say, 'summaries:fault.nothing', 'summaries:fault.nothingMend', {});
  const readers = {
    ...(names === undefined ? {} : { to: names.length === 0 || /^all$/i.test(to ?? '') ? ('all' as const) : names }),
    ...(officials === undefined ? {} : { officials }),
  };
  return (named.length === 0 ? SUMMARY_KINDS : named).map((kind) => {
    const text = textOption(options, kind);
    return { kind, ...readers, ...(text === undefined ? {} : { when: whenOf(kind, text, say) }) };
  });
}

function whenOf(kind: SummaryKind, text: string, say: Translate): { weekday: number | null; atMinute: number } | null {
  const folded = foldKey(text.trim());
  if (/^(?:off|khong|tat)$/.test(folded)) return null;
  const when = parseWhen(folded);
  if (when !== null && (kind === 'weekly' || when.weekday === null)) return when;
  const values = { option: `--${kind}`, value: text.slice(0, 40) };
  throw fault(say, 'summaries:fault.when', 'summaries:fault.whenMend', values);
}

function fault(say: Translate, what: MessageKey, mend: MessageKey, values: Record<string, string>): InputError {
  return new InputError('summaries', [argumentFault(say(what, values), say(mend))]);
}

async function show({ db, clock, say }: Session, options: Options, planId: number | null): Promise<void> {
  const listed = await listSummaries(db, clock, planId);
  answer(options, listed.map(asJson), () => {
    if (listed.length === 0) return printLine(say('summaries:show.none'));
    let heading = '';
    for (const one of listed.sort((a, b) => a.planId - b.planId || a.periodId - b.periodId)) {
      const { planId: plan, periodId: period, number, title } = one;
      const name = one.period ?? number ?? title ?? '';
      const next = say(period === 0 ? 'summaries:show.plan' : 'summaries:show.period', { plan, period, name });
      if (next !== heading) printLine(`${heading === '' ? '' : '\n'}${next}`);
      heading = next;
      for (const line of linesOf(one, say)) printLine(`  ${line}`);
    }
  });
}

function linesOf({ kind, setting, next, to, unreached, madeTo }: ListedSummary, say: Translate): string[] {
  const { atMinute, weekday, setBy } = setting;
  const by = setBy === null ? say('summaries:show.byDefault') : say('summaries:show.setBy', { name: setBy });
  if (atMinute === null) return [`${say(`summaries:show.off.${kind}`)} (${by})`];
  const when = { time: hourOf(atMinute), weekday: say(weekdayKey(weekday)) };
  const last = madeTo === null ? [] : [say('summaries:show.last', { day: formatDate(madeTo) })];
  const coming =
    next === null ? [] : [say('summaries:show.next', { time: formatHour(next), day: formatDate(vietnamDay(next)) })];
  return [
    `${say(`summaries:show.${kind}`, when)} (${by})`,
    `  ${[...coming, ...last].join('; ')}`,
    `  ${to.length === 0 ? say('summaries:show.nobody') : say('summaries:show.to', { names: to.join(', ') })}`,
    ...(unreached.length === 0 ? [] : [`  ${say('summaries:show.unreached', { names: unreached.join(', ') })}`]),
  ].filter((line) => line.trim() !== '');
}

const WEEKDAY_KEYS: readonly MessageKey[] = [
  'summaries:weekday.1',
  'summaries:weekday.2',
  'summaries:weekday.3',
  'summaries:weekday.4',
  'summaries:weekday.5',
  'summaries:weekday.6',
  'summaries:weekday.7',
];
const weekdayKey = (weekday: number): MessageKey => WEEKDAY_KEYS[weekday - 1] ?? 'summaries:weekday.1';

function asJson({ planId, periodId, kind, setting, next, to, unreached, madeTo }: ListedSummary): object {
  const { atMinute, weekday, officials, setBy } = setting;
  return {
    plan: String(planId),
    period: periodId === 0 ? null : String(periodId),
    kind,
    at: atMinute === null ? null : hourOf(atMinute),
    weekday: kind === 'weekly' ? weekday : null,
    officials,
    setBy,
    next: next === null ? null : formatVietnamTime(next),
    to,
    unreached,
    last: madeTo,
  };
}
