/**
 * A queue as many build it: BullMQ on Redis, one job per person, grammY with auto-retry in the worker. The jobs are in
 * the queue before the clock starts; `send(0)` works off what a killed process left in it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { autoRetry } from '@grammyjs/auto-retry';
import { Queue, Worker } from 'bullmq';
import { Api } from 'grammy';
import { Redis } from 'ioredis';
import { compete, TEXT } from '../support/compete.js';

const QUEUE = 'one-job-per-person';
const ADDED_AT_ONCE = 1_000;

await compete(async ({ apiRoot, token, inFlight }) => {
  const redis = new Redis(process.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: null });
  const queue = new Queue<{ chat: number }>(QUEUE, { connection: redis });
  const api = new Api(token, { apiRoot });
  api.config.use(autoRetry());
  const startWorker = () =>
    new Worker<{ chat: number }>(
      QUEUE,
      async ({ data }) => {
        await api.sendMessage(data.chat, TEXT, { link_preview_options: { is_disabled: true } });
      },
      { connection: redis, concurrency: inFlight },
    );
  /** What a killed process left in the queue. */
  async function workOff(): Promise<void> {
    const worker = startWorker();
    for (;;) {
      const counts = await queue.getJobCounts('wait', 'active', 'delayed');
      if (Object.values(counts).every((count) => count === 0)) break;
      await sleep(100);
    }
    await worker.close();
  }

  return {
    prepare: async (people) => {
      for (let from = 1; from <= people; from += ADDED_AT_ONCE) {
        const chats = Array.from({ length: Math.min(ADDED_AT_ONCE, people - from + 1) }, (_, i) => from + i);
        const opts = { removeOnComplete: true, attempts: 3 };
        await queue.addBulk(chats.map((chat) => ({ name: 'send', data: { chat }, opts })));
      }
    },
    send: async (people) => {
      if (people === 0) return workOff();
      let done = 0;
      let through: (() => void) | undefined;
      const all = new Promise<void>((resolve) => {
        through = resolve;
      });
      // Each run has a worker of its own, so that none starts before its jobs are there.
      const worker = startWorker();
      worker.on('completed', () => {
        done += 1;
        if (done >= people) through?.();
      });
      await all;
      await worker.close();
    },
  };
});
