// The embedded PostgreSQL: PGlite and its socket server in a thread of their own, because a long statement blocks the
// thread it runs in (measured: 300,000 inserts, 1.8 s). Plain JavaScript, so that it starts the same from source and
// from dist. Speaks with its parent through messages: {type: 'ready'} | {type: 'failed', message} and 'stop'.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { serveSocket } from './socketServer.mjs';

// All clients share one session, so what a session is told is told once, here: BullMQ's tables stand in their own
// schema, and times are read as UTC.
const SESSION = "CREATE SCHEMA IF NOT EXISTS bullmq; SET search_path TO public, bullmq; SET timezone TO 'UTC';";

/** The file system inside WebAssembly throws bare numbers, by WASI's table. */
const NO_ROOM = 51;

/** @param {unknown} error */
function words(error) {
  if (error instanceof Error) return error.message;
  if (typeof error !== 'object' || error === null || !('errno' in error)) return String(error);
  return error.errno === NO_ROOM ? 'no space left on device' : `errno ${error.errno}`;
}

try {
  const { dataFolder, socketPath, snapshot } = workerData;
  const db = await PGlite.create(
    snapshot ? { dataDir: dataFolder, loadDataDir: new Blob([snapshot]) } : { dataDir: dataFolder },
  );
  await db.exec(SESSION);
  const server = await serveSocket(db, socketPath, (message) => {
    parentPort.postMessage({ type: 'failed', message });
    process.exit(1);
  });
  parentPort.on('message', async (message) => {
    if (message === 'stop') {
      await server.close();
      await db.close();
      parentPort.postMessage({ type: 'stopped' });
      parentPort.close();
    } else if (message === 'snapshot') {
      const blob = await db.dumpDataDir('none');
      parentPort.postMessage({ type: 'snapshot', bytes: new Uint8Array(await blob.arrayBuffer()) });
    }
  });
  parentPort.postMessage({ type: 'ready' });
} catch (error) {
  parentPort.postMessage({ type: 'failed', message: words(error) });
  process.exitCode = 1;
}
