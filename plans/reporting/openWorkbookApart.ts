import { z } from 'zod';
import { SECOND_MS } from '../../base/clock.js';
import { type Limits, runConfined } from '../sandbox/runConfined.js';
import type { Opened } from './readWorkbook.js';
import { MAX_WORKBOOK_BYTES } from './xlsx/readXlsx.js';

/** What the process answers is our own program's, so its inside is trusted. */
const answerOf = z.custom<Opened>(
  (value) => typeof value === 'object' && value !== null && ('sheets' in value || 'notRead' in value),
);

/** A filled form takes 0.3 s and 90 MB; the largest that is taken in, 100,000 cells, two seconds. */
const LIMITS: Limits = { timeMs: 10 * SECOND_MS, heapMb: 300, memoryMb: 700, answerBytes: 32 * 1024 * 1024 };

/**
 * Opens a workbook that somebody sent, in a process of its own that is bounded in time and memory and reaches no network and no disk: one
 * that is made to be unpacked without end takes nobody else's time. It throws for nothing that stands in the file.
 */
export async function openWorkbookApart(bytes: Uint8Array, limits: Limits = LIMITS): Promise<Opened> {
  if (bytes.byteLength > MAX_WORKBOOK_BYTES) return { notRead: 'tooBig' };
  const outcome = await runConfined(PROGRAM, [], bytes, limits);
  if (outcome.kind === 'answered') return answerOf.parse(JSON.parse(outcome.answer.toString('utf8')));
  return { notRead: outcome.kind === 'crashed' ? 'damaged' : 'bomb' };
}

/** As source or as built. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './xlsx/openingProcess.ts' : './xlsx/openingProcess.js',
  import.meta.url,
);
