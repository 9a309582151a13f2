import type { Fault } from '../../../../base/errors.js';
import { nfc } from '../../../../base/text.js';
import { contentFault } from '../../../../content/fault.js';
import type { Translate } from '../../../../content/i18n.js';
import { CHANNELS, type ChannelName, limitFaults } from '../../../../content/limits.js';
import { countWords } from '../../../../content/lintCampaign.js';
import type { LocalisedMessage, Part } from '../../../../content/message.js';
import { fillMessage, openPlaceholders, placeholderFaults } from '../../../../content/placeholders.js';
import { lawFaults, wordFaults } from '../../../../content/wordFaults.js';
import { BUTTONS } from '../../resident/buttons.js';

/** Above it a message is read to the end by fewer: said, not refused. */
const MANY_WORDS = 60;

/** A quick message as it would go out, or everything that is to be mended first. */
export type Linted = { message: LocalisedMessage; words: number | null } | { faults: Fault[] };

/**
 * Typed words as a message: letter for letter, without marks, with the button under it that stops. Held to what every message to residents is
 * held to: the length that each channel takes, words and laws that are not named, placeholders that have a value here.
 *
 * @param options.t in whose language the faults are said
 */
export function lintQuick(
  typed: string,
  options: { t: Translate; residents: Translate; channels: readonly string[]; place: string; year: string },
): Linted {
  const { t, residents, place, year } = options;
  const text = nfc(typed).replace(/\r\n?/g, '\n').trim();
  const values = { place, year };
  const where = { file: '', firstLine: 1 };
  const one: Part = {
    body: { text, marks: [] },
    media: null,
    buttons: [[{ label: residents('bot:button.stop'), data: BUTTONS.stop }]],
  };
  const message = fillMessage({ vi: [one] }, () => values);
  const channels = CHANNELS.filter((channel): channel is ChannelName => options.channels.includes(channel));
  const faults = [
    ...placeholderFaults(text, where, t),
    ...openPlaceholders(text, 1, values).map(({ name, line }) =>
      contentFault(t, 'placeholderValue', { file: '', line }, { name }),
    ),
    ...wordFaults(text, 1, '', t),
    ...lawFaults(text, 1, '', t),
    ...(message['vi'] ?? []).flatMap((part) => limitFaults(part, channels, { file: '', line: 1 }, t)),
  ];
  if (faults.length > 0) return { faults };
  const words = countWords(text);
  return { message, words: words > MANY_WORDS ? words : null };
}
