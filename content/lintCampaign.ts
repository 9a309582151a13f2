import type { Fault } from '../base/errors.js';
import { contentFault } from './fault.js';
import { type Translate, translator } from './i18n.js';
import { CHANNELS, type ChannelName } from './limits.js';
import { loadQuizzes } from './loadQuizzes.js';
import { fillText } from './placeholders.js';
import { type CampaignFiles, type ItemFiles, readCampaign } from './readCampaign.js';
import { lintRelay } from './relay/lintRelay.js';
import { topicFaults } from './topicButtons.js';
import { lawFaults, wordFaults } from './wordFaults.js';

/** One thought and one thing to do; read aloud, under half a minute. */
const MAX_WORDS = 60;
/** The longest theme of the years so far had 23 words. */
const MAX_THEME_WORDS = 30;
/** What a phone on a slow line still loads at once. */
const MAX_PICTURE_KB = 100;

export interface LintOptions {
  /** The language in which faults are said; Vietnamese if not given. */
  locale?: string;
  /** The channels whose limits the texts must keep; all of them if not given. */
  channels?: readonly ChannelName[];
  /** Says what is wrong with an audience rule, or null. The rules' grammar is people's, not content's. */
  checkRule?: (rule: string) => { what: string; mend: string } | null;
}

/** Everything that is wrong with a campaign, in the order of its files and lines. An empty list: it may be scheduled. */
export async function lintCampaign(folder: string, options: LintOptions = {}): Promise<Fault[]> {
  const t = translator(options.locale ?? 'vi');
  const files = await readCampaign(folder, t, options.channels ?? CHANNELS);
  const quizzes = (await loadQuizzes()).map(({ name }) => name);
  // What cannot be opened cannot be relayed either, and would be said twice.
  const relays = files.campaign === null || files.faults.length > 0 ? [] : await lintRelay(files.campaign, t);
  const faults = [
    ...files.faults,
    ...relays,
    ...campaignWords(files, t),
    ...files.items.flatMap((item) => [...itemHead(item, t, options.checkRule), ...itemTexts(item, files, quizzes, t)]),
  ];
  return faults.sort((a, b) => compare(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Title, description and theme: the words that are shown, and a theme that is one. */
function campaignWords({ file, yaml, campaign }: CampaignFiles, t: Translate): Fault[] {
  if (campaign === null) return [];
  const themed = Object.values(campaign.theme).some((theme) => theme !== '');
  const missing = themed ? campaign.languages.filter((locale) => !campaign.theme[locale]) : [];
  const faults = missing.map((locale) =>
    contentFault(t, 'languageMissing', { file, line: yaml.line(['theme']) }, { locale: `theme.${locale}` }),
  );
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

/** The audience rule and the sources. */
function itemHead({ item, file, yaml }: ItemFiles, t: Translate, checkRule: LintOptions['checkRule']): Fault[] {
  const wrong = checkRule?.(item.audience) ?? null;
  const rule = wrong === null ? [] : [{ file, line: yaml.line(['audience']), ...wrong }];
  return [...rule, ...item.sources.flatMap((source, at) => lawFaults(source, yaml.line(['sources', at]), file, t))];
}

/** The words of each language, and the picture beside them. */
function itemTexts(
  { texts }: ItemFiles,
  { campaign }: CampaignFiles,
  quizzes: readonly string[],
  t: Translate,
): Fault[] {
  return texts.flatMap(({ file, text }) => {
    if (text.source === null) return [];
    const { source } = text;
    const faults = source.notNfcLines.map((line) => contentFault(t, 'notNfc', { file, line }));
    faults.push(
      ...wordFaults(source.head ?? '', source.headLine, file, t),
      ...wordFaults(source.body, source.bodyLine, file, t),
    );
    faults.push(...lawFaults(source.body, source.bodyLine, file, t));
    const values = { theme: campaign?.theme[text.locale] ?? '', place: 'phường Tân Sơn Nhất', year: '2027' };
    const actual = text.parts.reduce((sum, part) => sum + countWords(fillText(part.body, values).text), 0);
    if (actual > MAX_WORDS) {
      faults.push(
        contentFault(
          t,
          'tooManyWords',
          { file, line: text.partLines[0] ?? source.bodyLine },
          { actual, limit: MAX_WORDS },
        ),
      );
    }
    faults.push(...topicFaults(text.parts, campaign, quizzes, { file, line: source.headLine }, t));
    for (const { media } of text.parts) {
      const kilobytes = Math.ceil((media?.sizeBytes ?? 0) / 1024);
      if (media?.kind !== 'photo' || kilobytes <= MAX_PICTURE_KB) continue;
      faults.push(
        contentFault(
          t,
          'pictureTooLarge',
          { file, line: source.headLine },
          { path: media.fileName, actual: kilobytes, limit: MAX_PICTURE_KB },
        ),
      );
    }
    return faults;
  });
}

/** Words as they are written: what stands between spaces and holds a letter or a digit. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
