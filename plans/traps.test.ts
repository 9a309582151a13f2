import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { PlanReading } from './reading.js';
import { readPlan } from './readPlan.js';

const folder = join(import.meta.dirname, 'fixtures', 'traps');

/** What a fixture expects: only what its trap is about. `kind: null` means no deadline at all. */
const expectedTask = z.object({
  section: z.string(),
  agencies: z.array(z.string()).optional(),
  with: z.array(z.string()).optional(),
  mode: z.string().optional(),
  deliverable: z.string().optional(),
  has: z.string().optional(),
  kind: z.string().nullable().optional(),
  on: z.string().nullable().optional(),
  exclusive: z.boolean().optional(),
  rrule: z.string().nullable().optional(),
  note: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});
const expectation = z.looseObject({
  tasks: z.array(expectedTask),
  duties: z.array(z.object({ section: z.string(), to: z.string().nullable() })).optional(),
  targets: z.array(z.object({ value: z.number(), comparison: z.string().optional() })).optional(),
  warns: z.array(z.string()).optional(),
});

const fixtures = readdirSync(folder).filter((name) => !name.endsWith('.json'));

it.each(fixtures)('%s is read as a careful clerk would', async (name) => {
  const { tasks, duties, targets, warns, ...header } = expectation.parse(
    JSON.parse(readFileSync(join(folder, name.replace(/\.\w+$/, '.json')), 'utf8')),
  );
  const reading = await readPlan(readFileSync(join(folder, name)), name);
  expect(reading).toMatchObject(header);
  expect(reading.tasks.map((task) => task.section)).toEqual(tasks.map((task) => task.section));
  for (const [index, want] of tasks.entries())
    expect(seen(reading, index, Object.keys(want)), want.section).toEqual({
      ...want,
      ...(want.has === undefined ? {} : { has: true }),
    });
  if (duties !== undefined) expect(reading.duties.map(({ section, to }) => ({ section, to }))).toEqual(duties);
  if (targets !== undefined) expect(reading.targets).toMatchObject(targets);
  for (const warning of warns ?? []) expect(reading.warnings.join('\n')).toContain(warning);

  function seen(of: PlanReading, at: number, keys: readonly string[]): Record<string, unknown> {
    const task = of.tasks[at];
    const all: Record<string, unknown> = {
      on: null,
      rrule: null,
      kind: null,
      ...task?.deadline,
      section: task?.section,
      agencies: task?.agencies,
      with: task?.with,
      mode: task?.mode,
      deliverable: task?.deliverable,
      has: task?.text.includes(tasks[at]?.has ?? '\u0000'),
      exclusive: task?.deadline?.exclusive ?? false,
    };
    return Object.fromEntries(keys.map((key) => [key, all[key]]));
  }
});

it.each(fixtures)('%s reads the same from NFD, and every task and duty points at its words', async (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const [one, other] = await Promise.all(
    [text, text.normalize('NFD')].map((form) => readPlan(new TextEncoder().encode(form), name)),
  );
  expect(other).toEqual(one);
  for (const part of [...(one?.tasks ?? []), ...(one?.duties ?? [])]) {
    const quoted = one?.normalisedText.slice(part.start, part.end) ?? '';
    // A bullet that needs its lead-in quotes the bullet; a row of a table quotes the row.
    expect(part.text.endsWith(quoted) || quoted.includes(part.text), part.section).toBe(true);
  }
});
