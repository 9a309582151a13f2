import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { projectRoot } from '../base/root.js';
import { type Translate, translator } from '../content/i18n.js';
import { EXIT, reportError } from './output.js';

type Register = (program: Command, say: Translate) => unknown;

/**
 * Every command of `loa`, in the order in which the help shows them. Each is loaded only when it is called (the service
 * and the demo bring half the program with them), or when somebody asks what there is.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  demo: async () => (await import('./demo/demo.js')).demoCommand,
  start: async () => (await import('./start.js')).startCommand,
  doctor: async () => (await import('./doctor/doctor.js')).doctorCommand,
  migrate: async () => (await import('./maintenance.js')).migrateCommand,
  adopt: async () => (await import('./maintenance.js')).adoptCommand,
  places: async () => (await import('./places.js')).placesCommand,
  contacts: async () => (await import('./contacts.js')).contactsCommand,
  staff: async () => (await import('./staff.js')).staffCommand,
  duty: async () => (await import('./duty.js')).dutyCommand,
  broadcast: async () => (await import('./broadcast.js')).broadcastCommand,
  article: async () => (await import('./article/article.js')).articleCommand,
  campaign: async () => (await import('./campaign/campaign.js')).campaignCommand,
  relayers: async () => (await import('./relays/relayers.js')).relayersCommand,
  relays: async () => (await import('./relays/relays.js')).relaysCommand,
  caps: async () => (await import('./caps.js')).capsCommand,
  stops: async () => (await import('./stops.js')).stopsCommand,
  exams: async () => (await import('./exams.js')).examsCommand,
  quiz: async () => (await import('./quiz.js')).quizCommand,
  pledges: async () => (await import('./pledges.js')).pledgesCommand,
  plan: async () => (await import('./plan/plan.js')).planCommand,
  tasks: async () => (await import('./tasks/tasks.js')).tasksCommand,
  board: async () => (await import('./board.js')).boardCommand,
  facts: async () => (await import('./facts.js')).factsCommand,
  questions: async () => (await import('./questions.js')).questionsCommand,
  agencies: async () => (await import('./agencies.js')).agenciesCommand,
  officials: async () => (await import('./officials.js')).officialsCommand,
  nudges: async () => (await import('./nudges/nudges.js')).nudgesCommand,
  summaries: async () => (await import('./summaries.js')).summariesCommand,
  calendar: async () => (await import('./calendar.js')).calendarCommand,
  reports: async () => (await import('./reports.js')).reportsCommand,
  poster: async () => (await import('./poster.js')).posterCommand,
  channels: async () => (await import('./channels.js')).channelsCommand,
  zalo: async () => (await import('./zalo.js')).zaloCommand,
  audit: async () => (await import('./maintenance.js')).auditCommand,
};

/** Commands that need a small part of what their neighbours load, and are waited for. */
const ALONE: Readonly<Record<string, () => Promise<Register>>> = {
  'plan read': async () => (await import('./plan/read.js')).planReadCommand,
};

/** Runs one command line. Sets the process's exit code; throws nothing. */
export async function runProgram(argv: readonly string[], locale: string): Promise<void> {
  const say = translator(locale);
  // Or `tasks history 5 --json` would give its --json to `tasks`.
  const program = new Command('loa').description(say('cli:describe.loa')).version(version()).enablePositionalOptions();
  const called = ALONE[argv.slice(0, 2).join(' ')] ?? COMMANDS[argv[0] ?? ''];
  for (const load of called ? [called] : Object.values(COMMANDS)) (await load())(program, say);
  quiet(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Commander has said what is wrong; help that was asked for is no error.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
    else reportError(error, say);
  }
}

/** Commander would end the process by itself, with 1 for bad usage. */
function quiet(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) quiet(child);
}

function version(): string {
  const { version: ours } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')));
  return ours;
}
