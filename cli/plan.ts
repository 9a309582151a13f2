import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { argumentFault, InputError, messageOf } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import type { Deadline, PlanReading } from '../plans/reading.js';
import { readPlan } from '../plans/readPlan.js';
import { answer, plain, withJson } from './command.js';
import { printLine, table } from './output.js';

/** Larger ones are refused without being read into memory; the reader has its own, stricter bounds. */
const MAX_BYTES = 50 * 1024 * 1024;

/** `plan read FILE`: a plan as it was issued becomes tasks, targets, duties and deadlines. No database. */
export function planCommand(program: Command, say: Translate): void {
  const plan = program.command('plan').description(say('cli:describe.plan'));
  withJson(plan.command('read <file>').description(say('cli:describe.planRead'))).action(
    plain(async ({ locale, say: t }, [file = ''], options) => {
      const reading = await readPlan(await readBytes(file, t), basename(file), locale).catch((error: unknown) => {
        // The reader keeps the name out of its errors, which may be logged; here a person sees them.
        if (!(error instanceof InputError)) throw error;
        throw new InputError(
          error.code,
          error.faults.map((fault) => ({ ...fault, file })),
        );
      });
      answer(options, reading, () => describe(reading, t));
    }),
  );
}

async function readBytes(file: string, say: Translate): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= MAX_BYTES) return await readFile(file);
  } catch (error) {
    const what = say('cli:fault.unreadable', { file, reason: messageOf(error) });
    throw new InputError('unreadable-file', [argumentFault(what, say('cli:fault.unreadableMend'))]);
  }
  throw new InputError('plan-too-big', [
    argumentFault(say('cli:fault.planTooBig', { file }), say('cli:fault.planTooBigMend')),
  ]);
}

function describe(reading: PlanReading, say: Translate): void {
  const head = [reading.number, reading.issuer, reading.place, reading.issuedOn].filter((part) => part !== null);
  printLine(reading.title ?? '');
  printLine(head.join(' · '));
  printLine(`\n${say('cli:plan.tasks', { count: reading.tasks.length })}`);
  printLine(
    table(
      reading.tasks.map((task) => [
        `  ${task.section}`,
        short(task.agencies.join('; '), 40),
        due(task.deadline),
        short(task.text, 70),
      ]),
    ),
  );
  if (reading.targets.length > 0) {
    printLine(`\n${say('cli:plan.targets', { count: reading.targets.length })}`);
    printLine(table(reading.targets.map((target) => [`  ${target.section}`, short(target.text, 100)])));
  }
  if (reading.duties.length > 0) {
    printLine(`\n${say('cli:plan.duties', { count: reading.duties.length })}`);
    printLine(
      table(
        reading.duties.map((duty) => [
          `  ${duty.section}`,
          short(duty.who ?? '', 40),
          due(duty.deadline),
          short(duty.text, 70),
        ]),
      ),
    );
  }
  if (reading.warnings.length > 0) printLine(`\n${say('cli:plan.warnings', { count: reading.warnings.length })}`);
  for (const warning of reading.warnings) printLine(`  ${warning}`);
}

const due = (deadline: Deadline | null): string => deadline?.on ?? deadline?.phrase ?? '';

function short(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
