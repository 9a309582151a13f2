import { type DestinationStream, type Logger, pino } from 'pino';

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
    standardError(),
  );
}

/** What cannot be written now, because the disk that standard error goes to is full, is written later; the service goes on. */
function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on('error', () => undefined);
  return destination;
}
