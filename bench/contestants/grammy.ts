/** The bare loop over grammY with its own client, nothing remembered. */
import { Api } from 'grammy';
import { compete, inParallel, TEXT } from '../support/compete.js';

await compete(async ({ apiRoot, token, inFlight }) => {
  const api = new Api(token, { apiRoot });
  return {
    prepare: async () => undefined,
    send: (people) =>
      inParallel(people, inFlight, async (chat) => {
        await api.sendMessage(chat, TEXT, { link_preview_options: { is_disabled: true } });
      }),
  };
});
