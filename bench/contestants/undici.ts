/** The bare loop: an HTTP client, a list of chats, nothing remembered. The most that this machine can send. */
import { Pool } from 'undici';
import { compete, inParallel, TEXT } from '../support/compete.js';

await compete(async ({ apiRoot, token, inFlight }) => {
  const pool = new Pool(apiRoot, { connections: inFlight, pipelining: 1 });
  const path = `/bot${token}/sendMessage`;
  const headers = { 'content-type': 'application/json' };
  return {
    prepare: async () => undefined,
    send: (people) =>
      inParallel(people, inFlight, async (chat) => {
        const body = JSON.stringify({ chat_id: chat, text: TEXT, link_preview_options: { is_disabled: true } });
        const response = await pool.request({ path, method: 'POST', headers, body });
        const answer = (await response.body.json()) as { ok: boolean };
        if (!answer.ok) throw new Error('The API refused');
      }),
  };
});
