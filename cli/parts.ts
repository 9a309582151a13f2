import type { Settings } from '../base/settings.js';

/** The channels that this installation sends over, in the order in which they are preferred. */
export function configuredChannels(settings: Settings): ('telegram' | 'zalo')[] {
  // Telegram is always counted, so that rules can be tried before there is a token.
  return settings.zalo === undefined ? ['telegram'] : ['zalo', 'telegram'];
}
