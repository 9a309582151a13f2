import { z } from 'zod';
import type { Queryable } from '../../../people/queryable.js';
import { type Chat, readFormRow } from '../chatForm.js';

/** What is being asked, in this order of steps; a step that is not needed is left out. */
const FORM_STEPS = {
  /** Which task is meant by what was said. */
  which: ['task'],
  done: ['paper', 'date', 'note'],
  progress: ['note'],
  extension: ['day', 'reason'],
  'hand-over': ['who'],
  attach: ['accept', 'file'],
  /** The figures of a reporting period, one by one, then all of them before they are sent. */
  figures: ['figure', 'words', 'check'],
} as const;
export type FormKind = keyof typeof FORM_STEPS;
export type FormStep = (typeof FORM_STEPS)[FormKind][number];

/** What has been answered so far. It goes with the form. */
const formData = z.object({
  /** Of a form that asks which task: what is wanted of it. */
  wish: z.enum(['done', 'progress', 'extension', 'hand-over', 'attach', 'history']).optional(),
  number: z.string().optional(),
  symbol: z.string().nullable().optional(),
  date: z.string().nullable().optional(),
  note: z.string().optional(),
  day: z.string().optional(),
  reason: z.string().optional(),
  /** A report that was made is being put right. */
  amends: z.boolean().optional(),
  /** The warning under which files may be sent was read. */
  accepted: z.boolean().optional(),
  /** The figure or heading that is being asked for; what was answered is kept with the report's draft. */
  code: z.string().optional(),
  /** Hash of the workbook that the figures came in, as long as none of them was changed. */
  sha256: z.string().optional(),
});
export type FormData = z.output<typeof formData>;

export interface Form {
  /** Stands in its buttons. */
  no: number;
  kind: FormKind;
  /** Null once it is over: then it is only known by which update it ended. */
  step: FormStep | null;
  obligationId: number | null;
  data: FormData;
  lastUpdate: string;
}

const row = z.object({
  no: z.number(),
  kind: z.enum(['which', 'done', 'progress', 'extension', 'hand-over', 'attach', 'figures']),
  step: z
    .enum(['task', 'paper', 'date', 'note', 'day', 'reason', 'who', 'accept', 'file', 'figure', 'words', 'check'])
    .nullable(),
  obligationId: z.number().nullable(),
  data: formData,
  lastUpdate: z.string(),
});

/** The form of a chat's official, open or just over, or null. */
export async function readForm(on: Queryable, chat: Chat, at: Date): Promise<Form | null> {
  const found = await readFormRow(on, chat, Object.keys(FORM_STEPS), at);
  return found === null ? null : row.parse(found);
}
