import { type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * The service's log: JSON lines on standard error, so that standard output stays free for what was asked for.
 * Tokens, phone numbers and message texts never go in; the redaction list is the second line of defence, not the first.
 */
export function createLog(level: string, name: string): Log {
  return pino(
    {
      name,
      level,
      redact: {
        paths: [
          'token',
          '*.token',
          'authorization',
          '*.authorization',
          'text',
          '*.text',
          'caption',
          '*.caption',
          'phone',
          '*.phone',
        ],
        censor: '[kept out]',
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
