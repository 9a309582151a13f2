import { randomUUID } from 'node:crypto';
import type { Part } from '../../../content/message.js';
import { type FileMessage, type TelegramMessage, toTelegram } from './format.js';

/**
 * Bodies of calls, built cheaply. A broadcast says the same to everyone, so everything but the chat is serialised once
 * for a part and kept as bytes for as long as the part itself lives; a call then costs one small copy.
 */
export interface Prepared {
  message: TelegramMessage;
  /** The JSON behind the chat id, with the file's handle when the message carries a file. */
  tailFor(handle: string | null): Buffer;
}

const prepared = new WeakMap<Part, Prepared>();

export function prepare(part: Part): Prepared {
  let known = prepared.get(part);
  if (known === undefined) {
    known = build(toTelegram(part));
    prepared.set(part, known);
  }
  return known;
}

function build(message: TelegramMessage): Prepared {
  let tail: Buffer | null = null;
  let tailHandle: string | null = null;
  return {
    message,
    tailFor(handle) {
      if (tail === null || tailHandle !== handle) {
        const withFile =
          handle === null || message.method === 'sendMessage'
            ? message.payload
            : { [message.file.kind]: handle, ...message.payload };
        tail = Buffer.from(`,${JSON.stringify(withFile).slice(1)}`);
        tailHandle = handle;
      }
      // A file without any caption or button leaves nothing but the brace behind the comma.
      return tail.length === 2 ? EMPTY_TAIL : tail;
    },
  };
}

const EMPTY_TAIL = Buffer.from('}');

export function jsonBody(chat: string, tail: Buffer): Buffer {
  const head = `{"chat_id":${chatId(chat)}`;
  const body = Buffer.allocUnsafe(head.length + tail.length);
  body.write(head, 0, 'latin1');
  tail.copy(body, head.length);
  return body;
}

/** A number as Telegram has it; whatever else stands in the table goes as text and is refused by Telegram, not by us. */
function chatId(chat: string): string {
  return /^-?[1-9]\d{0,15}$/.test(chat) ? chat : asciiJson(chat);
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The first send of a file: the same fields as multipart/form-data, with the bytes. */
export function multipartBody(
  chat: string,
  message: FileMessage,
  bytes: Buffer,
): { contentType: string; body: Buffer } {
  const boundary = `loa-${randomUUID()}`;
  const fields = Object.entries({ chat_id: chat, ...message.payload }).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${typeof value === 'string' ? value : JSON.stringify(value)}\r\n`,
  );
  const { kind, fileName, mime } = message.file;
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="${kind}"; filename="${quoted(fileName)}"\r\nContent-Type: ${quoted(mime)}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(fields.join('') + file), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** A file name cannot end its own header. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
