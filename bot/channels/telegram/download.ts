import { type Api, GrammyError, HttpError } from 'grammy';
import { SECOND_MS } from '../../../base/clock.js';
import type { FetchedFile } from '../../chatFiles.js';
import type { IncomingFile } from '../../incoming.js';
import type { TelegramConnection } from './connection.js';

/** Telegram gives bots no more than 20 MB of a file; `mostBytes` are bounded by it as well. */
const TIMEOUT_MS = 15 * SECOND_MS;
/** As Telegram makes them. A Bot API server of one's own that works with local paths says something else, which is not followed. */
const FILE_PATH = /^(?!.*\.\.)[\w-]+(?:\/[\w.-]+){1,3}$/;

/**
 * The bytes of a file that a person sent. A reference serves for as long as Telegram keeps the file; the path behind it for an hour, so it is asked
 * for anew each time. It throws for nothing that Telegram does, and no error of it carries the address, in which the token stands.
 */
export async function download(
  api: Api,
  connection: TelegramConnection,
  { reference, sizeBytes }: IncomingFile,
  mostBytes: number,
): Promise<FetchedFile> {
  if ((sizeBytes ?? 0) > mostBytes) return { kind: 'too-big' };
  let path: string;
  try {
    const file = await api.getFile(reference);
    if ((file.file_size ?? 0) > mostBytes) return { kind: 'too-big' };
    path = file.file_path ?? '';
  } catch (error) {
    if (error instanceof HttpError) return { kind: 'away', reason: 'no-answer' };
    if (!(error instanceof GrammyError)) throw error;
    if (error.error_code === 429 || error.error_code >= 500 || error.error_code === 401)
      return { kind: 'away', reason: `telegram-${error.error_code}` };
    return /too big/i.test(error.description) ? { kind: 'too-big' } : { kind: 'gone', reason: 'telegram-refused' };
  }
  if (!FILE_PATH.test(path)) return { kind: 'gone', reason: 'no-path' };
  const answer = await connection.http.call({
    method: 'GET',
    path: connection.pathOfFile(path),
    headers: [],
    body: null,
    timeoutMs: TIMEOUT_MS,
    maxAnswerBytes: mostBytes,
  });
  if (answer.kind !== 'answer')
    return answer.reason === 'answer-too-long' ? { kind: 'too-big' } : { kind: 'away', reason: answer.reason };
  if (answer.status === 200) return { kind: 'fetched', bytes: answer.body };
  return answer.status === 429 || answer.status >= 500
    ? { kind: 'away', reason: `status-${answer.status}` }
    : { kind: 'gone', reason: `status-${answer.status}` };
}
