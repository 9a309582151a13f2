import type { Fault } from '../base/errors.js';
import { vietnamDay } from '../base/vietnamDay.js';
import { CATCH_UP, type Campaign, type CampaignItem } from './campaign.js';
import { momentOn } from './campaignDay.js';
import { type CampaignTree, readTree } from './campaignTree.js';
import { countWords } from './clarity.js';
import { contentFault } from './fault.js';
import { formatMoment } from './format.js';
import { type Translate, translator } from './i18n.js';
import { CHANNELS, type ChannelName } from './limits.js';
import { textFaults } from './lintText.js';
import { loadQuizzes } from './loadQuizzes.js';
import { placeholdersIn } from './placeholders.js';
import { type CampaignFiles, type ItemFiles, readCampaign } from './readCampaign.js';
import { lintRelay } from './relay/lintRelay.js';
import { sourceProblem } from './sourceForm.js';
import { type Cited, lawFaults, wordFaults } from './wordFaults.js';

export { countWords } from './clarity.js';

/** The longest theme of the years so far had 23 words. */
const MAX_THEME_WORDS = 30;

export interface LintOptions {
  /** The language in which faults are said; Vietnamese if not given. */
  locale?: string;
  /** The channels whose limits the texts must keep; all of them if not given. */
  channels?: readonly ChannelName[];
  /** Says what is wrong with an audience rule, or null. The rules' grammar is people's, not content's. */
  checkRule?: (rule: string) => { what: string; mend: string } | null;
  /** The year on which the campaign is laid, or how it is chosen: law is held against its days. Without one, law that has an end is out of force. */
  year?: number | ((campaign: Campaign) => number);
  /** Messages whose time has passed by now are faults; with a year only. */
  now?: Date;
  /** Which messages are meant to go out; all if not given. */
  concerns?: (item: CampaignItem) => boolean;
}

/** A campaign and everything that is wrong with it, from one reading of its bytes. */
export interface OpenedCampaign {
  /** Null where campaign.yaml itself cannot be used. */
  campaign: Campaign | null;
  tree: CampaignTree;
  /** In the order of files and lines. None: what is in `campaign` may be scheduled. */
  faults: Fault[];
  /** Some of the faults keep it from being laid on dates at all. */
  broken: boolean;
  /** Its messages whose time has passed by `now`, apart: what is over may still be read, and left out. */
  passed: Fault[];
}

/** Everything that is wrong with a campaign, in the order of its files and lines. An empty list: it may be scheduled. */
export async function lintCampaign(from: string | CampaignTree, options: LintOptions = {}): Promise<Fault[]> {
  const { faults, passed } = await openCampaign(from, options);
  return inOrder([...faults, ...passed]);
}

/**
 * Reads a campaign once and lints exactly what was read: whoever schedules `campaign` when `faults` is empty schedules no byte that was
 * not looked at, whatever happens to the folder in between.
 */
export async function openCampaign(from: string | CampaignTree, wanted: LintOptions = {}): Promise<OpenedCampaign> {
  const t = translator(wanted.locale ?? 'vi');
  const { tree, faults: unread } = typeof from === 'string' ? await readTree(from, t) : { tree: from, faults: [] };
  const files = await readCampaign(tree, t, wanted.channels ?? CHANNELS);
  const options: Dated = { ...wanted, year: yearOf(files.campaign, wanted) };
  const quizzes = (await loadQuizzes()).map(({ name }) => name);
  const unusable = [...unread, ...files.faults, ...files.items.flatMap((item) => ruleFaults(item, options.checkRule))];
  // What cannot be opened cannot be relayed either, and would be said twice.
  const relays = files.campaign === null || unusable.length > 0 ? [] : await lintRelay(files.campaign, tree, t);
  const faults = [
    ...unusable,
    ...relays,
    ...campaignWords(files, t),
    ...files.items.flatMap((item) => {
      const cited = citedOn(item, files, options);
      return [...sourceFaults(item, t, cited), ...textFaults(item, files, { quizzes, cited, t })];
    }),
  ];
  const passed = inOrder(passedOf(files, t, options));
  return { campaign: files.campaign, tree, faults: inOrder(faults), broken: unusable.length > 0, passed };
}

const inOrder = (faults: Fault[]): Fault[] =>
  faults.sort((a, b) => compare(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));

interface Dated extends Omit<LintOptions, 'year'> {
  year: number | undefined;
}

const yearOf = (campaign: Campaign | null, { year }: LintOptions): number | undefined =>
  typeof year !== 'function' ? year : campaign === null ? undefined : year(campaign);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The day on which a message is read. */
function citedOn({ item }: ItemFiles, { campaign }: CampaignFiles, { year, locale = 'vi' }: Dated): Cited {
  if (year === undefined || campaign === null) return { on: null, locale };
  return { on: vietnamDay(momentOn(year, campaign.from, item.on, item.time)), locale };
}

/** Title, description and theme: the words that are shown, and a theme that is one and is said somewhere. */
function campaignWords({ file, yaml, campaign, items }: CampaignFiles, t: Translate): Fault[] {
  if (campaign === null) return [];
  const themed = Object.values(campaign.theme).some((theme) => theme !== '');
  const missing = themed ? campaign.languages.filter((locale) => !campaign.theme[locale]) : [];
  const faults = missing.map((locale) =>
    contentFault(t, 'languageMissing', { file, line: yaml.line(['theme']) }, { locale: `theme.${locale}` }),
  );
  const said = items.some(({ texts }) => texts.some(({ text }) => placeholdersIn(text.source).has('theme')));
  if (themed && items.length > 0 && !said)
    faults.push(contentFault(t, 'placeholderUnused', { file, line: yaml.line(['theme']) }, { name: '{{theme}}' }));
  for (const field of ['title', 'description', 'theme'] as const) {
    for (const [locale, text] of Object.entries(campaign[field])) {
      const where = { file, line: yaml.line([field, locale]) };
      faults.push(...wordFaults(text, where.line, file, t));
      const actual = countWords(text);
      if (field === 'theme' && actual > MAX_THEME_WORDS)
        faults.push(contentFault(t, 'theme', where, { actual, limit: MAX_THEME_WORDS }));
    }
  }
  return faults;
}

/** What nobody could send any more: one fault for a campaign that is over, else one for each message. */
function passedOf({ campaign, file, yaml, items }: CampaignFiles, t: Translate, options: Dated): Fault[] {
  const { year, now, concerns = () => true, locale = 'vi' } = options;
  if (campaign === null || year === undefined || now === undefined) return [];
  const own = items.filter(({ item }) => item.name !== CATCH_UP && concerns(item));
  const late = own
    .map((files) => ({ files, at: momentOn(year, campaign.from, files.item.on, files.item.time) }))
    .filter(({ at }) => at <= now);
  if (late.length === 0) return [];
  if (late.length === own.length)
    return [contentFault(t, 'campaignPassed', { file, line: yaml.line(['to']) }, { year, next: year + 1 })];
  return late.map(({ files, at }) =>
    contentFault(
      t,
      'itemPassed',
      { file: files.file, line: Math.min(files.yaml.line(['date']), files.yaml.line(['day'])) },
      { item: files.item.name, at: formatMoment(at, locale), year },
    ),
  );
}

function ruleFaults({ item, file, yaml }: ItemFiles, checkRule: LintOptions['checkRule']): Fault[] {
  const wrong = checkRule?.(item.audience) ?? null;
  return wrong === null ? [] : [{ file, line: yaml.line(['audience']), ...wrong }];
}

function sourceFaults({ item, file, yaml }: ItemFiles, t: Translate, cited: Cited): Fault[] {
  return item.sources.flatMap((source, at): Fault[] => {
    const where = { file, line: yaml.line(['sources', at]) };
    const problem = sourceProblem(source);
    const form =
      problem === null
        ? []
        : problem.kind === 'address'
          ? [contentFault(t, 'sourceAddress', where, { address: problem.address })]
          : [contentFault(t, problem.kind === 'filler' ? 'sourceFiller' : 'sourceVague', where, { source })];
    return [...form, ...lawFaults(source, where.line, file, t, { ...cited, asSource: true })];
  });
}
