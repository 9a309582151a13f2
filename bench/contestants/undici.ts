/** The bare loop: `undici.request` over a list of chats, nothing remembered. */
import { Agent, request, setGlobalDispatcher } from 'undici';
import { compete, inParallel, TEXT } from '../support/compete.js';

await compete(async ({ apiRoot, token, inFlight }) => {
  setGlobalDispatcher(new Agent({ connections: inFlight, pipelining: 1 }));
  const url = `${apiRoot}/bot${token}/sendMessage`;
  const headers = { 'content-type': 'application/json' };
  return {
    prepare: async () => undefined,
    send: (people) =>
      inParallel(people, inFlight, async (chat) => {
        const body = JSON.stringify({ chat_id: chat, text: TEXT, link_preview_options: { is_disabled: true } });
        const response = await request(url, { method: 'POST', headers, body });
        const answer = (await response.body.json()) as { ok: boolean };
        if (!answer.ok) throw new Error('The API refused');
      }),
  };
});
