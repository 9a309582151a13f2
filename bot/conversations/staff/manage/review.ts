import { formatHour, formatNumber } from '../../../../content/format.js';
import { LIMITS } from '../../../../content/limits.js';
import type { LocalisedMessage, Part } from '../../../../content/message.js';
import { countAudience } from '../../../../people/audience/countAudience.js';
import { readAudience } from '../../../../people/audience/readAudience.js';
import { mayDo } from '../../../../people/permissions.js';
import type { Broadcast } from '../../../../prisma/generated/client.js';
import { readStoredMessage } from '../../../../scheduler/broadcast/content.js';
import { type Approvable, approvalHash, readApprovable } from '../../../../scheduler/broadcast/hash.js';
import { USELESS_AFTER_HOURS } from '../../../../scheduler/broadcast/start.js';
import { channelWindows } from '../../../../scheduler/delivery/window.js';
import { installedChannels } from '../../../../scheduler/sender/register.js';
import { isOpen, nextOpen } from '../../../../scheduler/time/quietHours.js';
import { part } from '../../part.js';
import { manageButton } from './buttons.js';
import { homeButton, sayCount, sayMoment, sayWhom } from './say.js';
import type { ManageTalk } from './talk.js';

/** Nobody reads more messages than these on a phone; what is longer is approved at the machine. */
const MOST_PARTS = 6;

/**
 * All that an approval covers: every part in every language as residents will read it, then whom, when and what happens otherwise, in words.
 * The button carries the hash of what was read in the same moment, so that anything changed since is not approved by it.
 */
export async function review(talk: ManageTalk, found: Broadcast, lead: readonly string[]): Promise<Part[]> {
  const { say, staff, db } = talk;
  const { t } = say;
  const approvable = await readApprovable(db, found.id);
  const message = readStoredMessage(approvable.message);
  const parts = message === null ? [] : asRead(talk, message);
  const isWhole = parts.length > 0 && parts.length <= MOST_PARTS;
  const may = mayDo(staff.role, 'broadcast.approve');
  const isOwn = found.createdBy === staff.name;
  const isOver = found.until !== null && found.until <= talk.at;
  const note = isOver
    ? [t('manage:review.over')]
    : !isWhole
      ? [t('manage:review.tooLong', { id: found.id })]
      : isOwn
        ? [t('manage:review.own')]
        : may
          ? []
          : [t('manage:review.role')];
  const lines = [
    ...(lead.length > 0 ? [...lead, ''] : []),
    t('manage:review.title', { id: found.id }),
    ...(await terms(talk, { ...approvable, at: date(approvable.at), until: date(approvable.until) })),
    t('manage:writtenBy', { name: found.createdBy }),
    ...(note.length > 0 ? ['', ...note] : []),
  ];
  const buttons =
    may && !isOwn
      ? [
          ...(isWhole && !isOver
            ? [[{ label: t('manage:button.approve'), data: manageButton.approve(found.id, approvalHash(approvable)) }]]
            : []),
          [{ label: t('manage:button.sendBack'), data: manageButton.one('send-back', found.id) }],
        ]
      : [];
  return [...(isWhole ? parts : []), part(lines, [...buttons, [homeButton(say)]])];
}

const date = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));

/** What decides whom a message goes to and when. */
export interface Terms {
  audience: string;
  boundPlace: string | null;
  at: Date | null;
  until: Date | null;
  onUnknown: string;
  ifLate: string;
  anyHour: boolean;
  caps?: Approvable['caps'];
  catchUp?: boolean;
}

/** Whom, how many and why not more, when, until when, and what happens to what is unknown or late: a line each. */
export async function terms(talk: ManageTalk, { audience, boundPlace, ...when }: Terms): Promise<string[]> {
  const { db, say, at: now } = talk;
  const { t, locale } = say;
  const rule = await readAudience(db, audience, locale);
  const [channels, windows] = [await installedChannels(db), await channelWindows(db, 'awareness')];
  const count = await countAudience(db, rule, channels, boundPlace, windows);
  const waits = !when.anyHour && when.at !== null && when.at > now && !isOpen(when.at);
  const isPast = when.at !== null && when.at <= now;
  const starts =
    when.at === null
      ? t('manage:when.started')
      : !isPast
        ? t('manage:at', { when: sayMoment(say, when.at) })
        : when.ifLate === 'send'
          ? t('manage:when.approved')
          : t('manage:when.passed', { when: sayMoment(say, when.at) });
  const late = when.ifLate === 'ask' ? 'ask' : when.ifLate === 'expire' ? 'expire' : 'send';
  return [
    t('manage:card.whom', { whom: sayWhom(talk, { audience, boundPlace }) }),
    // Of those who are there now a catch-up reaches nobody.
    when.catchUp === true ? t('manage:when.catchUp') : sayCount(say, count),
    starts,
    ...(waits && when.at !== null ? [t('manage:when.night', { hour: formatHour(nextOpen(when.at)) })] : []),
    when.until === null
      ? t('manage:when.hours', { count: USELESS_AFTER_HOURS })
      : t('manage:card.until', { when: sayMoment(say, when.until) }),
    t(when.onUnknown === 'resend' ? 'manage:unknown.resend' : 'manage:unknown.leave'),
    ...(when.at === null || (isPast && late === 'send') ? [] : [t(`manage:late.${late}`)]),
    ...(when.anyHour ? [t('manage:when.anyHour')] : []),
    ...(when.caps === undefined
      ? []
      : [
          t('caps:own', { perDay: when.caps.perDay ?? t('caps:usual'), perWeek: when.caps.perWeek ?? t('caps:usual') }),
        ]),
  ];
}

/** Every part in every language as it will be read, its file and its buttons named under it; nothing of it can be pressed here. */
export function asRead({ say, chat }: Pick<ManageTalk, 'say' | 'chat'>, message: LocalisedMessage): Part[] {
  const { t, locale } = say;
  const limit = LIMITS[chat.channel === 'zalo' ? 'zalo' : 'telegram'].textChars;
  const languages = Object.entries(message)
    .filter(([, parts]) => parts !== undefined && parts.length > 0)
    .sort(([a], [b]) => Number(b === 'vi') - Number(a === 'vi'));
  return languages.flatMap(([language, parts = []]) =>
    parts.flatMap((one, at) => {
      const said = new Intl.DisplayNames([locale], { type: 'language' }).of(language) ?? language;
      const title = t('manage:review.part', { n: at + 1, of: parts.length, language: said });
      const under = [
        ...(one.media === null
          ? []
          : [
              t(`manage:review.${one.media.kind}`, {
                name: one.media.fileName,
                size: formatNumber(Math.ceil(one.media.sizeBytes / 1024), locale),
              }),
            ]),
        ...(one.buttons.length === 0
          ? []
          : [t('manage:review.buttons', { labels: one.buttons.flat().map(sayButton).join(' ') })]),
      ];
      const head = `${title}\n\n`;
      const tail = under.length === 0 ? '' : `\n\n${under.join('\n')}`;
      if (head.length + one.body.text.length + tail.length > limit)
        return [{ ...bare(one), body: one.body }, part([title, ...under])];
      const marks = one.body.marks.map((mark) => ({
        ...mark,
        start: mark.start + head.length,
        end: mark.end + head.length,
      }));
      return [{ ...bare(one), body: { text: `${head}${one.body.text}${tail}`, marks } }];
    }),
  );
}

const bare = (one: Part): Part => ({ body: one.body, media: null, buttons: [] });

const sayButton = (button: Part['buttons'][number][number]): string =>
  'url' in button ? `[${button.label} → ${button.url}]` : `[${button.label}]`;
