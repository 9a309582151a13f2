/**
 * Works through jobs inside this process, so many at a time, in the order in which they came. A job that is added while
 * one of the same name waits is that one; while it runs it is done once more afterwards, because it may have looked
 * before there was anything to see. Nothing is kept for a process that dies: only for work that the clock finds again.
 */
export interface Line<J> {
  add(job: J): void;
  /** The same, and resolves when it has been done; rejects where it failed. */
  run(job: J): Promise<void>;
  /** Begins nothing more, and resolves when what is under way has ended. */
  close(): Promise<void>;
}

interface Place<J> {
  job: J;
  /** Who waits for it. */
  told: { resolve: () => void; reject: (error: unknown) => void }[];
}

export interface LineOptions<J> {
  concurrency: number;
  /** Beyond so many that wait none is taken in: what is left out, the clock finds. */
  most: number;
  nameOf: (job: J) => string;
  handle: (job: J) => Promise<void>;
  /** Of a job that nobody waits for. */
  onFailure: (job: J, error: unknown) => void;
}

export function createLine<J>({ concurrency, most, nameOf, handle, onFailure }: LineOptions<J>): Line<J> {
  const waiting = new Map<string, Place<J>>();
  const running = new Map<string, Promise<void>>();
  let closed = false;

  function place(job: J): Place<J> | null {
    const name = nameOf(job);
    const there = waiting.get(name);
    if (there !== undefined) return there;
    if (closed || waiting.size >= most) return null;
    const made: Place<J> = { job, told: [] };
    waiting.set(name, made);
    return made;
  }

  function begin(): void {
    if (running.size >= concurrency || closed) return;
    for (const [name, next] of waiting) {
      // Goes on waiting behind its own former run, and lets the next one pass.
      if (running.has(name)) continue;
      waiting.delete(name);
      running.set(
        name,
        work(next).finally(() => {
          running.delete(name);
          begin();
        }),
      );
      if (running.size >= concurrency) return;
    }
  }

  async function work({ job, told }: Place<J>): Promise<void> {
    try {
      await handle(job);
      for (const { resolve } of told) resolve();
    } catch (error) {
      if (told.length === 0) onFailure(job, error);
      for (const { reject } of told) reject(error);
    }
  }

  return {
    add(job) {
      if (place(job) !== null) begin();
    },
    run: (job) =>
      new Promise((resolve, reject) => {
        const taken = place(job);
        if (taken === null) return resolve();
        taken.told.push({ resolve, reject });
        begin();
      }),
    async close() {
      closed = true;
      for (const { told } of waiting.values()) for (const { resolve } of told) resolve();
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}
