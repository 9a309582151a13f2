import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { type Translate, translator } from '../content/i18n.js';
import { localeLike } from '../content/locale.js';
import { type Context, openContext } from './context.js';
import { printJson, reportError } from './output.js';
import type { Session } from './session.js';

/** A command's options as commander parsed them; each file says which ones it has. */
export type Options = Record<string, string | string[] | boolean | undefined>;

/** Adds the `--json` that every command takes. */
export function withJson(command: Command): Command {
  return command.option('--json', 'một tài liệu JSON / one JSON document');
}

/** Runs a command that needs no database. Whatever it throws becomes a line and an exit code. */
export function plain(run: (context: Context, args: string[], options: Options) => Promise<void>) {
  return async (...given: unknown[]): Promise<void> => {
    const { args, options } = split(given);
    try {
      await run(openContext(), args, options);
    } catch (error) {
      reportError(error, translator(localeLike(process.env['LOA_LANG'])));
    }
  };
}

/** Runs a command with the database open, and closes it whatever happens. Who needs none does not wait for its program. */
export function withSession(run: (session: Session, args: string[], options: Options) => Promise<void>) {
  return plain(async (context, args, options) => {
    const { openSession } = await import('./session.js');
    const session = await openSession(context);
    try {
      await run(session, args, options);
    } finally {
      await session.close();
    }
  });
}

/** Prints the JSON document or, without `--json`, what `text` prints. */
export function answer(options: Options, value: unknown, text: () => void): void {
  if (options['json']) printJson(value);
  else text();
}

/** Commander calls an action with the arguments, then the options, then the command itself. */
function split(given: unknown[]): { args: string[]; options: Options } {
  const options = given.at(-2);
  const args = given
    .slice(0, -2)
    .flatMap((arg) => (Array.isArray(arg) ? arg.map(String) : arg === undefined ? [] : [String(arg)]));
  return { args, options: isOptions(options) ? options : {} };
}

const isOptions = (value: unknown): value is Options => value !== null && typeof value === 'object';
export const textOption = (options: Options, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
/** A whole number from 1 to 100, or undefined where the option was not given. Throws InputError. */
export function numberOption(options: Options, name: string, say: Translate): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100) return Number(text);
  throw new InputError('bad-number', [
    argumentFault(say('cli:fault.badNumber', { value: text.slice(0, 20) }), say('cli:fault.badNumberMend')),
  ]);
}
export const flag = (options: Options, name: string): boolean => options[name] === true;
export const listOption = (options: Options, name: string): string[] => {
  const value = options[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
};
