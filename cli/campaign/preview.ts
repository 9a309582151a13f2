import type { Command } from 'commander';
import { formatFault } from '../../base/errors.js';
import { formatMoment } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { partsFor } from '../../content/message.js';
import { minorityName } from '../../content/minorities.js';
import { answer, withJson, withSession } from '../command.js';
import { printError, printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { dated, type Laid, lay } from './dates.js';
import { examAsJson, examNotes } from './exams.js';
import { shiftNotes } from './shift.js';
import { sayVersion } from './versions.js';

/** `campaign preview NAME`: a campaign on real dates, and what it meets there: people, holidays, the end at the real rate, too much for one person. */
export function previewCommand(campaign: Command, say: Translate): void {
  withJson(dated(campaign.command('preview <name>').description(say('cli:describe.campaignPreview')), say)).action(
    withSession(async (session, [name = ''], options) => {
      const laid = await lay(session, name, options);
      const { locale, say: t } = session;
      const now = session.clock.now();
      const rows = laid.items.map(({ item, at, until, rule, message }, index) => {
        const seen = laid.outlook.items[index];
        return {
          item: item.name,
          at: at.toISOString(),
          until: until.toISOString(),
          audience: rule,
          matched: seen?.count.matched ?? 0,
          reachable: seen?.count.reachable ?? 0,
          excluded: seen?.count.excluded ?? null,
          through: seen?.through?.toISOString() ?? null,
          tooLong: seen?.tooLong ?? false,
          holiday: seen?.holiday ?? null,
          inTet: seen?.inTet ?? false,
          exams: (laid.exams.items[index]?.met ?? []).map(({ exam, people }) => ({ ...examAsJson(exam), people })),
          allInExam: (laid.exams.items[index]?.all ?? null) !== null,
          overDay: seen?.day ?? null,
          overWeek: seen?.week ?? null,
          minorities: Object.fromEntries(
            laid.minorities.map((code) => {
              const there = item.minorities.get(code);
              return [
                code,
                there === undefined
                  ? null
                  : {
                      text: there.hasText,
                      recording: there.recording?.fileName ?? null,
                      reviewedBy: there.reviewedBy,
                      reviewedOn: there.reviewedOn,
                    },
              ];
            }),
          ),
          passed: at <= now,
          text: partsFor(message, locale)[0]?.body.text ?? '',
        };
      });
      const shifted =
        laid.shifted === null
          ? {}
          : {
              shifted: {
                from: laid.shifted.from,
                leftOut: laid.shifted.leftOut,
                items: laid.shifted.items.map(({ item, at, before }) => ({
                  item: item.name,
                  at: at.toISOString(),
                  before: before.at.toISOString(),
                  daysOff: before.daysOff,
                  broadcast: before.broadcast,
                })),
              },
            };
      const catchUp =
        laid.catchUp === null
          ? null
          : {
              from: laid.catchUp.at.toISOString(),
              until: laid.catchUp.until.toISOString(),
              audience: laid.catchUp.rule,
              text: partsFor(laid.catchUp.message, locale)[0]?.body.text ?? '',
            };
      const document = {
        ...{ name, year: laid.year, caps: laid.caps, items: rows, catchUp, notLookedAt: laid.outlook.leftOut },
        examsUnknown: laid.exams.unknownYears,
        ...shifted,
        ...{ faults: laid.faults, version: laid.source.version?.number ?? null, hash: laid.source.hash },
      };
      answer(options, document, () => {
        const heads = (['when', 'item', 'people', 'through', 'words'] as const).map((key) =>
          t(`cli:campaign.head.${key}`),
        );
        printLine(
          table([
            heads,
            ...rows.map((row) => [
              formatMoment(new Date(row.at), locale),
              row.item,
              String(row.reachable),
              row.through === null ? '–' : formatMoment(new Date(row.through), locale),
              row.text.split('\n')[0]?.slice(0, 60) ?? '',
            ]),
          ]),
        );
        const then = laid.shifted === null ? [] : shiftNotes(laid.shifted, t, locale);
        for (const line of [
          ...then,
          ...dayNotes(session, laid),
          ...examNotes(session, laid),
          ...capNotes(session, laid),
        ])
          printLine(line);
        if (catchUp !== null) {
          const when = (at: string): string => formatMoment(new Date(at), locale);
          printLine(t('cli:campaign.catchUp', { from: when(catchUp.from), until: when(catchUp.until) }));
          for (const line of catchUp.text.split('\n')) printLine(`  ${line}`.trimEnd());
        }
        for (const line of minorityNotes(session, laid)) printLine(line);
        printLine(sayVersion(laid.source.version, t));
        if (laid.faults.length > 0) printLine(t('cli:campaign.unmended', { count: laid.faults.length }));
      });
      for (const fault of laid.faults) printError(formatFault(fault));
    }),
  );
}

/** Days that are none like others, and messages that cannot reach all in time. */
function dayNotes({ say, locale }: Session, { items, outlook }: Laid): string[] {
  return items.flatMap(({ item, until }, index) => {
    const seen = outlook.items[index];
    if (seen === undefined) return [];
    return [
      ...(seen.holiday === null
        ? []
        : [say('cli:campaign.note.holiday', { item: item.name, holiday: say(`calendar:holiday.${seen.holiday}`) })]),
      ...(seen.inTet ? [say('cli:campaign.note.tet', { item: item.name })] : []),
      ...(seen.tooLong
        ? [say('cli:campaign.note.tooLong', { item: item.name, until: formatMoment(until, locale) })]
        : []),
    ];
  });
}

/** What there is in minorities' languages, and what is still empty. */
function minorityNotes({ say, locale }: Session, { items, minorities }: Laid): string[] {
  return minorities.map((code) => {
    const there = items.flatMap(({ item }) => item.minorities.get(code) ?? []);
    const language = minorityName(code, locale);
    if (there.length === 0) return say('cli:campaign.minority.none', { language });
    return say('cli:campaign.minority.some', {
      language,
      texts: there.filter(({ hasText }) => hasText).length,
      recordings: there.filter(({ recording }) => recording !== null).length,
      messages: items.length,
      reviewers: [...new Set(there.map(({ reviewedBy }) => reviewedBy))].join(', '),
    });
  });
}

/** Whom it is too much for, message by message. */
export function capNotes({ say }: Session, { items, outlook, caps }: Laid): string[] {
  const notes = items.flatMap(({ item }, index) => {
    const seen = outlook.items[index];
    if (seen === undefined) return [];
    return [
      ...(seen.day === null
        ? []
        : [
            say('cli:campaign.note.day', {
              item: item.name,
              count: seen.day.people,
              limit: caps.perDay,
              others: seen.day.with.join(', '),
            }),
          ]),
      ...(seen.week === null
        ? []
        : [
            say('cli:campaign.note.week', {
              item: item.name,
              count: seen.week.people,
              limit: caps.perWeek,
              most: seen.week.most,
            }),
          ]),
    ];
  });
  return outlook.leftOut === 0 ? notes : [...notes, say('cli:campaign.note.leftOut', { count: outlook.leftOut })];
}
