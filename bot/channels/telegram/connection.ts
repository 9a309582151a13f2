import { argumentFault, InputError } from '../../../base/errors.js';
import { translator } from '../../../content/i18n.js';
import { createHttp, type Http } from '../http.js';

/** One bot's way to the Bot API: its account, its socket pool, and the path of a method, which alone holds the token. */
export interface TelegramConnection {
  /** The number before the colon of the token: the bot's own user id. */
  botId: string;
  /** As in the sender table. */
  sender: string;
  http: Http;
  /** Path of a method below the origin. Never log it: the token stands in it. */
  pathOf(method: string): string;
  /** The same of a file that `getFile` named. Never log it either. */
  pathOfFile(path: string): string;
  apiRoot: string;
  token: string;
  close(): Promise<void>;
}

/** Sockets beyond the broadcasts' own: the long poll, and conversations that must not wait for them. */
const SPARE_CONNECTIONS = 8;

/** Throws InputError, in the language of whoever runs the service, when this cannot be a token. */
export function connectTelegram(options: {
  token: string;
  apiRoot: string;
  maxInFlight: number;
  language?: string;
}): TelegramConnection {
  const { token, apiRoot } = options;
  const botId = /^(\d+):[\w-]+$/.exec(token)?.[1];
  if (botId === undefined) {
    const t = translator(options.language ?? 'vi');
    throw new InputError('bad-telegram-token', [argumentFault(t('bot:token.malformed'), t('bot:token.mend'))]);
  }
  const { origin, pathname } = new URL(apiRoot);
  const root = pathname.replace(/\/+$/, '');
  const prefix = `${root}/bot${token}/`;
  const http = createHttp({ origin, connections: options.maxInFlight + SPARE_CONNECTIONS });
  let closing: Promise<void> | undefined;
  return {
    botId,
    sender: `telegram.${botId}`,
    http,
    pathOf: (method) => prefix + method,
    pathOfFile: (path) => `${root}/file/bot${token}/${path}`,
    apiRoot: apiRoot.replace(/\/+$/, ''),
    token,
    close: () => (closing ??= http.close()),
  };
}
