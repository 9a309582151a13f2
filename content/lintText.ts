import type { Fault } from '../base/errors.js';
import {
  countWords,
  MAX_SENTENCE_WORDS,
  MAX_SPOKEN_SECONDS,
  sentencesOf,
  spokenSeconds,
  thingsToDo,
} from './clarity.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';
import { fillText, placeholdersIn } from './placeholders.js';
import type { CampaignFiles, ItemFiles } from './readCampaign.js';
import type { LocalText } from './readMessage.js';
import { topicFaults } from './topicButtons.js';
import { type Cited, lawFaults, wordFaults } from './wordFaults.js';

/** One thought and one thing to do. */
const MAX_WORDS = 60;
/** What a phone on a slow line still loads at once. */
const MAX_PICTURE_KB = 100;

export interface TextLint {
  /** The names of the quizzes that there are. */
  quizzes: readonly string[];
  cited: Cited;
  t: Translate;
}

interface OneText {
  file: string;
  text: LocalText;
}

/** The words of each language of a message as they are heard, and the picture beside them. */
export function textFaults({ texts }: ItemFiles, { campaign }: CampaignFiles, lint: TextLint): Fault[] {
  const { t, quizzes, cited } = lint;
  return texts.flatMap(({ file, text }) => {
    const { source } = text;
    if (source === null) return [];
    return [
      ...source.notNfcLines.map((line) => contentFault(t, 'notNfc', { file, line })),
      ...wordFaults(source.head ?? '', source.headLine, file, t),
      ...wordFaults(source.body, source.bodyLine, file, t),
      ...lawFaults(source.body, source.bodyLine, file, t, cited),
      ...(text.minority === null
        ? [...oneSided({ file, text }, texts, t), ...heard({ file, text }, campaign?.theme[text.locale] ?? '', t)]
        : copied({ file, text }, texts, t)),
      ...topicFaults(text.parts, campaign, quizzes, { file, line: text.buttonsLine ?? source.headLine }, t),
      ...pictures({ file, text }, t),
    ];
  });
}

/** A placeholder that one language fills and another forgot: its readers would be told less. */
function oneSided({ file, text }: OneText, texts: readonly OneText[], t: Translate): Fault[] {
  const own = placeholdersIn(text.source);
  const others = texts.filter((other) => other.text.locale !== text.locale && other.text.minority === null);
  return [...new Set(others.flatMap((other) => [...placeholdersIn(other.text.source)]))]
    .filter((name) => !own.has(name))
    .map((name) =>
      contentFault(
        t,
        'placeholderOneSided',
        { file, line: text.source?.bodyLine ?? null },
        {
          name: `{{${name}}}`,
          locale: text.locale,
          other: others.find((one) => placeholdersIn(one.text.source).has(name))?.text.locale ?? '',
        },
      ),
    );
}

/** A text in a minority's language that is another language's, word for word, was written by nobody. How long it may be its speakers judge. */
function copied({ file, text }: OneText, texts: readonly OneText[], t: Translate): Fault[] {
  const own = text.parts.map(({ body }) => body.text).join('\n');
  const same = texts.find(
    (other) => other.text.locale !== text.locale && other.text.parts.map(({ body }) => body.text).join('\n') === own,
  );
  if (own === '' || same === undefined) return [];
  const where = { file, line: text.partLines[0] ?? null };
  return [contentFault(t, 'minorityCopied', where, { locale: text.locale, other: same.text.locale })];
}

/** Length in words, in time and in breath, and one thing to do; with the placeholders filled as they will be. */
function heard({ file, text }: OneText, theme: string, t: Translate): Fault[] {
  const { locale, source, parts } = text;
  if (source === null) return [];
  const where = { file, line: text.partLines[0] ?? source.bodyLine };
  const values = { theme, place: 'phường Tân Sơn Nhất', year: '2027' };
  const whole = parts.map((part) => fillText(part.body, values).text).join('\n');
  const faults: Fault[] = [];
  const actual = countWords(whole);
  if (actual > MAX_WORDS) faults.push(contentFault(t, 'tooManyWords', where, { actual, limit: MAX_WORDS }));
  const seconds = spokenSeconds(whole, locale);
  if (seconds >= MAX_SPOKEN_SECONDS)
    faults.push(contentFault(t, 'tooLongAloud', where, { actual: seconds, limit: MAX_SPOKEN_SECONDS }));
  // Lines are those of the file: a message's marks do not move words from one line to another.
  for (const { words, at } of sentencesOf(source.body)) {
    if (words > MAX_SENTENCE_WORDS)
      faults.push(
        contentFault(
          t,
          'sentenceLong',
          { file, line: lineOf(source.body, at, source.bodyLine) },
          {
            actual: words,
            limit: MAX_SENTENCE_WORDS,
          },
        ),
      );
  }
  const things = thingsToDo(source.body, locale);
  const second = things?.leads[1];
  if (second !== undefined)
    faults.push(
      contentFault(
        t,
        'severalThings',
        { file, line: lineOf(source.body, second, source.bodyLine) },
        {
          actual: things?.leads.length ?? 0,
        },
      ),
    );
  if (things?.none === true && actual > 0) faults.push(contentFault(t, 'nothingToDo', where));
  return faults;
}

const lineOf = (text: string, at: number, first: number): number => first + text.slice(0, at).split('\n').length - 1;

function pictures({ file, text }: OneText, t: Translate): Fault[] {
  return text.parts.flatMap(({ media }): Fault[] => {
    const kilobytes = Math.ceil((media?.sizeBytes ?? 0) / 1024);
    if (media?.kind !== 'photo' || kilobytes <= MAX_PICTURE_KB) return [];
    const values = { path: media.fileName, actual: kilobytes, limit: MAX_PICTURE_KB };
    return [
      contentFault(t, 'pictureTooLarge', { file, line: text.mediaLine ?? text.source?.headLine ?? null }, values),
    ];
  });
}
