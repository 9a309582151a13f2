import { z } from 'zod';
import type { PlanReading } from '../reading.js';
import { isRefusal, MAX_BYTES, type Refusal, refusal } from '../refuse.js';
import { type Limits, runConfined } from './runConfined.js';

/** What the reading process answers; the reading is our own program's, so its inside is trusted. */
const answerOf = z.union([
  z.object({ refused: z.string() }),
  z.object({ reading: z.custom<PlanReading>((value) => typeof value === 'object' && value !== null) }),
]);
export type Answer = z.infer<typeof answerOf>;

/** A plan of 100 pages takes a second and 130 MB, one of 500 pages, the most taken in, four seconds and 200 MB. */
const LIMITS: Limits = { timeMs: 30_000, heapMb: 400, memoryMb: 800, answerBytes: 64 * 1024 * 1024 };

/**
 * `readPlan` in a process of its own that is bounded in time and memory and reaches no network and no disk, for documents
 * that somebody sent. Throws InputError with one line, as `readPlan` does, also where the reading was too slow, took too
 * much memory or crashed. Whoever calls this is not held up by it, and no word of the document is in any error.
 *
 * @param locale language of warnings and errors
 */
export async function readPlanApart(
  bytes: Uint8Array,
  fileName: string,
  locale = 'vi',
  limits: Limits = LIMITS,
): Promise<PlanReading> {
  if (bytes.byteLength > MAX_BYTES) throw refusal('plan-too-big', locale);
  const extension = /\.[a-z0-9]{1,10}$/i.exec(fileName)?.[0] ?? '';
  const outcome = await runConfined(PROGRAM, [extension, locale], bytes, limits);
  if (outcome.kind !== 'answered') throw refusal(FAILURES[outcome.kind], locale);
  const answer = answerOf.parse(JSON.parse(outcome.answer.toString('utf8')));
  if ('reading' in answer) return answer.reading;
  throw refusal(isRefusal(answer.refused) ? answer.refused : 'plan-reader-failed', locale);
}

const FAILURES = {
  'too-slow': 'plan-too-slow',
  'too-much-memory': 'plan-too-much-memory',
  crashed: 'plan-reader-failed',
} as const satisfies Record<string, Refusal>;

/** Beside this file, as source or as built. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './readingProcess.ts' : './readingProcess.js',
  import.meta.url,
);
