/**
 * Lets many askers share one question: what is asked while an answer is under way, or in the same moment, is asked together next, in the
 * order in which it came. So nobody waits for a timer, and a rush costs a few statements instead of one for each. Where the question
 * fails, it fails for all who share it.
 */
export function inBatches<Asked, Answer>(
  ask: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
  { most }: { most: number },
): (asked: Asked) => Promise<Answer> {
  interface Waiting {
    asked: Asked;
    resolve: (answer: Answer) => void;
    reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let isAsking = false;

  async function askAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await answer(batch);
    }
    // In the same breath as the look that found nothing: whoever comes after it begins anew.
    isAsking = false;
  }

  async function answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await ask(batch.map(({ asked }) => asked));
      if (answers.length !== batch.length)
        throw new Error(`${batch.length} questions were answered with ${answers.length}`);
      for (const [n, one] of answers.entries()) batch[n]?.resolve(one);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (isAsking) return;
      isAsking = true;
      // Whoever asks in the same turn of the event loop goes along.
      setImmediate(() => void askAll());
    });
}
