import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A wire between a client and the database that a test can cut. */
export interface Wire {
  /** The database's address through the wire. */
  url: string;
  /**
   * The next statement that contains these words reaches the database, which carries it out; its answer never comes,
   * and the connection breaks.
   */
  swallowAnswerTo(words: string): void;
  /** From now on nobody gets through, and whoever is through is cut off. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

const SOCKET = '.s.PGSQL.5432';
/** Long enough for the database to have carried out what it was sent. */
const CARRY_OUT_MS = 150;

/** Lays a wire to a PostgreSQL, over TCP or to the folder of an embedded one's socket. */
export async function layWire(databaseUrl: string): Promise<Wire> {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const target: NetConnectOpts =
    folder === null ? { host: url.hostname, port: Number(url.port) } : { path: join(folder, SOCKET) };
  const ownFolder = folder === null ? null : mkdtempSync(join(tmpdir(), 'loa-wire-'));
  const sockets = new Set<Socket>();
  let swallowed: string | null = null;
  let isCut = false;

  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const database = connect(target);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // 'close' follows
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    let mute = false;
    client.on('data', (data) => {
      database.write(data);
      if (swallowed === null || !data.includes(swallowed)) return;
      swallowed = null;
      mute = true;
      setTimeout(() => client.destroy(), CARRY_OUT_MS);
    });
    database.on('data', (data) => {
      if (!mute) client.write(data);
    });
  });
  if (ownFolder === null) url.port = String(await listen(server, { port: 0, host: '127.0.0.1' }));
  else {
    await listen(server, { path: join(ownFolder, SOCKET) });
    url.searchParams.set('host', ownFolder);
  }
  return {
    url: url.href,
    swallowAnswerTo(words) {
      swallowed = words;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      if (ownFolder !== null) rmSync(ownFolder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server, where: { port: number; host: string } | { path: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
