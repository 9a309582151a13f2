import type { Command } from 'commander';
import { argumentFault, formatFault, InputError } from '../base/errors.js';
import { formatMoment } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import type { LaidItem } from '../content/layOn.js';
import { laidOn } from '../content/layOn.js';
import { lintCampaign } from '../content/lintCampaign.js';
import { listCampaigns, loadCampaign } from '../content/loadCampaign.js';
import { partsFor } from '../content/message.js';
import { countAudience } from '../people/audience/countAudience.js';
import { formatAudience } from '../people/audience/formatAudience.js';
import { parseAudience } from '../people/audience/parseAudience.js';
import { readAudience } from '../people/audience/readAudience.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { createBroadcast } from '../scheduler/broadcast/create.js';
import { byStaff } from './broadcast.js';
import { answer, flag, type Options, plain, textOption, withJson, withSession } from './command.js';
import { EXIT, printError, printLine, table } from './output.js';
import { awarenessReach } from './reach.js';
import type { Session } from './session.js';

/** `campaign list | lint | preview | schedule NAME`: content campaigns laid on real dates. */
export function campaignCommand(program: Command, say: Translate): void {
  const campaign = program.command('campaign').description(say('cli:describe.campaign'));
  withJson(campaign.command('list').description(say('cli:describe.campaignList'))).action(
    plain(async ({ locale }, _args, options) => {
      const found = await Promise.all((await listCampaigns()).map(({ folder }) => loadCampaign(folder, locale)));
      const rows = found.map((c) => ({
        name: c.name,
        title: c.title[locale] ?? c.title['vi'] ?? '',
        messages: c.items.length,
        languages: c.languages,
      }));
      answer(options, rows, () =>
        printLine(table(rows.map((row) => [row.name, String(row.messages), row.languages.join(','), row.title]))),
      );
    }),
  );
  withJson(campaign.command('lint <name>').description(say('cli:describe.campaignLint'))).action(
    plain(async ({ locale, say: t }, [name = ''], options) => {
      const folder = await folderOf(name, t);
      const faults = await lintCampaign(folder, { locale, checkRule: (rule) => ruleFault(rule, locale) });
      for (const fault of faults) printError(formatFault(fault));
      answer(options, { name, faults }, () => {
        if (faults.length === 0) printLine(t('cli:campaign.clean', { name }));
      });
      if (faults.length > 0) process.exitCode = EXIT.badInput;
    }),
  );
  withJson(dated(campaign.command('preview <name>').description(say('cli:describe.campaignPreview')), say)).action(
    withSession(async (session, [name = ''], options) => {
      const laid = await lay(session, name, options);
      const { channels, windows } = await awarenessReach(session.db, session.settings);
      const rows: {
        item: string;
        at: string;
        until: string;
        audience: string;
        reachable: number;
        passed: boolean;
        text: string;
      }[] = [];
      for (const { item, at, until, message } of laid.items) {
        const { reachable } = await countAudience(
          session.db,
          await readAudience(session.db, laid.rule(item.audience), session.locale),
          channels,
          null,
          windows,
        );
        const text = partsFor(message, session.locale)[0]?.body.text ?? '';
        rows.push({
          item: item.name,
          at: at.toISOString(),
          until: until.toISOString(),
          audience: laid.rule(item.audience),
          reachable,
          passed: at <= session.clock.now(),
          text,
        });
      }
      answer(options, { name, year: laid.year, items: rows }, () =>
        printLine(
          table(
            rows.map((row) => [
              formatMoment(new Date(row.at), session.locale),
              row.item,
              String(row.reachable),
              row.text.split('\n')[0]?.slice(0, 60) ?? '',
            ]),
          ),
        ),
      );
    }),
  );
  withJson(dated(campaign.command('schedule <name>').description(say('cli:describe.campaignSchedule')), say))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [name = ''], options) => {
        const by = byStaff(session, options);
        const laid = await lay(session, name, options);
        const passed = laid.items.filter(({ at }) => at <= session.clock.now());
        if (passed.length > 0 && !flag(options, 'skipPassed')) {
          const first = passed[0];
          throw new InputError('campaign-passed', [
            argumentFault(
              session.say('cli:campaign.passed', {
                count: passed.length,
                item: first?.item.name ?? '',
                at: first ? formatMoment(first.at, session.locale) : '',
              }),
              session.say('cli:campaign.passedMend'),
            ),
          ]);
        }
        const created: { id: string; item: string; at: string; existed: boolean }[] = [];
        for (const { item, at, until, message } of laid.items) {
          if (at <= session.clock.now()) continue;
          const known = await alreadyThere(session, name, item.name, at, laid.rule(item.audience));
          if (known !== null) {
            created.push({ id: known, item: item.name, at: at.toISOString(), existed: true });
            continue;
          }
          const { id } = await createBroadcast(
            session.db,
            {
              message,
              media: item.media,
              audience: laid.rule(item.audience),
              at,
              until,
              onUnknown: 'leave',
              ifLate: 'ask',
              anyHour: false,
              campaign: { name, item: item.name },
            },
            by,
          );
          created.push({ id, item: item.name, at: at.toISOString(), existed: false });
        }
        answer(options, { name, year: laid.year, broadcasts: created }, () => {
          printLine(session.say('cli:campaign.scheduled', { count: created.length }));
          printLine(table(created.map((row) => [row.id, formatMoment(new Date(row.at), session.locale), row.item])));
        });
      }),
    );
}

function dated(command: Command, say: Translate): Command {
  return command
    .option('--year <year>', say('cli:option.year'))
    .option('--place <code>', say('cli:option.place'))
    .option('--skip-passed', say('cli:option.skipPassed'));
}

interface Laid {
  year: number;
  items: LaidItem[];
  /** The item's rule within the place that was asked for. */
  rule(audience: string): string;
}

async function lay(session: Session, name: string, options: Options): Promise<Laid> {
  const { db, locale, say, clock } = session;
  const campaign = await loadCampaign(await folderOf(name, say), locale);
  const text = textOption(options, 'place');
  const place = text === undefined ? null : resolvePlace(await loadPlaceFinder(db), text, locale);
  const wanted = textOption(options, 'year');
  if (wanted !== undefined && !/^20\d\d$/.test(wanted)) {
    throw new InputError('bad-year', [
      argumentFault(say('cli:fault.badYear', { value: wanted }), say('cli:fault.badYearMend')),
    ]);
  }
  const year = wanted === undefined ? nextYear(campaign, clock.now()) : Number(wanted);
  return {
    year,
    items: laidOn(campaign, year, { locale, ...(place === null ? {} : { place: place.name }) }),
    rule: (audience) => (place === null ? audience : `place:${place.code} (${audience})`),
  };
}

/** This year while something of the campaign is still to come, else the next. */
function nextYear(campaign: Parameters<typeof laidOn>[0], now: Date): number {
  const year = now.getUTCFullYear();
  return laidOn(campaign, year, { place: '-' }).some(({ at }) => at > now) ? year : year + 1;
}

async function folderOf(name: string, say: Translate): Promise<string> {
  const known = await listCampaigns();
  const found = known.find((campaign) => campaign.name === name);
  if (found) return found.folder;
  const folders = known.map((campaign) => campaign.name).join(', ');
  throw new InputError('unknown-campaign', [
    argumentFault(say('cli:fault.unknownCampaign', { name }), say('cli:fault.unknownCampaignMend', { known: folders })),
  ]);
}

function ruleFault(rule: string, locale: string): { what: string; mend: string } | null {
  try {
    parseAudience(rule, { locale });
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults[0] ?? null;
  }
}

/** The broadcast that an earlier call made of this message for these people at this time: so a repeat completes, and doubles nothing. */
async function alreadyThere(
  session: Session,
  campaign: string,
  item: string,
  at: Date,
  rule: string,
): Promise<string | null> {
  const audience = formatAudience(await readAudience(session.db, rule, session.locale));
  const found = await session.db.prisma.broadcast.findFirst({
    where: { campaign, campaignItem: item, at, audience, state: { not: 'cancelled' } },
    select: { id: true },
  });
  return found === null ? null : String(found.id);
}
