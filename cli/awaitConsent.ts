import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { HOUR_MS, SECOND_MS } from '../base/clock.js';
import { formatFault, InputError, LoaError } from '../base/errors.js';
import { readCallback, zaloCallback } from '../bot/channels/zalo/callback.js';
import {
  type Callback,
  completeConsent,
  type LoggedIn,
  type LoginDeps,
  lastLogin,
} from '../bot/channels/zalo/login.js';
import { printError } from './output.js';
import type { Session } from './session.js';

const LOOK_EVERY_MS = SECOND_MS;
/** Whoever has not consented by then runs the command again. */
const WAIT_MS = HOUR_MS;

/**
 * Waits for a consent to come in, in whichever way it comes: by the browser to this process, where LOA_PORT is free; by
 * the browser to the running service, which finishes the login itself; or by hand, pasted into the terminal. A faulty one
 * is said and the waiting goes on. Everything opened is closed again.
 */
export async function awaitConsent(session: Session, deps: LoginDeps, state: string): Promise<LoggedIn> {
  const { settings, log, locale, say } = session;
  const since = await lastLogin(deps);
  const over = new AbortController();
  return new Promise<LoggedIn>((resolve, reject) => {
    const finish = async (callback: Callback): Promise<LoggedIn> => {
      const account = await completeConsent(deps, callback);
      resolve(account);
      return account;
    };

    const app = new Hono();
    zaloCallback(app, { complete: finish, locale, log });
    const hostname = settings.publicUrl === undefined ? '127.0.0.1' : '0.0.0.0';
    const server = serve({ fetch: app.fetch, port: settings.port, hostname });
    // Taken: the service has it, and answers the same callback.
    server.on('error', (error) => log.debug({ err: error.message }, 'the callback is not served from here'));

    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      try {
        finish(readCallback(line, state, locale)).catch(complain);
      } catch (error) {
        complain(error);
      }
    });
    const complain = (error: unknown): void => {
      if (error instanceof InputError) for (const fault of error.faults) printError(formatFault(fault));
      else if (error instanceof LoaError) printError(error.message);
      else reject(error);
    };

    const look = async (): Promise<void> => {
      const giveUpAt = performance.now() + WAIT_MS;
      while (!over.signal.aborted) {
        await sleep(LOOK_EVERY_MS, undefined, { signal: over.signal });
        const now = await lastLogin(deps);
        if (now !== null && now.entry !== since?.entry) return resolve(now.account);
        if (performance.now() > giveUpAt) throw new LoaError('zalo-no-consent', say('cli:zalo.tooLong'));
      }
    };
    look().catch((error: unknown) => {
      if (!over.signal.aborted) reject(error);
    });

    over.signal.addEventListener('abort', () => {
      lines.close();
      process.stdin.pause();
      server.close();
      if ('closeIdleConnections' in server) server.closeIdleConnections();
    });
  }).finally(() => over.abort());
}
