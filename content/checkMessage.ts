import type { Fault } from '../base/errors.js';
import { sha256Of } from './campaignTree.js';
import { contentFault } from './fault.js';
import { translator } from './i18n.js';
import type { MediaFile } from './media.js';
import type { LocalisedMessage } from './message.js';
import { openPlaceholders } from './placeholders.js';
import { lawFaults, wordFaults } from './wordFaults.js';

/**
 * The last look at a message, at the very words and bytes that are stored and sent, whoever composed them and wherever they came from: words that are never
 * said, law that is not in force on the day, placeholders left open, files that are not the ones that were looked at. Lines are those of the text.
 *
 * @param on the day on which it goes out, YYYY-MM-DD
 */
export function messageFaults(
  message: LocalisedMessage,
  media: ReadonlyMap<string, MediaFile>,
  { on, locale }: { on: string; locale: string },
): Fault[] {
  const t = translator(locale);
  return Object.entries(message).flatMap(([language, parts = []]) =>
    parts.flatMap((part): Fault[] => {
      const labels = part.buttons.flat().map(({ label }) => label);
      const texts = [part.body.text, ...labels];
      const file = part.media === null ? undefined : media.get(part.media.sha256);
      return [
        ...texts.flatMap((text) => wordFaults(text, 1, language, t)),
        ...texts.flatMap((text) => lawFaults(text, 1, language, t, { on, locale })),
        ...texts
          .flatMap((text) => openPlaceholders(text, 1, {}))
          .map(({ name, line }) => contentFault(t, 'placeholderValue', { file: language, line }, { name })),
        // A file was looked at when it was read (`checkMedia`), and is known by its hash from then on.
        ...(part.media === null || file === undefined || sha256Of(file.bytes) === part.media.sha256
          ? []
          : [contentFault(t, 'mediaUnreadable', { file: language, line: null }, { path: part.media.fileName })]),
      ];
    }),
  );
}
