import { runProgram } from './cli/program.js';

/** The command line of Loa: `loa <command> …`. `argv` without the interpreter and the script. */
export async function main(argv: readonly string[]): Promise<void> {
  await runProgram(argv, process.env['LOA_LANG'] === 'en' ? 'en' : 'vi');
}
