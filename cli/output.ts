import { diskFull, fullPlace } from '../base/diskFull.js';
import { formatFault, InputError, LoaError, messageOf } from '../base/errors.js';
import type { MessageKey, Translate } from '../content/i18n.js';

/** Exit codes of the contract. */
export const EXIT = { ok: 0, failed: 1, badInput: 2 } as const;

/** One JSON document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A figure in a table; what is not shown is a dash. */
export const cell = (value: string | number | null): string => (value === null ? '–' : String(value));

export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says what went wrong on standard error and sets the exit code: 2 where the caller can mend it, else 1. */
export function reportError(error: unknown, say: Translate): void {
  if (error instanceof InputError) {
    for (const fault of error.faults) printError(formatFault(fault));
    process.exitCode = EXIT.badInput;
    return;
  }
  const place = error instanceof LoaError ? null : fullPlace(error);
  const told = place === null ? error : diskFull(place === '' ? 'LOA_DATA' : place, error);
  const known = told instanceof LoaError ? ERRORS[told.code] : undefined;
  if (told instanceof LoaError && known !== undefined) printError(say(known, { ...told.values }));
  else printError(told instanceof LoaError ? told.message : explain(told));
  process.exitCode = EXIT.failed;
}

/** The errors that people meet in the ordinary course of things, and their sentences. */
const ERRORS: Readonly<Record<string, MessageKey>> = {
  'already-running': 'errors:already-running',
  'credential-unreadable': 'errors:credential-unreadable',
  'database-newer': 'errors:database-newer',
  'migration-failed': 'errors:migration-failed',
  'disk-full': 'errors:disk-full',
  'no-database': 'errors:no-database',
  'no-redis': 'errors:no-redis',
  'port-taken': 'errors:port-taken',
  'other-secret': 'errors:other-secret',
  'secret-missing': 'errors:secret-missing',
  'service-older': 'errors:service-older',
};

/** The message of an unexpected error, with the causes that say what was behind it; the stack only where it helps. */
function explain(error: unknown): string {
  const parts: string[] = [];
  for (
    let cause: unknown = error;
    cause !== undefined && parts.length < 4;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
    const message = messageOf(cause) || (cause instanceof Error ? cause.name : '');
    if (!parts.some((part) => part.includes(message))) parts.push(`${message}${code}`);
  }
  return parts.join(': ');
}

/** Columns padded to their widest cell; the last one is left as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - width(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Cells of a terminal: combining marks take none. Vietnamese in NFC has one code point a letter. */
const width = (text: string): number => [...text.normalize('NFC')].length;

/** A bar of `cells` characters for a share between 0 and 1. */
export function bar(share: number, cells = 30): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * cells);
  return '█'.repeat(full) + '░'.repeat(cells - full);
}

/** A line that is written over itself on a terminal; nothing where standard error is no terminal. */
export function progressLine(): { show(text: string): void; end(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  let shown = false;
  return {
    show(text) {
      shown = true;
      process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    },
    end() {
      if (shown) process.stderr.write('\r\x1b[2K');
    },
  };
}
