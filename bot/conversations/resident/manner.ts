import type { Translate } from '../../../content/i18n.js';
import type { ChannelName } from '../../../content/limits.js';
import { LIMITS } from '../../../content/limits.js';

/** How a channel lets a conversation speak: what a person types to steer it, and what buttons can be. */
export interface Manner {
  /** The placeholders of the sentences that name what can be typed. */
  words: { start: string; help: string; stop: string };
  /** Buttons in one message at most. */
  buttons: number;
  /** Whether a button can dial a number. */
  dials: boolean;
}

/** Telegram has commands; elsewhere a plain word does it, which `words.ts` knows. */
export function mannerOf(channel: string, t: Translate): Manner {
  const { buttons } = LIMITS[isKnown(channel) ? channel : 'telegram'];
  if (channel !== 'zalo') return { words: { start: '/start', help: '/help', stop: '/stop' }, buttons, dials: false };
  return {
    words: { start: t('bot:word.start'), help: t('bot:word.help'), stop: t('bot:word.stop') },
    buttons,
    dials: true,
  };
}

function isKnown(channel: string): channel is ChannelName {
  return channel in LIMITS;
}
