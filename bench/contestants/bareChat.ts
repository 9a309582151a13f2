/**
 * The bare loop that answers whatever people write with one and the same text: long polling and `undici`, nothing remembered.
 * With BARE_COMMIT a row is committed for each update before it is answered.
 */
import pg from 'pg';
import { Agent, request, setGlobalDispatcher } from 'undici';
import { IN_FLIGHT, TEXT } from '../support/compete.js';

const commits = process.env['BARE_COMMIT'] === '1';
const root = `${process.env['TELEGRAM_API_ROOT'] ?? ''}/bot${process.env['TELEGRAM_BOT_TOKEN'] ?? ''}`;
const headers = { 'content-type': 'application/json' };
setGlobalDispatcher(new Agent({ connections: IN_FLIGHT, pipelining: 1 }));
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 12 });
if (commits) await pool.query('create table if not exists bare_update (id bigserial primary key, body jsonb)');

interface Update {
  update_id: number;
  message?: { chat: { id: number } };
  callback_query?: { message: { chat: { id: number } } };
}

async function call(method: string, body: object): Promise<unknown> {
  const response = await request(`${root}/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { result } = (await response.body.json()) as { result: unknown };
  return result;
}

async function answer(update: Update): Promise<void> {
  const chat = update.message?.chat ?? update.callback_query?.message.chat;
  if (commits) await pool.query('insert into bare_update (body) values ($1)', [update]);
  await call('sendMessage', { chat_id: chat?.id, text: TEXT });
}

process.once('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });
for (let offset = 0; ; ) {
  const updates = (await call('getUpdates', { offset, timeout: 25 })) as Update[];
  for (const update of updates) {
    offset = update.update_id + 1;
    void answer(update);
  }
}
