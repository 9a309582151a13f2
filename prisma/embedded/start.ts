import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LoaError } from '../../base/errors.js';
import { projectRoot } from '../../base/root.js';

/** A running embedded PostgreSQL, reachable through its socket until `stop`. */
export interface EmbeddedPostgres {
  stop(): Promise<void>;
  /** The whole database as a tar, to start another one from (tests). */
  snapshot(): Promise<Uint8Array>;
}

type WorkerMessage =
  | { type: 'ready' }
  | { type: 'stopped' }
  | { type: 'failed'; message: string }
  | { type: 'snapshot'; bytes: Uint8Array };

/**
 * Starts PGlite on a folder (`memory://` for one that is forgotten) with its socket at `socketPath`. The caller holds
 * the folder's lock: two of them on one folder destroy it.
 */
export async function startEmbedded(options: {
  dataFolder: string;
  socketPath: string;
  snapshot?: Uint8Array;
  /** Called when the thread dies on its own, which only a fault of the engine or a full disk brings about. */
  onDeath?: (error: Error) => void;
}): Promise<EmbeddedPostgres> {
  const { onDeath, ...workerData } = options;
  const worker = new Worker(join(projectRoot, 'prisma', 'embedded', 'worker.mjs'), { workerData, execArgv: [] });
  await next(worker, 'ready');
  let stopping = false;
  let reason: string | null = null;
  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'failed') reason = message.message;
  });
  worker.on('error', (error) => onDeath?.(error));
  worker.on('exit', (code) => {
    if (!stopping) onDeath?.(new Error(reason ?? `The embedded database stopped with code ${code}`));
  });
  return {
    stop: async () => {
      if (stopping) return;
      stopping = true;
      const stopped = next(worker, 'stopped');
      worker.postMessage('stop');
      await stopped;
      await worker.terminate();
    },
    snapshot: async () => {
      const answer = next(worker, 'snapshot');
      worker.postMessage('snapshot');
      return (await answer).bytes;
    },
  };
}

/** The next message of that type; rejects when the thread fails or ends first. */
function next<T extends WorkerMessage['type']>(worker: Worker, type: T): Promise<Extract<WorkerMessage, { type: T }>> {
  return new Promise((resolve, reject) => {
    const done = () => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
    };
    const fail = (reason: string) => {
      done();
      reject(
        new LoaError(
          'embedded-database-failed',
          `The embedded database did not start or stop: ${reason}. Is the disk full or the folder damaged? Restore it from a backup, or set DATABASE_URL.`,
        ),
      );
    };
    const onMessage = (message: WorkerMessage) => {
      if (message.type === 'failed') return fail(message.message);
      if (message.type !== type) return;
      done();
      resolve(message as Extract<WorkerMessage, { type: T }>);
    };
    const onError = (error: Error) => fail(error.message);
    const onExit = (code: number) => fail(`the thread ended with code ${code}`);
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
  });
}
