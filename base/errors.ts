/**
 * The errors of the house. Each says who must act and whether trying again can help; nothing else is thrown on
 * purpose. Anything that is not one of these is a fault of the program itself.
 */

/** May the same call be tried again? `after` carries the wait in milliseconds. */
export type Retry = { again: 'no' } | { again: 'after'; waitMs: number } | { again: 'unknown' };

/** One thing wrong with input from outside: where it stands, what is wrong, how to mend it. */
export interface Fault {
  /** File as the user named it, or null when the fault is in an argument. */
  file: string | null;
  /** Line in that file, from 1, or null when the fault has no line. */
  line: number | null;
  /** What is wrong, in the user's language. */
  what: string;
  /** How to mend it, in the user's language. */
  mend: string;
}

/** Base of all errors thrown on purpose. `code` is stable and machine-readable (kebab-case). */
export class LoaError extends Error {
  readonly code: string;
  readonly retry: Retry;
  /** What the sentence of the catalogue `errors:<code>` names, for those who are told in their own language. */
  readonly values: Readonly<Record<string, string | number>>;
  constructor(
    code: string,
    message: string,
    retry: Retry = { again: 'no' },
    options: ErrorOptions & { values?: Record<string, string | number> } = {},
  ) {
    super(message, options);
    this.values = options.values ?? {};
    this.name = 'LoaError';
    this.code = code;
    this.retry = retry;
  }
}

/** Input from outside is wrong; the caller mends it. The CLI exits 2 and prints a line for each fault. */
export class InputError extends LoaError {
  readonly faults: readonly Fault[];
  constructor(code: string, faults: readonly Fault[]) {
    super(code, faults.map(formatFault).join('\n'));
    this.name = 'InputError';
    this.faults = faults;
  }
}

/** The place of a fault in the form editors understand: `file:line: what. mend`. */
export function formatFault(fault: Fault): string {
  const place = fault.file === null ? '' : fault.line === null ? `${fault.file}: ` : `${fault.file}:${fault.line}: `;
  const what = /[.!?…]$/.test(fault.what) ? fault.what : `${fault.what}.`;
  return `${place}${what} ${fault.mend}`.trimEnd();
}

/** A fault in an argument rather than in a file. */
export function argumentFault(what: string, mend: string): Fault {
  return { file: null, line: null, what, mend };
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
