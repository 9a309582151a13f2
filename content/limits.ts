import type { Fault } from '../base/errors.js';
import { contentFault, type FaultCode } from './fault.js';
import type { Translate } from './i18n.js';
import type { Part } from './message.js';

/** What one channel takes in one message. Lengths of text in UTF-16 units, which no channel counts more strictly. */
export interface ChannelLimits {
  textChars: number;
  captionChars: number;
  buttons: number;
  buttonLabelChars: number;
  buttonDataBytes: number;
  photoBytes: number;
  fileBytes: number;
}

const MEGABYTE = 1024 * 1024;

/**
 * - Telegram: Bot API 10.1 (text, caption, callback_data, uploads); 100 buttons is where its server stops; it states no
 *   length of a label, phones cut long ones.
 * - Zalo: official-account consultation message, uploads of 1 MB (picture) and 5 MB (file), five buttons of 100
 *   characters. How Zalo counts characters is not documented.
 */
export const LIMITS = {
  telegram: {
    textChars: 4096,
    captionChars: 1024,
    buttons: 100,
    buttonLabelChars: 64,
    buttonDataBytes: 64,
    photoBytes: 10 * MEGABYTE,
    fileBytes: 50 * MEGABYTE,
  },
  zalo: {
    textChars: 2000,
    captionChars: 2000,
    buttons: 5,
    buttonLabelChars: 100,
    buttonDataBytes: 1000,
    photoBytes: MEGABYTE,
    fileBytes: 5 * MEGABYTE,
  },
} as const satisfies Record<string, ChannelLimits>;

export type ChannelName = keyof typeof LIMITS;
export const CHANNELS: readonly ChannelName[] = ['telegram', 'zalo'];

/** One length over its limit; `actual` and `limit` in characters, bytes or pieces, as the code says. */
export interface Excess {
  code: Extract<FaultCode, 'limitText' | 'limitCaption' | 'limitButtons' | 'limitLabel' | 'limitData' | 'limitFile'>;
  actual: number;
  limit: number;
}

/** Everything about a part that is more than a channel takes. */
export function excesses(part: Part, limits: ChannelLimits): Excess[] {
  const buttons = part.buttons.flat();
  const over = (code: Excess['code'], actual: number, limit: number): Excess[] =>
    actual > limit ? [{ code, actual, limit }] : [];
  return [
    ...(part.media === null
      ? over('limitText', part.body.text.length, limits.textChars)
      : over('limitCaption', part.body.text.length, limits.captionChars)),
    ...over('limitButtons', buttons.length, limits.buttons),
    ...buttons.flatMap((button) => [
      ...over('limitLabel', button.label.length, limits.buttonLabelChars),
      ...('data' in button ? over('limitData', Buffer.byteLength(button.data, 'utf8'), limits.buttonDataBytes) : []),
    ]),
    ...(part.media === null
      ? []
      : over('limitFile', part.media.sizeBytes, part.media.kind === 'photo' ? limits.photoBytes : limits.fileBytes)),
  ];
}

/** The same as faults, for the channels a message is meant for. */
export function limitFaults(
  part: Part,
  channels: readonly ChannelName[],
  where: { file: string; line: number },
  t: Translate,
): Fault[] {
  return channels.flatMap((channel) =>
    excesses(part, LIMITS[channel]).map(({ code, actual, limit }) => {
      const kilobytes = (bytes: number): number => (code === 'limitFile' ? Math.ceil(bytes / 1024) : bytes);
      return contentFault(t, code, where, {
        actual: kilobytes(actual),
        limit: kilobytes(limit),
        channel: t(`content:channel.${channel}`),
      });
    }),
  );
}
