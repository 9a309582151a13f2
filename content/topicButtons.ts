import type { Fault } from '../base/errors.js';
import type { Campaign } from './campaign.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';
import { LIMITS } from './limits.js';
import type { Button, LocalisedMessage, Part } from './message.js';

/** Buttons that lead to a topic whose figures are told apart by campaign: a quiz (`quiz:<name>`), a pledge (`pledge:<kind>`). */
const TOPIC = /^(quiz|pledge):([a-z0-9-]+)$/;
const PLEDGES: readonly string[] = ['person', 'family', 'class', 'business'];
/** Only its length matters. */
const SOME_YEAR = 2027;

/** A campaign in one year, as figures and buttons name it: `thang-hanh-dong-06/2027`. */
export function campaignKey(name: string, year: number): string {
  return `${name}/${year}`;
}

/** The message with the campaign in the data of its buttons to quizzes and pledges, so that what is begun there is known to belong to it. */
export function withCampaign(message: LocalisedMessage, campaign: string): LocalisedMessage {
  const marked = (button: Button): Button =>
    'data' in button && TOPIC.test(button.data) ? { ...button, data: `${button.data}:${campaign}` } : button;
  return Object.fromEntries(
    Object.entries(message).map(([locale, parts = []]) => [
      locale,
      parts.map((part) => ({ ...part, buttons: part.buttons.map((row) => row.map(marked)) })),
    ]),
  );
}

/** Buttons to a quiz or pledge that there is not, or that grow too long with their campaign. */
export function topicFaults(
  parts: readonly Part[],
  campaign: Campaign | null,
  quizzes: readonly string[],
  where: { file: string; line: number },
  t: Translate,
): Fault[] {
  return parts.flatMap(({ buttons }) =>
    buttons.flat().flatMap((button): Fault[] => {
      const [whole, topic, name = ''] = ('data' in button ? TOPIC.exec(button.data) : null) ?? [];
      if (whole === undefined) return [];
      const known = topic === 'quiz' ? quizzes : PLEDGES;
      if (!known.includes(name)) {
        const values = { name, known: known.join(', ') };
        const code = topic === 'quiz' ? 'unknown' : 'unknownPledge';
        return [{ ...where, what: t(`quiz:fault.${code}.what`, values), mend: t(`quiz:fault.${code}.mend`, values) }];
      }
      const actual = Buffer.byteLength(`${whole}:${campaignKey(campaign?.name ?? '', SOME_YEAR)}`);
      const limit = LIMITS.telegram.buttonDataBytes;
      return actual > limit
        ? [contentFault(t, 'limitData', where, { actual, limit, channel: t('content:channel.telegram') })]
        : [];
    }),
  );
}
