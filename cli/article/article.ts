import type { Command } from 'commander';
import { formatMoment } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { readArticleFile } from '../../content/readArticle.js';
import type { MassPost } from '../../prisma/generated/client.js';
import { createMassPost } from '../../scheduler/mass/create.js';
import { findMassPost } from '../../scheduler/mass/find.js';
import { massStatus } from '../../scheduler/mass/status.js';
import { GENDERS, type MassTarget, PLATFORMS, REGIONS } from '../../scheduler/mass/target.js';
import {
  approveMassPost,
  cancelMassPost,
  type MassBy,
  type MassResult,
  reportMassPost,
  sendMassPost,
} from '../../scheduler/mass/verbs.js';
import { byStaff, timeOption } from '../broadcast.js';
import { answer, listOption, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine } from '../output.js';
import type { Session } from '../session.js';
import { accountOf, bad, platformOf } from './account.js';
import { articleShowCommands, statusJson } from './show.js';
import { budgetLines } from './words.js';

/** `article create | preview | approve | send | cancel | status | list | budget | result`. */
export function articleCommand(program: Command, say: Translate): void {
  const article = program.command('article').description(say('article:describe.article'));
  createCommand(article, say);
  withJson(article.command('approve <id>').description(say('article:describe.approve')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const { platform } = await accountOf(session, id);
        const { hash } = await approveMassPost(session.db, platform, id, byStaff(session, options));
        await tell(session, id, options, { hash }, ({ at }) => [
          session.say('article:done.approved', { id }),
          at === null
            ? session.say('article:done.approvedSend', { id })
            : session.say('article:done.approvedAt', { at: formatMoment(at, session.locale) }),
        ]);
      }),
    );
  withJson(article.command('send <id>').description(say('article:describe.send')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const { platform } = await accountOf(session, id);
        await sendMassPost(session.db, platform, id, byAnybody(session, options));
        await tell(session, id, options, {}, () => [session.say('article:done.sending', { id })]);
      }),
    );
  withJson(article.command('cancel <id>').description(say('article:describe.cancel')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        await cancelMassPost(session.db, id, byAnybody(session, options));
        await tell(session, id, options, {}, () => [session.say('article:done.cancelled', { id })]);
      }),
    );
  withJson(article.command('result <id>').description(say('article:describe.result')))
    .option('--reached [people]', say('article:option.reached'))
    .option('--rejected <why>', say('article:option.rejected'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        await reportMassPost(session.db, id, resultOption(options, session.say), byStaff(session, options));
        await tell(session, id, options, {}, () => [session.say('article:done.result', { id })]);
      }),
    );
  articleShowCommands(article, say);
}

function createCommand(article: Command, say: Translate): void {
  withJson(article.command('create <file>').description(say('article:describe.create')))
    .option('--audience <rule>', say('article:option.audience'), 'all')
    .option('--ages <range...>', say('article:option.ages'))
    .option('--gender <male|female>', say('article:option.gender'))
    .option('--region <north|central|south...>', say('article:option.region'))
    .option('--platform <ios|android...>', say('article:option.platform'))
    .option('--at <time>', say('cli:option.at'))
    .option('--until <time>', say('cli:option.until'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [file = ''], options) => {
        const { db, locale, settings, say: t } = session;
        const platform = platformOf(session);
        if (settings.publicUrl === undefined)
          throw bad('no-public-url', t, 'article:fault.noPublicUrl', 'article:fault.noPublicUrlMend');
        const by = byStaff(session, options);
        const narrower = narrowerOption(options, t);
        const times = { at: timeOption(options, 'at', t), until: timeOption(options, 'until', t) };
        const { article: content, media } = await readArticleFile(file, { locale });
        const audience = textOption(options, 'audience') ?? 'all';
        const { id } = await createMassPost(
          db,
          platform,
          { article: content, media, audience, narrower, ...times },
          by,
        );
        await tell(session, id, options, {}, () => [
          t('article:done.created', { id }),
          t('article:done.createdNext', { id }),
        ]);
      }),
    );
}

/** Says what was done, and where the budget stands after it. */
async function tell(
  session: Session,
  id: string,
  options: Options,
  more: Record<string, string>,
  lines: (post: MassPost) => string[],
): Promise<void> {
  const post = await findMassPost(session.db, id, session.say);
  const status = await massStatus(session.db, post, { clock: session.clock, platform: platformOf(session) });
  answer(options, { ...(await statusJson(session, status)), ...more }, () =>
    printLine([...lines(post), ...budgetLines(status.budget, session)].join('\n')),
  );
}

function narrowerOption(options: Options, t: Translate): Omit<MassTarget, 'provinces'> {
  const gender = textOption(options, 'gender');
  return {
    ages: wordsOf(options, 'ages')?.map((range) => readAges(range, t)) ?? null,
    gender: gender === undefined ? null : oneOf(gender, '--gender', GENDERS, t),
    regions: sorted(wordsOf(options, 'region')?.map((word) => oneOf(word, '--region', REGIONS, t))),
    platforms: sorted(wordsOf(options, 'platform')?.map((word) => oneOf(word, '--platform', PLATFORMS, t))),
  };
}

/** `18-24 25-34` and `18-24,25-34` alike; undefined where the option is not given. */
function wordsOf(options: Options, name: string): string[] | undefined {
  const words = listOption(options, name)
    .flatMap((word) => word.split(','))
    .map((word) => word.trim());
  return words.length === 0 ? undefined : words;
}

const sorted = <T>(words: T[] | undefined): T[] | null => (words === undefined ? null : [...new Set(words)].sort());

function readAges(value: string, t: Translate): { from: number; to: number | null } {
  const [, from, to, above] = /^(\d{1,2})(?:\s*[-–]\s*(\d{1,2})|(\+))$/.exec(value) ?? [];
  if (from === undefined || (to === undefined && above === undefined))
    throw bad('bad-ages', t, 'article:fault.badAges', 'article:fault.badAgesMend', { value });
  return { from: Number(from), to: to === undefined ? null : Number(to) };
}

function oneOf<T extends string>(value: string, option: string, allowed: readonly T[], t: Translate): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const values = { option, value, allowed: allowed.join(' | ') };
  throw bad('bad-choice', t, 'cli:fault.badChoice', 'cli:fault.badChoiceMend', values);
}

const MAX_WHY = 200;

function resultOption(options: Options, t: Translate): MassResult {
  const reached = options['reached'];
  const why = textOption(options, 'rejected')?.normalize('NFC').trim();
  if ((reached === undefined) === (why === undefined))
    throw bad('bad-result', t, 'article:fault.result', 'article:fault.resultMend');
  if (why !== undefined) {
    if (why === '' || why.length > MAX_WHY) throw bad('bad-why', t, 'article:fault.why', 'article:fault.whyMend');
    return { kind: 'rejected', why };
  }
  if (typeof reached !== 'string') return { kind: 'reached', people: null };
  if (!/^\d{1,9}$/.test(reached))
    throw bad('bad-people', t, 'article:fault.people', 'article:fault.peopleMend', { value: reached });
  return { kind: 'reached', people: Number(reached) };
}

/** What two people decided, anybody at the machine may send or stop; the chain then says "operator". */
function byAnybody(session: Session, options: Options): MassBy {
  return { name: textOption(options, 'as') ?? null, clock: session.clock, say: session.say, locale: session.locale };
}
