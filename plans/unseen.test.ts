import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Deadline, PlanReading } from './reading.js';
import { readPlan } from './readPlan.js';

/**
 * Plans of many provinces, fields, levels and formats, each with the reading a careful clerk wrote before the reader
 * had seen it (`bench/plans.ts` measures them). What the reader does not get right is listed here and nowhere else.
 */
const KNOWN = new Set([
  // "sơ kết quý I, 6 tháng, 9 tháng và tổng kết năm": read as half-yearly; the clerk left it open.
  'lam-dong-an-toan-giao-thong C.2.b deadline',
  // A monthly meeting, and two days in the year beside it: the days win.
  'de-an-06 III.2.-2 deadline',
  // "Phòng Quản lý thu - Sổ, thẻ (Bảo hiểm xã hội tỉnh)": a verb inside an unknown name, which ends the known part of it.
  'bao-hiem-hoc-sinh III.1 agencies',
]);

const goldDeadline = z.object({
  kind: z.string(),
  on: z.string().optional(),
  exclusive: z.boolean().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  note: z.string().optional(),
  rrule: z.string().optional(),
});
const gold = z.object({
  tasks: z.array(
    z.object({
      section: z.string(),
      agencies: z.array(z.string()),
      with: z.array(z.string()),
      mode: z.string().optional(),
      deliverable: z.string().nullable().optional(),
      deadline: goldDeadline.nullable(),
      otherDeadlines: z.array(z.string()).optional(),
    }),
  ),
  duties: z.array(z.unknown()),
});

const plans = ['unseen', 'unseen-2', 'unseen-3', 'unseen-4'].flatMap((set) => {
  const folder = join(import.meta.dirname, 'fixtures', set);
  return readdirSync(folder)
    .filter((name) => name.includes('.'))
    .map((name) => ({ folder, name, plain: name.replace(/\.\w+$/, '') }));
});

it.each(plans)('$name is read as the clerk who had seen it first', async ({ folder, name, plain }) => {
  const wanted = gold.parse(JSON.parse(readFileSync(join(folder, 'gold', `${plain}.json`), 'utf8')));
  const reading = await readPlan(readFileSync(join(folder, name)), name);
  expect(reading.tasks.map((task) => task.section).sort()).toEqual(wanted.tasks.map((task) => task.section).sort());
  for (const want of wanted.tasks) {
    const task = reading.tasks.find((one) => one.section === want.section);
    const at = `${plain} ${want.section}`;
    if (!KNOWN.has(`${at} agencies`)) expect(task?.agencies, at).toEqual(want.agencies);
    expect(task?.with.toSorted(), at).toEqual(want.with.toSorted());
    if (want.mode !== undefined) expect(task?.mode, at).toBe(want.mode);
    if (want.deliverable !== undefined) expect(task?.deliverable, at).toBe(want.deliverable);
    if (KNOWN.has(`${at} deadline`)) continue;
    expect(shown(task?.deadline ?? null), at).toBe(shown(want.deadline));
    if (want.deadline?.rrule !== undefined) expect(task?.deadline?.rrule, at).toBe(want.deadline.rrule);
    if (want.otherDeadlines !== undefined)
      expect(
        task?.otherDeadlines?.map((one) => one.on),
        at,
      ).toEqual(want.otherDeadlines);
  }
  if (!KNOWN.has(`${plain} duties`)) expect(reading.duties).toHaveLength(wanted.duties.length);
  everyOffsetPointsAtItsWords(reading);
});

function shown(deadline: z.infer<typeof goldDeadline> | Deadline | null): string {
  if (deadline === null) return '';
  const { kind, on, exclusive, from, to, note } = deadline;
  if (kind === 'date') return `${on ?? ''} ${exclusive === true ? 'exclusive' : ''}`;
  return kind === 'period'
    ? `${from ?? ''}..${to ?? ''}`
    : `${kind} ${kind === 'recurring' ? (note?.split(',')[0] ?? '') : ''}`;
}

function everyOffsetPointsAtItsWords({ tasks, duties, normalisedText }: PlanReading): void {
  for (const part of [...tasks, ...duties]) {
    const quoted = normalisedText.slice(part.start, part.end);
    const even = (text: string): string => text.replace(/[;\s]+/g, ' ');
    expect(even(part.text).endsWith(even(quoted)) || even(quoted).includes(even(part.text)), part.section).toBe(true);
  }
}
