/** The channels a contact can be reached on, with what an id looks like there. */
export const CHANNELS = ['telegram', 'zalo'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Telegram: at most 52 significant bits. https://core.telegram.org/bots/api#chat */
const TELEGRAM_BITS = 52;
const TELEGRAM_ID = /^-?[1-9]\d{0,15}$/;
/** Zalo: long decimal strings, 19 digits today; room for them to grow. */
const ZALO_ID = /^[1-9]\d{0,31}$/;

export function isChannel(text: string): text is Channel {
  return (CHANNELS as readonly string[]).includes(text);
}

/**
 * Whether the text is an id of that channel in its one written form. There is exactly one form (no plus sign, no
 * leading zero), because the suppression key is made of it: "007" must not be somebody else than "7".
 */
export function isExternalId(channel: Channel, text: string): boolean {
  if (channel === 'zalo') return ZALO_ID.test(text);
  return TELEGRAM_ID.test(text) && Math.abs(Number(text)) < 2 ** TELEGRAM_BITS;
}
