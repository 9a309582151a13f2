import { runProgram } from './cli/program.js';
import { localeLike } from './content/locale.js';

/** The command line of Loa: `loa <command> …`. `argv` without the interpreter and the script. */
export async function main(argv: readonly string[]): Promise<void> {
  await runProgram(argv, localeLike(process.env['LOA_LANG']));
}
