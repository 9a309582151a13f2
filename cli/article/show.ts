import type { Command } from 'commander';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Article, ArticlePicture } from '../../content/article.js';
import { formatMoment } from '../../content/format.js';
import { type Translate, translator } from '../../content/i18n.js';
import { budgetFor } from '../../scheduler/mass/budget.js';
import { findMassPost } from '../../scheduler/mass/find.js';
import { nextMassOpen } from '../../scheduler/mass/hours.js';
import { articleOf, type MassStatus, massStatus } from '../../scheduler/mass/status.js';
import { readMassAudience } from '../../scheduler/mass/target.js';
import { answer, textOption, withJson, withSession } from '../command.js';
import { printJson, printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { pageWidth, wrapWords } from '../wrap.js';
import { accountOf, platformOf } from './account.js';
import { budgetLines, howAimed, meaningOf, reachLines, reasonInWords } from './words.js';

/** `article preview | status | list | budget`. */
export function articleShowCommands(article: Command, say: Translate): void {
  withJson(article.command('preview <id>').description(say('article:describe.preview'))).action(
    withSession(async (session, [id = ''], options) => {
      const { post, platform } = await accountOf(session, id);
      const status = await massStatus(session.db, post, { clock: session.clock, platform });
      const content = articleOf(post);
      const shown = await statusJson(session, status);
      answer(options, { ...shown, article: content }, () =>
        printLine([...contentLines(content, session), '', ...describe(status, shown.meaning, session)].join('\n')),
      );
    }),
  );
  withJson(article.command('status <id>').description(say('article:describe.status'))).action(
    withSession(async (session, [id = ''], options) => {
      const post = await findMassPost(session.db, id, session.say);
      const status = await massStatus(session.db, post, { clock: session.clock, platform: platformOf(session) });
      const shown = await statusJson(session, status);
      answer(options, shown, () => printLine(describe(status, shown.meaning, session).join('\n')));
    }),
  );
  withJson(article.command('list').description(say('article:describe.list'))).action(
    withSession(async (session, _args, options) => {
      const { db, clock, say: t, locale } = session;
      const posts = await db.prisma.massPost.findMany({ orderBy: { id: 'desc' }, take: 100 });
      const platform = platformOf(session);
      const all = await Promise.all(posts.map((post) => massStatus(db, post, { clock, platform })));
      if (options['json']) return printJson(await Promise.all(all.map((status) => statusJson(session, status))));
      if (all.length === 0) return printLine(t('article:done.none'));
      const when = ({ sentAt, at }: MassStatus) => ((sentAt ?? at) === null ? '' : moment(sentAt ?? at, locale));
      printLine(
        table(all.map((one) => [one.id, t(`article:state.${one.state}`), when(one), one.createdBy, one.title])),
      );
      printLine();
      printLine(t('article:reach.unknown'));
    }),
  );
  withJson(article.command('budget').description(say('article:describe.budget')))
    .option('--audience <rule>', say('article:option.audience'), 'all')
    .action(
      withSession(async (session, _args, options) => {
        const { db, clock, say: t, locale } = session;
        const platform = platformOf(session);
        const rule = textOption(options, 'audience') ?? 'all';
        const wanted = { boundPlace: null, channel: platform.name, locale };
        const provinces = await readMassAudience(db, rule, wanted);
        const target = { provinces, regions: null, ages: null, gender: null, platforms: null };
        const { places } = platform.express(target, t);
        const of = { sender: platform.sender, target, except: null, budget: platform.budget };
        const state = await budgetFor(db, { ...of, day: vietnamDay(nextMassOpen(clock.now())) });
        const budget = { ...state, freeAgainAt: state.freeAgainAt?.toISOString() ?? null };
        const meaning = await meaningOf(db, { ...target, places }, t);
        answer(options, { audience: rule, meaning, ...budget }, () =>
          printLine([meaning, ...budgetLines(budget, session)].join('\n')),
        );
      }),
    );
}

/** What `--json` gives, and the same for people. The reach stands in both: that nobody knows it. */
export async function statusJson(session: Session, status: MassStatus) {
  const { db, say } = session;
  const meaning = await meaningOf(db, status.target, say);
  return {
    ...status,
    meaning,
    reach: { known: false, why: say('article:reach.unknown') },
  };
}

function describe(status: MassStatus, meaning: string, session: Session): string[] {
  const { say, locale } = session;
  const at = (time: string | null): string => (time === null ? '' : moment(time, locale));
  const rows: [string, readonly string[]][] = [
    [say('article:show.title'), [status.title]],
    [say('article:show.to'), [meaning, ...howAimed(status.target, say)]],
    [say('article:show.at'), [status.at === null ? say('article:show.atSend') : at(status.at)]],
    [say('article:show.until'), [at(status.until)]],
    [say('article:show.createdBy'), [status.createdBy]],
    [say('article:show.approvedBy'), [status.approvedBy ?? '']],
    [say('article:show.sentAt'), [at(status.sentAt)]],
    [
      say('article:show.waits'),
      [status.waitsFor === null ? '' : say(`article:waitsFor.${status.waitsFor}`, { id: status.id })],
    ],
    [say('article:show.reason'), [shownReason(status, say)]],
    [say('article:show.budget'), budgetLines(status.budget, session)],
    [say('article:show.reach'), reachLines(status, say)],
  ];
  return [
    say('article:show.heading', { id: status.id, state: say(`article:state.${status.state}`) }),
    ...labelled(rows.filter(([, lines]) => lines.some((line) => line !== ''))),
  ];
}

/** What it waits for says the reasons of waiting already. */
function shownReason({ reason, waitsFor }: MassStatus, say: Translate): string {
  return reason === null || waitsFor === 'budget' || waitsFor === 'quota' ? '' : reasonInWords(reason, say);
}

/** The article as far as a terminal can show it. */
function contentLines(article: Article, { say }: Session): string[] {
  const file = ({ fileName, sizeBytes }: ArticlePicture): string =>
    say('article:show.file', { name: fileName, kilobytes: Math.ceil(sizeBytes / 1024) });
  const width = pageWidth();
  const body = article.body.flatMap((block) =>
    block.type === 'text'
      ? block.paragraphs.flatMap((text) => [...text.split('\n').flatMap((line) => wrapWords(line, width)), ''])
      : [
          `[${say('article:show.picture')}: ${file(block.picture)}${block.caption === '' ? '' : ` – ${block.caption}`}]`,
          '',
        ],
  );
  return [
    ...labelled([
      [say('article:show.title'), [article.title]],
      [say('article:show.description'), [article.description]],
      [say('article:show.author'), [article.author]],
      [say('article:show.cover'), [file(article.cover)]],
      [say('article:show.comments'), [say(article.comments ? 'article:show.commentsOn' : 'article:show.commentsOff')]],
    ]),
    '',
    ...body,
    // As readers will see it, who read Vietnamese whatever language staff has set.
    ...wrapWords(translator('vi')('article:sources', { sources: article.sources.join('; ') }), width),
  ];
}

/** A label before the first line of each, and the others below it, broken to the width of the page. */
function labelled(rows: readonly (readonly [string, readonly string[]])[]): string[] {
  const column = 4 + Math.max(...rows.map(([label]) => [...label].length));
  const lines = rows.flatMap(([label, texts]) =>
    texts
      .flatMap((text) => wrapWords(text, pageWidth() - column))
      .map((line, at) => [`  ${at === 0 ? label : ''}`, line]),
  );
  return table(lines).split('\n');
}

function moment(time: string | null, locale: string): string {
  return time === null ? '' : formatMoment(new Date(time), locale);
}
