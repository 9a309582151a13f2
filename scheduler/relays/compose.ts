import { type Translate, translator } from '../../content/i18n.js';
import { type Button, type LocalisedMessage, type Part, partsFor, plainPart } from '../../content/message.js';
import { shorten } from '../../content/shorten.js';
import type { RelayChannel } from '../../people/relayers/relayer.js';
import { formatDate } from '../calendar/announced.js';
import { REMINDER_TEMPLATE } from '../nudges/template.js';

/**
 * What the buttons under a package carry; bot/conversations/relayer reads it. `b` read out, `f` passed on, `n` not done, `d` give the files. Part of
 * what was sent, so good for ever.
 */
export const relayButton = (verb: 'b' | 'f' | 'n' | 'd', packageId: number): string => `r1:${verb}:${packageId}`;

/** The buttons to answer a package with, and to get its files. */
export function answerButtons(id: number, channel: RelayChannel, t: Translate, files = true): Button[][] {
  const done: Button =
    channel === 'loudspeaker'
      ? { label: t('relay:button.broadcast'), data: relayButton('b', id) }
      : { label: t('relay:button.forwarded'), data: relayButton('f', id) };
  return [[done], ...(files ? [[{ label: t('relay:button.files'), data: relayButton('d', id) }]] : [])];
}

/** Everything that one person relays this week: each package in its messages, the buttons below its last one. */
export function composePackage(
  person: {
    locale: string;
    name: string;
    packages: readonly { id: number; channel: RelayChannel; said: LocalisedMessage }[];
  },
  day: string,
): LocalisedMessage {
  const t = translator(person.locale);
  const parts = person.packages.flatMap(({ id, channel, said }): Part[] => [
    ...partsFor(said, person.locale),
    plainPart(t(`relay:chat.answer.${channel}`), answerButtons(id, channel, t)),
  ]);
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error('a package says nothing');
  return { [person.locale]: [{ ...first, template: templateOf(person.name, day, t) }, ...rest] };
}

/** One question for each package that nobody answered. */
export function composeReminder(
  packages: readonly { id: number; channel: RelayChannel; locale: string; name: string; until: string }[],
): LocalisedMessage {
  const [first] = packages;
  if (first === undefined) throw new Error('nothing to remind of');
  const t = translator(first.locale);
  const parts = packages.map(
    ({ id, channel, until }, at): Part => ({
      ...plainPart(t(`relay:chat.reminder.${channel}`, { day: formatDate(until) }), answerButtons(id, channel, t)),
      ...(at === 0 ? { template: templateOf(first.name, until, t) } : {}),
    }),
  );
  return { [first.locale]: parts };
}

/** Neither more nor less than the template declares. */
function templateOf(name: string, day: string, t: Translate): Record<string, string> {
  return {
    ten: shorten(name, REMINDER_TEMPLATE.ten),
    noi_dung: shorten(t('relay:chat.template'), REMINDER_TEMPLATE.noi_dung),
    han: formatDate(day).slice(0, REMINDER_TEMPLATE.han),
  };
}
