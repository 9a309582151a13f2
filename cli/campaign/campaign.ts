import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import { formatMoment } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { listCampaigns, loadCampaign } from '../../content/loadCampaign.js';
import { formatAudience } from '../../people/audience/formatAudience.js';
import { readAudience } from '../../people/audience/readAudience.js';
import { createBroadcast } from '../../scheduler/broadcast/create.js';
import { byStaff } from '../broadcast.js';
import { capsOf } from '../capsOptions.js';
import { answer, flag, plain, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { dated, type Laid, lay } from './dates.js';
import { examAsJson, examNotes } from './exams.js';
import { foldersCommands } from './folders.js';
import { lintCommand } from './lint.js';
import { capNotes, previewCommand } from './preview.js';
import { relayCommand } from './relay.js';
import { relayCountsCommand } from './relayCounts.js';
import { reportCommand } from './report.js';
import { sayVersion, versionsCommands } from './versions.js';

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
  lintCommand(campaign, say);
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
        refuseFaults(laid, flag(options, 'skipPassed'));
        refuseTet(session, laid, flag(options, 'throughTet'));
        const created: Made[] = [];
        const caps = capsOf(options, session.say);
        const leftOut: { item: string; at: string; exam: object; broadcast: string | null }[] = [];
        for (const [index, { item, at, until, message, rule }] of laid.items.entries()) {
          if (at <= session.clock.now()) continue;
          const known = await alreadyThere(session, name, item.name, at, rule);
          const exam = laid.exams.items[index]?.all ?? null;
          if (exam !== null) {
            const broadcast = known?.id ?? null;
            leftOut.push({ item: item.name, at: at.toISOString(), exam: examAsJson(exam), broadcast });
            continue;
          }
          if (known !== null) {
            const otherText = known.hash !== null && known.hash !== laid.source.hash;
            created.push({ id: known.id, item: item.name, at: at.toISOString(), existed: true, otherText });
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
              campaign: { name, item: item.name, version: laid.source.version?.id ?? null, hash: laid.source.hash },
              ...(caps === undefined ? {} : { caps }),
            },
            by,
          );
          created.push({ id, item: item.name, at: at.toISOString(), existed: false, otherText: false });
        }
        if (laid.catchUp !== null) created.push(await draftCatchUp(session, name, laid, laid.catchUp, { by, caps }));
        const { version, hash } = laid.source;
        answer(
          options,
          { name, year: laid.year, version: version?.number ?? null, hash, broadcasts: created, leftOut },
          () => {
            printLine(session.say('cli:campaign.scheduled', { count: created.length }));
            printLine(table(created.map((row) => [row.id, formatMoment(new Date(row.at), session.locale), row.item])));
            printLine(sayVersion(version, session.say));
            for (const { id } of created.filter(({ otherText }) => otherText))
              printLine(session.say('cli:versions.otherText', { id }));
            if (leftOut.length > 0) {
              printLine(session.say('exams:leftOut', { count: leftOut.length }));
              const when = (at: string): string => formatMoment(new Date(at), session.locale);
              printLine(table(leftOut.map((row) => [`  ${when(row.at)}`, row.item])));
            }
            for (const { broadcast: id, item } of leftOut)
              if (id !== null) printLine(session.say('exams:madeBefore', { id, item }));
            for (const line of [...examNotes(session, laid), ...capNotes(session, laid)]) printLine(line);
          },
        );
      }),
    );
  versionsCommands(campaign, say);
  foldersCommands(campaign, say);
  reportCommand(campaign, say);
}

interface Made {
  id: string;
  item: string;
  at: string;
  existed: boolean;
  /** It was made of another text than the one in use now. */
  otherText: boolean;
}

/** The draft for whoever joins meanwhile. It is known again by its end, because its beginning is the next message whenever it is asked for. */
async function draftCatchUp(
  session: Session,
  name: string,
  { source }: Laid,
  { item, message, at, until, rule }: Laid['items'][number],
  { by, caps }: { by: Parameters<typeof createBroadcast>[2]; caps: ReturnType<typeof capsOf> },
): Promise<Made> {
  const audience = formatAudience(await readAudience(session.db, rule, session.locale));
  const known = await session.db.prisma.broadcast.findFirst({
    where: { campaign: name, catchUp: true, parentId: null, until, audience, state: { not: 'cancelled' } },
    select: { id: true, at: true, campaignHash: true },
  });
  if (known !== null) {
    const otherText = known.campaignHash !== null && known.campaignHash !== source.hash;
    const since = (known.at ?? at).toISOString();
    return { id: String(known.id), item: item.name, at: since, existed: true, otherText };
  }
  const { id } = await createBroadcast(
    session.db,
    {
      ...{ message, media: item.media, audience: rule, at, until, catchUp: true },
      ...{ onUnknown: 'leave', ifLate: 'send', anyHour: false },
      campaign: { name, item: item.name, version: source.version?.id ?? null, hash: source.hash },
      ...(caps === undefined ? {} : { caps }),
    },
    by,
  );
  return { id, item: item.name, at: at.toISOString(), existed: false, otherText: false };
}

/** What is scheduled are the very bytes that the linter looked at just now (`openCampaign`): with a fault in them nothing is. */
function refuseFaults({ faults, passed }: Laid, skipPassed: boolean): void {
  const all = skipPassed ? faults : [...faults, ...passed];
  if (all.length > 0) throw new InputError(faults.length > 0 ? 'campaign-faults' : 'campaign-passed', all);
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
): Promise<{ id: string; hash: string | null } | null> {
  const audience = formatAudience(await readAudience(session.db, rule, session.locale));
  const found = await session.db.prisma.broadcast.findFirst({
    where: { campaign, campaignItem: item, at, audience, state: { not: 'cancelled' } },
    select: { id: true, campaignHash: true },
  });
  return found === null ? null : { id: String(found.id), hash: found.campaignHash };
}
