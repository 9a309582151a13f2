/** The recipe of grammY's documentation: the same loop, and its auto-retry plugin waits when Telegram says so. */
import { autoRetry } from '@grammyjs/auto-retry';
import { Api } from 'grammy';
import { compete, inParallel, TEXT } from '../support/compete.js';

await compete(async ({ apiRoot, token, inFlight }) => {
  const api = new Api(token, { apiRoot });
  api.config.use(autoRetry());
  return {
    prepare: async () => undefined,
    send: (people) =>
      inParallel(people, inFlight, async (chat) => {
        await api.sendMessage(chat, TEXT, { link_preview_options: { is_disabled: true } });
      }),
  };
});
