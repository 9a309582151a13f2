/** The bare loop over Zalo: `undici.request` with the call of a consultation text over a list of people, nothing remembered. */
import { Agent, request, setGlobalDispatcher } from 'undici';
import { compete, inParallel, TEXT, ZALO_IN_FLIGHT } from '../support/compete.js';

await compete(async ({ apiRoot }) => {
  setGlobalDispatcher(new Agent({ connections: ZALO_IN_FLIGHT, pipelining: 1 }));
  const url = `${apiRoot}/v3.0/oa/message/cs`;
  const headers = { 'content-type': 'application/json', access_token: 'bench-access' };
  return {
    prepare: async () => undefined,
    send: (people) =>
      inParallel(people, ZALO_IN_FLIGHT, async (chat) => {
        const body = JSON.stringify({ recipient: { user_id: String(chat) }, message: { text: TEXT } });
        const response = await request(url, { method: 'POST', headers, body });
        const answer = (await response.body.json()) as { error: number };
        if (answer.error !== 0) throw new Error('The API refused');
      }),
  };
});
