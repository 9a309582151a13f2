import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import { formatDay, formatNumber } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import { isDay } from '../../plans/obligations/obligation.js';
import { type RelayCount, relayCounts } from '../../scheduler/relays/relayCounts.js';
import { answer, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { folderOf } from './source.js';

/** `campaign relay-counts NAME`: what became of the packages, as those who relay them say: a number of its own, never added to what was delivered. */
export function relayCountsCommand(campaign: Command, say: Translate): void {
  withJson(campaign.command('relay-counts <name>').description(say('relay:cli.counts')))
    .option('--place <code>', say('cli:option.place'))
    .option('--from <day>', say('relay:cli.from'))
    .option('--to <day>', say('relay:cli.to'))
    .action(
      withSession(async (session, [name = ''], options) => {
        const { db, locale } = session;
        await folderOf(name, session.say);
        const text = textOption(options, 'place');
        const place = text === undefined ? null : resolvePlace(await loadPlaceFinder(db), text, locale);
        const [from, to] = [dayOf(session, options, 'from'), dayOf(session, options, 'to')];
        const rows = await relayCounts(db, {
          campaign: name,
          ...(place === null ? {} : { place: place.code }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        });
        answer(options, { campaign: name, selfReported: true, rows }, () => {
          printLine(rows.length === 0 ? session.say('relay:cli.noCounts') : shown(rows, session));
          if (rows.length > 0) printLine(session.say('relay:cli.selfReported'));
        });
      }),
    );
}

function shown(rows: readonly RelayCount[], { say, locale }: Session): string {
  const heads = (['week', 'place', 'channel', 'sent', 'answered', 'broadcast', 'forwarded', 'people'] as const).map(
    (head) => say(`relay:cli.countsHead.${head}`),
  );
  const lines = rows.map((row) => [
    formatDay(new Date(`${row.week}T00:00:00+07:00`), locale),
    row.placeName,
    say(`relay:channel.${row.channel}`),
    ...[row.packagesSent, row.answered, row.saidBroadcast, row.saidForwarded, row.saidPeople].map((count) =>
      formatNumber(count, locale),
    ),
  ]);
  return table([heads, ...lines]);
}

function dayOf({ say }: Session, options: Options, name: 'from' | 'to'): string | undefined {
  const day = textOption(options, name);
  if (day === undefined || isDay(day)) return day;
  throw new InputError('bad-day', [
    argumentFault(say('relay:cli.badDay', { day: day.slice(0, 40) }), say('relay:cli.badDayMend')),
  ]);
}
