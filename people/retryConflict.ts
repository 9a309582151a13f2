/**
 * Refusals of PostgreSQL that only mean "somebody was faster": the statement was rolled back whole and may run again.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CONFLICTS: Readonly<Record<string, string>> = {
  '23505': 'unique_violation: the same new chat was written by two at once',
  '40P01': 'deadlock_detected',
  '40001': 'serialization_failure',
};
const TRIES = 5;

/** Runs a single statement again when another process wrote the same rows at the same moment. Not inside a transaction. */
export async function retryConflict<Result>(statement: () => Promise<Result>): Promise<Result> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await statement();
    } catch (error) {
      if (left === 0 || !isConflict(error)) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code in CONFLICTS;
}
