/**
 * A bare HTTP server that checks the signature of each event and says 200: what nothing can be faster than. With
 * BARE_COMMIT it first commits a row for each, one statement an event.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { verifySignature } from '../../zalo-api-ts/src/webhook/signature.js';

const env = (name: string): string => process.env[name] ?? '';
const keys = { appId: env('ZALO_APP_ID'), secretKeys: [env('ZALO_OA_SECRET_KEY')] };
const commits = env('BARE_COMMIT') !== '';
const pool = new pg.Pool({ connectionString: env('DATABASE_URL'), max: 12 });
if (commits) await pool.query('create table if not exists bare_event (id bigserial primary key, body jsonb)');

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks);
    const header = incoming.headers['x-zevent-signature'];
    if (!verifySignature(body, header, keys).valid) return void outgoing.writeHead(401).end();
    if (!commits) return void outgoing.writeHead(200).end();
    pool.query('insert into bare_event (body) values ($1)', [body.toString()]).then(
      () => outgoing.writeHead(200).end(),
      () => outgoing.writeHead(503).end(),
    );
  });
});
server.listen(Number(env('LOA_PORT')), '127.0.0.1', () => process.send?.({ kind: 'ready' }));
process.once('disconnect', () => process.exit(0));
