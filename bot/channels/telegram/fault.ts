import type { Button, MediaRef, Part } from '../../../content/message.js';
import type { ContentFault } from '../../../scheduler/channel.js';

/**
 * Why a part cannot go over Telegram, checked before anybody approves it, so that no broadcast is stopped in its middle
 * by what could have been known. Lengths are counted in UTF-16 units: Telegram counts characters, which are never more.
 */
export function telegramFault(part: Part): ContentFault | null {
  const length = part.body.text.length;
  if (part.media === null) {
    if (part.body.text.trim() === '') return { code: 'text-empty' };
    if (length > MAX_TEXT) return { code: 'text-too-long', limit: MAX_TEXT, actual: length };
  } else {
    if (length > MAX_CAPTION) return { code: 'caption-too-long', limit: MAX_CAPTION, actual: length };
    const fault = fileFault(part.media);
    if (fault !== null) return fault;
  }
  for (const button of part.buttons.flat()) {
    const fault = buttonFault(button);
    if (fault !== null) return fault;
  }
  return null;
}

/** core.telegram.org/bots/api: sendMessage, sendPhoto, InlineKeyboardButton, "Sending files". */
const MAX_TEXT = 4_096;
const MAX_CAPTION = 1_024;
const MAX_BUTTON_DATA_BYTES = 64;
const MEGABYTE = 1_000_000;
const MAX_PHOTO_BYTES = 10 * MEGABYTE;
const MAX_FILE_BYTES = 50 * MEGABYTE;

/** What Telegram makes a picture of, and what its players play; anything goes as a document. */
const TYPES: Record<MediaRef['kind'], RegExp> = {
  photo: /^image\/(jpeg|png|webp|bmp)$/,
  video: /^video\/mp4$/,
  document: /^/,
};

function fileFault(file: MediaRef): ContentFault | null {
  const limit = file.kind === 'photo' ? MAX_PHOTO_BYTES : MAX_FILE_BYTES;
  if (file.sizeBytes > limit) return { code: 'file-too-large', limit, actual: file.sizeBytes };
  return TYPES[file.kind].test(file.mime) ? null : { code: 'file-type' };
}

function buttonFault(button: Button): ContentFault | null {
  if ('url' in button) return isAddress(button.url) ? null : { code: 'button-url' };
  const bytes = Buffer.byteLength(button.data);
  return bytes >= 1 && bytes <= MAX_BUTTON_DATA_BYTES
    ? null
    : { code: 'button-data', limit: MAX_BUTTON_DATA_BYTES, actual: bytes };
}

/** Telegram refuses names without a dot (BUTTON_URL_INVALID), and every scheme but these. */
function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'tg:' || ((protocol === 'http:' || protocol === 'https:') && hostname.includes('.'));
}
