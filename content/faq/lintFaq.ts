import type { Fault } from '../../base/errors.js';
import { foldKey } from '../../base/text.js';
import type { Catalogues } from '../catalogues.js';
import { contentFault } from '../fault.js';
import { type Translate, translator } from '../i18n.js';
import { LIMITS } from '../limits.js';
import { countWords } from '../lintCampaign.js';
import { lawFaults, wordFaults } from '../wordFaults.js';
import { FAQ_LOCALES, FAQ_PLACEHOLDERS } from './faq.js';
import { readFaq, type TopicFile } from './readFaq.js';

/** Read aloud in less than a minute, and on a phone without scrolling far. */
const MAX_WORDS = 120;
const MIN_PHRASINGS = 4;
/** Phones cut longer labels. */
const MAX_TITLE = 44;
/** What stands below an answer, its sources and a place's facts, wants room in the same message. */
const MAX_CHARS = LIMITS.zalo.textChars - 700;

/** A law, a decree, an article, a sum in millions of đồng. */
const OF_LAW = /Luật |Nghị định|Bộ luật|điều \d|triệu đồng|năm tù/u;
const NUMBERED = /\d+\/\d{4}\//u;
/** The article on using during treatment: never to pupils, and nobody knows who reads this. */
const NEVER = [/256\s?a/iu];
const NEXT_STEP = /Việc cần làm|What to do|\{\{|\/erase|\/mydata|^1\. /mu;

type Code = keyof Catalogues['faq']['fault'] & string;

/** Everything that is wrong with the questions and answers of a folder, file by file. An empty list: they may be said. */
export async function lintFaq(folder: string, locale = 'vi'): Promise<Fault[]> {
  const t = translator(locale);
  const { files, faults } = await readFaq(folder, t);
  const ids = new Set<string>();
  const phrasings = new Map<string, string>();
  return [...faults, ...files.flatMap((file) => topicFaults(file, t, ids, phrasings))];
}

function topicFaults(
  { file, text, yaml }: TopicFile,
  t: Translate,
  ids: Set<string>,
  phrasings: Map<string, string>,
): Fault[] {
  const notNfc = text
    .split('\n')
    .flatMap((line, at) => (line === line.normalize('NFC') ? [] : [contentFault(t, 'notNfc', { file, line: at + 1 })]));
  const entries = Object.entries(yaml.value?.entries ?? {}).flatMap(([id, entry]) => {
    const at = (...path: string[]): number => yaml.line(['entries', id, ...path]);
    const faults: Fault[] = [];
    const add = (code: Code, line: number, values: Record<string, string | number> = {}): void => {
      faults.push({ file, line, what: t(`faq:fault.${code}.what`, values), mend: t(`faq:fault.${code}.mend`, values) });
    };
    if (ids.has(id)) add('duplicate', at(), { id });
    ids.add(id);
    if (Object.keys(entry.sources).length === 0) add('noSource', at());
    if (entry.asked.vi.length < MIN_PHRASINGS)
      add('fewPhrasings', at('asked'), { actual: entry.asked.vi.length, limit: MIN_PHRASINGS });
    for (const phrasing of [...entry.asked.vi, ...entry.asked.en]) {
      const other = phrasings.get(foldKey(phrasing));
      if (other !== undefined) add('phrasingTwice', at('asked'), { text: phrasing, other });
      phrasings.set(foldKey(phrasing), id);
    }
    for (const language of FAQ_LOCALES) {
      const answer = entry[language];
      const title = entry.title[language];
      const words = countWords(answer);
      if (words > MAX_WORDS || answer.length > MAX_CHARS)
        add('tooLong', at(language), { locale: language, actual: words, limit: MAX_WORDS });
      if (title.length > MAX_TITLE)
        add('titleTooLong', at('title'), { locale: language, actual: title.length, limit: MAX_TITLE });
      if (!NEXT_STEP.test(answer)) add('noNextStep', at(language), { locale: language });
      for (const never of NEVER)
        if (never.test(answer)) add('neverSaid', at(language), { text: answer.match(never)?.[0] ?? '' });
      for (const [, name = ''] of answer.matchAll(/\{\{([^}]*)\}\}/g))
        if (!FAQ_PLACEHOLDERS.some((known) => known === name))
          add('placeholder', at(language), { text: name, known: FAQ_PLACEHOLDERS.join(', ') });
      // The block begins on the line below its key.
      faults.push(
        ...wordFaults(`${title}\n${answer}`, at(language), file, t),
        ...lawFaults(answer, at(language) + 1, file, t),
      );
    }
    return OF_LAW.test(entry.vi) ? [...faults, ...uncited(entry.sources, at('sources'))] : faults;

    function uncited(sources: Record<string, string>, line: number): Fault[] {
      if (Object.keys(sources).some((key) => CITED.has(key)) || NUMBERED.test(entry.vi)) return [];
      return [{ file, line, what: t('faq:fault.lawNotCited.what'), mend: t('faq:fault.lawNotCited.mend') }];
    }
  });
  return [...notNfc, ...entries];
}

/** Sources that are documents with a number. */
const CITED = new Set(['luat', 'nd163', 'nd282', 'nd28', 'blhs', 'du-lieu', 'chuong-trinh']);
