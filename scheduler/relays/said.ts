import { formatShortDay } from '../../content/format.js';
import { type Translate, translator } from '../../content/i18n.js';
import { LIMITS } from '../../content/limits.js';
import { locales } from '../../content/locale.js';
import { type LocalisedMessage, type MediaRef, type Part, plainPart } from '../../content/message.js';
import type { RelayWeek } from '../../content/relay/relay.js';
import { RELAY_CHANNELS, type RelayChannel } from '../../people/relayers/relayer.js';
import { postLines } from './packWeek.js';
import { slotOf } from './relayPaper.js';

/** What each way of relaying is sent in the chat, in the languages of those who relay. Buttons come with the package, whose number they bear. */
export type Said = Record<RelayChannel, LocalisedMessage>;

/** So many of a week's messages with their pictures go into a chat; all of them are in the file. */
const MOST_PICTURES = 4;
const PART_CHARS = LIMITS.zalo.textChars - 100;

/**
 * A week as it is sent to those who relay it: what it is and how to answer, then what is to be read out or passed on, each in a message of its own, so that it
 * can be forwarded as it is. The relayed words stay in the language of the package.
 */
export function saidOfWeek(week: RelayWeek, of: { title: string; place: string; language: string }): Said {
  const entries = RELAY_CHANNELS.map((channel): [RelayChannel, LocalisedMessage] => [
    channel,
    Object.fromEntries(
      locales().map((locale) => {
        const t = translator(locale);
        return [locale, [intro(channel, week, of, locale, t), ...toRelay(channel, week, of.language, t)]];
      }),
    ),
  ]);
  return Object.fromEntries(entries) as Said;
}

function intro(
  channel: RelayChannel,
  week: RelayWeek,
  { title, place }: { title: string; place: string },
  locale: string,
  t: Translate,
): Part {
  const day = (on: string): string => formatShortDay(new Date(`${on}T00:00:00+07:00`), locale);
  const lines = [
    t('relay:chat.package', { title, place, from: day(week.from), to: day(week.to) }),
    '',
    t(`relay:chat.what.${channel}`),
    ...(week.review.length === 0 ? [] : ['', t('relay:paper.review'), ...week.review.map((one) => `- ${one}`)]),
  ];
  return plainPart(lines.join('\n'));
}

function toRelay(channel: RelayChannel, week: RelayWeek, language: string, t: Translate): Part[] {
  switch (channel) {
    case 'loudspeaker':
      return week.readings.map(({ at, seconds, text }) =>
        plainPart(`${t('relay:paper.slot', slotOf(at, seconds, language))}\n\n${text}`),
      );
    case 'group': {
      const everybody = week.group.filter(({ groups }) => groups.length === 0);
      return (everybody.length > 0 ? everybody : week.group).slice(0, MOST_PICTURES).map(({ text, picture }) => {
        if (picture === null) return plainPart(text);
        const { file: _, ...media } = picture;
        return { ...plainPart(text), media: media satisfies MediaRef };
      });
    }
    case 'sms':
      return week.sms.flatMap(({ sms }) => (sms === null ? [] : [plainPart(sms.parts.join('\n'))]));
    case 'portal':
      return chunks(postLines(week, language)).map((text) => plainPart(text));
  }
}

/** Lines put together as long as every channel takes them in one message. */
function chunks(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= PART_CHARS) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
