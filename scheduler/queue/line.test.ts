import { expect, test } from 'vitest';
import { createLine } from './line.js';

interface Job {
  name: string;
  nth: number;
}

/** A line whose jobs end when they are told to. */
function startLine(options: { concurrency: number; most?: number }) {
  const begun: string[] = [];
  const failures: string[] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const line = createLine<Job>({
    most: 100,
    ...options,
    nameOf: ({ name }) => name,
    handle: ({ name, nth }) => {
      begun.push(`${name}${nth}`);
      return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
    },
    onFailure: ({ name }) => failures.push(name),
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    line,
    begun,
    failures,
    async end(nth: number, error?: Error) {
      if (error === undefined) ends[nth]?.resolve();
      else ends[nth]?.reject(error);
      await turn();
    },
  };
}

test('jobs are begun in their order, so many at a time', async () => {
  const { line, begun, end } = startLine({ concurrency: 2 });
  for (const name of ['a', 'b', 'c', 'd']) line.add({ name, nth: 1 });
  expect(begun).toEqual(['a1', 'b1']);
  await end(1);
  expect(begun).toEqual(['a1', 'b1', 'c1']);
  await end(0);
  await end(2);
  expect(begun).toEqual(['a1', 'b1', 'c1', 'd1']);
});

test('what is added while the same waits is done once, and what is added while it runs once more, after it', async () => {
  const { line, begun, end } = startLine({ concurrency: 2 });
  line.add({ name: 'a', nth: 1 });
  line.add({ name: 'a', nth: 2 });
  line.add({ name: 'a', nth: 3 });
  line.add({ name: 'b', nth: 1 });
  expect(begun).toEqual(['a1', 'b1']);
  await end(0);
  expect(begun).toEqual(['a1', 'b1', 'a2']);
  await end(2);
  await end(1);
  expect(begun).toEqual(['a1', 'b1', 'a2']);
});

test('who waits for a job is told when it is over, and of its failure; else the failure is told to the line', async () => {
  const { line, failures, end } = startLine({ concurrency: 5 });
  const good = line.run({ name: 'good', nth: 1 });
  const bad = line.run({ name: 'bad', nth: 1 });
  const refused = expect(bad).rejects.toThrow('no');
  line.add({ name: 'alone', nth: 1 });
  await end(0);
  await good;
  await end(1, new Error('no'));
  await refused;
  await end(2, new Error('no'));
  expect(failures).toEqual(['alone']);
});

test('beyond its bound nothing is kept, and closing waits for what is under way and begins nothing more', async () => {
  const { line, begun, end } = startLine({ concurrency: 1, most: 2 });
  for (const name of ['a', 'b', 'c', 'd']) line.add({ name, nth: 1 });
  await line.run({ name: 'e', nth: 1 });
  let isClosed = false;
  const closed = line.close().then(() => {
    isClosed = true;
  });
  await end(9);
  expect(isClosed).toBe(false);
  await end(0);
  await closed;
  line.add({ name: 'f', nth: 1 });
  expect(begun).toEqual(['a1']);
});
