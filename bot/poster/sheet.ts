import type { Translate } from '../../content/i18n.js';
import { hotlines } from '../hotlines.js';
import { writeJoinCode } from '../joinCode.js';
import { encodeJoinPayload, type JoinPayload } from '../joinPayload.js';

/** What stands on one poster, from top to bottom. */
export interface Sheet {
  title: string;
  place: string;
  /** What the QR code says. */
  link: string;
  /** What to do, in order. */
  steps: string[];
  /** What is to be sent by hand, where the link cannot carry it. */
  code: string | null;
  foot: string[];
}

/** Where the posters of a channel lead: to the official account by its id, to the bot by its name. */
export type PosterChannel = { channel: 'zalo'; oaId: string } | { channel: 'telegram'; bot: string };

/**
 * The words of a poster. A link to an official account on Zalo carries nothing, so the place is sent as a code by hand; one
 * to a bot on Telegram carries place and group.
 */
export function posterSheet(to: PosterChannel, place: string, joining: JoinPayload, t: Translate): Sheet {
  const common = { title: t('poster:sheet.title'), place };
  const numbers = t('poster:sheet.numbers', hotlines());
  if (to.channel === 'zalo')
    return {
      ...common,
      link: `https://zalo.me/${to.oaId}`,
      steps: [t('poster:sheet.scanZalo'), t('poster:sheet.sendCode')],
      code: writeJoinCode(joining),
      foot: [t('poster:sheet.stop', { stop: t('bot:word.stop') }), numbers],
    };
  return {
    ...common,
    link: `https://t.me/${to.bot}?start=${encodeJoinPayload(joining)}`,
    steps: [t('poster:sheet.scanTelegram'), t('poster:sheet.agree')],
    code: null,
    foot: [t('poster:sheet.stop', { stop: '/stop' }), numbers],
  };
}
