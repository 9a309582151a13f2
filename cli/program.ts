import { Command, CommanderError } from 'commander';
import { type Translate, translator } from '../content/i18n.js';
import { broadcastCommand } from './broadcast.js';
import { campaignCommand } from './campaign.js';
import { contactsCommand } from './contacts.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { adoptCommand, auditCommand, migrateCommand } from './maintenance.js';
import { EXIT, reportError } from './output.js';
import { staffCommand } from './staff.js';
import { startCommand } from './start.js';

type Register = (program: Command, say: Translate) => void;

/** Every command of `loa`, in the order in which the help shows them. */
const COMMANDS: readonly Register[] = [
  demoCommand,
  startCommand,
  doctorCommand,
  migrateCommand,
  adoptCommand,
  contactsCommand,
  staffCommand,
  broadcastCommand,
  campaignCommand,
  auditCommand,
];

/** Runs one command line. Sets the process's exit code; throws nothing. */
export async function runProgram(argv: readonly string[], locale: string): Promise<void> {
  const say = translator(locale);
  const program = new Command('loa').description(say('cli:describe.loa'));
  for (const register of COMMANDS) register(program, say);
  quiet(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Commander has said what is wrong; help that was asked for is no error.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
    else reportError(error);
  }
}

/** Commander would end the process by itself, with 1 for bad usage. */
function quiet(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) quiet(child);
}
