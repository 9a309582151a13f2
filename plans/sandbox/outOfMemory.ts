/** Whether an error says that a buffer could not be had: the process may have no more memory, and says so instead of dying. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /allocation failed|out of memory|Invalid (?:typed )?array (?:buffer )?length/iu.test(error.message)
  );
}
