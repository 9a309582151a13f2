// PostgreSQL's protocol on a Unix socket, in front of one PGlite session that many clients share.
//
// What it guarantees: a client's exchange, from its first message to the Sync (or simple query) that ends it, runs
// without anybody else's message in between, and so does a transaction from BEGIN to its end. The npm package
// pglite-socket 0.2 queues single messages instead; under load one client's Bind then meets another's unnamed
// statement ("bind message supplies 3 parameters, but prepared statement requires 2", or worse, silently fits).
//
// A client that asks for it when it connects is served before the others, but never within an exchange or a transaction
// of somebody else: it is for the one small statement that stands between a platform and its acknowledgement.
//
// A client that goes away in the middle of a transaction has it rolled back.
//
// After a PANIC (it could not write its log because the disk is full, say) the engine never answers again and turns at
// full speed for ever, where a PostgreSQL would have ended itself. So it is ended before anything else is asked.
import { createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

const SSL_REQUEST = 80877103;
const CANCEL_REQUEST = 80877102;
const GSS_REQUEST = 80877104;
const TERMINATE = 'X'.charCodeAt(0);
/** Messages after which the client waits for an answer: simple query, Sync, Flush, function call, end of COPY (done, failed). */
const ENDS_EXCHANGE = new Set([...'QSHFcf'].map((type) => type.charCodeAt(0)));

/** While others wait, the sockets are looked at so often: seldom enough to cost nothing. */
const HEAR_EVERY_MS = 2;

/** In the message that opens a connection: whoever calls itself so goes first (firstServed.ts). */
const FIRST_SERVED = Buffer.from('\0application_name\0loa first\0');

/** The field of an error that says how grave it is. No value holds a NUL, so nobody's text can look like it. */
const PANIC = Buffer.from('\0VPANIC\0');

/**
 * `onPanic` is called when the engine can do no more; it must end this thread.
 *
 * @param {import('@electric-sql/pglite').PGlite} db
 * @param {string} path
 * @param {(reason: string) => void} onPanic
 * @returns {Promise<{ close(): Promise<void> }>}
 */
export async function serveSocket(db, path, onPanic) {
  const session = createSession(db, onPanic);
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveClient(session, socket);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(undefined));
  });
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      for (const socket of sockets) socket.destroy();
      await closed;
      await session.idle();
    },
  };
}

/**
 * @typedef {{ gone: boolean, goesFirst: boolean }} Client
 * @typedef {{ client: Client, messages: Uint8Array[], write: (data: Uint8Array) => void }} Exchange
 */

/**
 * The one session: exchanges run one after the other; while a client is inside a transaction only its own do.
 *
 * @param {import('@electric-sql/pglite').PGlite} db
 * @param {(reason: string) => void} onPanic
 */
function createSession(db, onPanic) {
  /** @type {Exchange[]} */
  let waiting = [];
  /** Whose transaction is open. @type {Client | null} */
  let owner = null;
  /** @type {Promise<void> | null} */
  let running = null;

  async function run() {
    let heardAt = performance.now();
    for (;;) {
      if (performance.now() - heardAt > HEAR_EVERY_MS) {
        // The engine works in this very thread: without this nobody is heard until all who wait are served.
        await turn();
        heardAt = performance.now();
      }
      if (owner?.gone) {
        await db.exec('ROLLBACK');
        owner = null;
      }
      const first = owner === null ? waiting.findIndex(({ client }) => client.goesFirst) : -1;
      const next = owner === null ? Math.max(0, first) : waiting.findIndex(({ client }) => client === owner);
      const [exchange] = next < 0 ? [] : waiting.splice(next, 1);
      if (exchange === undefined) return;
      const onRawData = (/** @type {Uint8Array} */ data) => {
        exchange.write(data);
        const panic = panicIn(data);
        if (panic !== null) onPanic(panic);
      };
      try {
        for (const message of exchange.messages) await db.execProtocolRawStream(message, { onRawData });
      } catch (error) {
        // The engine itself failed: this client waits in vain until it gives up, the others go on.
        process.stderr.write(
          `the embedded database refused an exchange: ${error instanceof Error ? error.message : error}\n`,
        );
      }
      owner = db.isInTransaction() ? exchange.client : null;
    }
  }

  function wake() {
    running ??= run().finally(() => {
      running = null;
      if (owner === null ? waiting.length > 0 : owner.gone) wake();
    });
  }

  return {
    /** @param {Exchange} exchange */
    queue(exchange) {
      waiting.push(exchange);
      wake();
    },
    /**
     * What it still wanted is dropped, its transaction rolled back.
     *
     * @param {Client} client
     */
    leave(client) {
      client.gone = true;
      waiting = waiting.filter((exchange) => exchange.client !== client);
      wake();
    },
    idle: async () => {
      while (running !== null) await running;
    },
  };
}

/**
 * What an error says that has ended the engine; null for anything else.
 *
 * @param {Uint8Array} data
 */
function panicIn(data) {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const at = bytes.indexOf(PANIC);
  if (at < 0) return null;
  return /\0M([^\0]*)/.exec(bytes.toString('utf8', at))?.[1] ?? 'PANIC';
}

/**
 * Cuts a client's bytes into messages and those into exchanges.
 *
 * @param {ReturnType<typeof createSession>} session
 * @param {import('node:net').Socket} socket
 */
function serveClient(session, socket) {
  /** @type {Client} */
  const client = { gone: false, goesFirst: false };
  let started = false;
  /** @type {Buffer} */
  let buffer = Buffer.alloc(0);
  /** @type {Uint8Array[]} */
  let messages = [];
  const write = (/** @type {Uint8Array} */ data) => {
    // The engine reuses its buffer: what goes to the socket is a copy.
    if (!client.gone && data.length > 0) socket.write(Buffer.from(data));
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (;;) {
      const message = started ? takeMessage() : takeStartup();
      if (message === null) return;
      if (message.length === 0) continue;
      if (started && message[0] === TERMINATE) return void socket.end();
      if (!started) client.goesFirst = message.includes(FIRST_SERVED);
      messages.push(new Uint8Array(message));
      if (started && !ENDS_EXCHANGE.has(message[0] ?? 0)) continue;
      started = true;
      session.queue({ client, messages, write });
      messages = [];
    }
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', () => {
    session.leave(client);
  });

  /** The next message once it is there whole. */
  function takeMessage() {
    if (buffer.length < 5) return null;
    return take(1 + buffer.readInt32BE(1));
  }

  /** The message that opens a connection has no type. Encryption is declined; there is nothing to cancel. */
  function takeStartup() {
    if (buffer.length < 8) return null;
    const code = buffer.readInt32BE(4);
    const message = take(buffer.readInt32BE(0));
    if (message === null) return null;
    if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write('N');
    else if (code === CANCEL_REQUEST) socket.end();
    else return message;
    return Buffer.alloc(0);
  }

  function take(/** @type {number} */ length) {
    if (buffer.length < length) return null;
    const message = buffer.subarray(0, length);
    buffer = buffer.subarray(length);
    return message;
  }
}
