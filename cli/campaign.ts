import type { Command } from 'commander';
import { argumentFault, formatFault, InputError } from '../base/errors.js';
import { formatMoment } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { lintCampaign } from '../content/lintCampaign.js';
import { listCampaigns, loadCampaign } from '../content/loadCampaign.js';
import { formatAudience } from '../people/audience/formatAudience.js';
import { readAudience } from '../people/audience/readAudience.js';
import { createBroadcast } from '../scheduler/broadcast/create.js';
import { byStaff } from './broadcast.js';
import { dated, folderOf, type Laid, lay } from './campaignDates.js';
import { capNotes, previewCommand } from './campaignPreview.js';
import { relayCommand } from './campaignRelay.js';
import { relayCountsCommand } from './campaignRelayCounts.js';
import { ruleFault } from './campaignRule.js';
import { capsOf } from './capsOptions.js';
import { answer, flag, plain, withJson, withSession } from './command.js';
import { EXIT, printError, printLine, table } from './output.js';
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
  previewCommand(campaign, say);
  relayCommand(campaign, say);
  relayCountsCommand(campaign, say);
  withJson(dated(campaign.command('schedule <name>').description(say('cli:describe.campaignSchedule')), say))
    .option('--through-tet', say('cli:option.throughTet'))
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
        refuseTet(session, laid, flag(options, 'throughTet'));
        const caps = capsOf(options, session.say);
        const created: { id: string; item: string; at: string; existed: boolean }[] = [];
        for (const { item, at, until, message, rule } of laid.items) {
          if (at <= session.clock.now()) continue;
          const known = await alreadyThere(session, name, item.name, at, rule);
          if (known !== null) {
            created.push({ id: known, item: item.name, at: at.toISOString(), existed: true });
            continue;
          }
          const { id } = await createBroadcast(
            session.db,
            {
              message,
              media: item.media,
              audience: rule,
              at,
              until,
              onUnknown: 'leave',
              ifLate: 'ask',
              anyHour: false,
              campaign: { name, item: item.name },
              ...(caps === undefined ? {} : { caps }),
            },
            by,
          );
          created.push({ id, item: item.name, at: at.toISOString(), existed: false });
        }
        answer(options, { name, year: laid.year, broadcasts: created }, () => {
          printLine(session.say('cli:campaign.scheduled', { count: created.length }));
          printLine(table(created.map((row) => [row.id, formatMoment(new Date(row.at), session.locale), row.item])));
          for (const line of capNotes(session, laid)) printLine(line);
        });
      }),
    );
}

/** From Tết's eve to its third day nothing goes out, unless somebody has chosen so. */
function refuseTet({ say, locale }: Session, { items, outlook }: Laid, chosen: boolean): void {
  const inTet = chosen ? [] : items.filter((_, index) => outlook.items[index]?.inTet);
  if (inTet.length === 0) return;
  throw new InputError(
    'campaign-in-tet',
    inTet.map(({ item, at }) =>
      argumentFault(
        say('cli:campaign.inTet', { item: item.name, at: formatMoment(at, locale) }),
        say('cli:campaign.inTetMend'),
      ),
    ),
  );
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
