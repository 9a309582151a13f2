import { SECOND_MS } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { Channel, Outcome, Probe, SendRequest } from '../../../scheduler/channel.js';
import { type Answer, readAnswer, sentMessageId } from './answer.js';
import { jsonBody, multipartBody, type Prepared, prepare } from './body.js';
import { classify } from './classify.js';
import { connectTelegram, type TelegramConnection } from './connection.js';
import { type LoadMedia, TelegramFiles } from './files.js';
import type { FileMessage } from './format.js';
import { handleOf } from './handle.js';
import type { UploadStore } from './uploads.js';

export interface TelegramChannelOptions {
  token: string;
  apiRoot: string;
  /** Messages per second. */
  rate: number;
  maxInFlight: number;
  loadMedia: LoadMedia;
  /** Handles of this sender's files: `databaseUploads(database, sender)`. */
  uploads: (sender: string) => UploadStore;
  log: Log;
  /** Longest a send may take, upload and waiting included; tests shorten it. */
  callTimeoutMs?: number;
  /** Of the one who reads what is wrong with the token. */
  language?: string;
}

export interface TelegramChannel extends Channel {
  /** Shared with the bot's conversations: one pool, one token. Closed by the channel. */
  readonly connection: TelegramConnection;
}

/** No call lasts longer: the scheduler leaves at least 25 s of its lease when one begins. */
const CALL_TIMEOUT_MS = 20 * SECOND_MS;
const PROBE_TIMEOUT_MS = 10 * SECOND_MS;
const JSON_HEADERS = ['content-type', 'application/json'];

/**
 * The hot path: a message to one chat in one HTTP call, whose outcome says whether it may be tried again. It throws for
 * nothing that the other side does, repeats nothing by itself, and takes at most `callTimeoutMs`. The pace is the
 * scheduler's; nothing waits here.
 */
export function createTelegramChannel(options: TelegramChannelOptions): TelegramChannel {
  const { log, callTimeoutMs = CALL_TIMEOUT_MS } = options;
  const connection = connectTelegram(options);
  const files = new TelegramFiles(options.uploads(connection.sender), options.loadMedia, log);
  const paths = {
    sendMessage: connection.pathOf('sendMessage'),
    sendPhoto: connection.pathOf('sendPhoto'),
    sendVideo: connection.pathOf('sendVideo'),
    sendDocument: connection.pathOf('sendDocument'),
  };

  async function post(
    path: string,
    headers: string[],
    body: Buffer,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    // What cannot be answered in the time that is left is not begun: it would only end unknown.
    if (timeoutMs < callTimeoutMs / 10) return { kind: 'unsent', reason: 'timeout' };
    return readAnswer(await call(path, headers, body, timeoutMs, signal));
  }

  function call(path: string, headers: string[], body: Buffer, timeoutMs: number, signal: AbortSignal | undefined) {
    return connection.http.call({ method: 'POST', path, headers, body, timeoutMs, ...(signal ? { signal } : {}) });
  }

  async function sendText({ externalId, signal }: SendRequest, prepared: Prepared): Promise<Outcome> {
    const body = jsonBody(externalId, prepared.tailFor(null));
    const result = await call(paths.sendMessage, JSON_HEADERS, body, callTimeoutMs, signal);
    const messageId = sentMessageId(result);
    return messageId === null ? classify(readAnswer(result), externalId) : { kind: 'sent', messageIds: [messageId] };
  }

  function sendFile(request: SendRequest, message: FileMessage): Promise<Outcome> {
    const deadline = performance.now() + callTimeoutMs;
    const { externalId: chat, signal } = request;
    const path = paths[message.method];
    return files.send(message.file, {
      withHandle: async (handle) => {
        const body = jsonBody(chat, prepare(request.part).tailFor(handle));
        return classify(await post(path, JSON_HEADERS, body, deadline - performance.now(), signal), chat);
      },
      withBytes: async (bytes) => {
        const { contentType, body } = multipartBody(chat, message, bytes);
        const answer = await post(path, ['content-type', contentType], body, deadline - performance.now(), signal);
        return {
          outcome: classify(answer, chat),
          handle: answer.kind === 'done' ? handleOf(answer.result, message.file.kind) : null,
        };
      },
    });
  }

  return {
    name: 'telegram',
    sender: connection.sender,
    ratePerSecond: options.rate,
    maxInFlight: options.maxInFlight,
    connection,
    send(request) {
      const prepared = prepare(request.part);
      const { message } = prepared;
      return message.method === 'sendMessage' ? sendText(request, prepared) : sendFile(request, message);
    },
    async probe(): Promise<Probe> {
      const answer = await post(
        connection.pathOf('getMe'),
        JSON_HEADERS,
        Buffer.from('{}'),
        Math.min(callTimeoutMs, PROBE_TIMEOUT_MS),
        undefined,
      );
      if (answer.kind === 'done') return { kind: 'there' };
      const outcome = classify(answer, connection.botId);
      if (outcome.kind === 'stopped') return outcome;
      // Being told to wait is being answered.
      if (outcome.kind === 'throttled') return { kind: 'there' };
      return { kind: 'away', reason: 'reason' in outcome ? outcome.reason : outcome.kind };
    },
    close: () => connection.close(),
  };
}
