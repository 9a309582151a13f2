import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Translate } from '../../content/i18n.js';
import type { Deadline, PlanReading } from '../../plans/reading.js';
import { readPlanApart } from '../../plans/sandbox/readPlanApart.js';
import { answer, plain, withJson } from '../command.js';
import { printLine, table } from '../output.js';
import { readDocument, withFileName } from './file.js';

/** `plan read FILE`: a plan as it was issued becomes tasks, targets, duties and deadlines. No database. */
export function planReadCommand(program: Command, say: Translate): Command {
  const plan = program.command('plan').description(say('cli:describe.plan'));
  withJson(plan.command('read <file>').description(say('cli:describe.planRead'))).action(
    plain(async ({ locale, say: t }, [file = ''], options) => {
      const reading = await withFileName(file, readPlanApart(await readDocument(file, t), basename(file), locale));
      answer(options, reading, () => describe(reading, t));
    }),
  );
  return plan;
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
