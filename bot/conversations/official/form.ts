import { z } from 'zod';
import { HOUR_MS } from '../../../base/clock.js';
import type { Queryable } from '../../../people/queryable.js';

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
});
export type FormData = z.output<typeof formData>;

export interface Chat {
  channel: string;
  externalId: string;
}

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

/** A form that nobody goes on with is forgotten after a day. */
const LIFE_MS = 24 * HOUR_MS;

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

/** The form of a chat's official, open or just over, or null. Processes share it: it survives a restart and the next message may be taken up by another one. */
export async function readForm(on: Queryable, { channel, externalId }: Chat, at: Date): Promise<Form | null> {
  const { rows } = await on.query(
    `select no, kind, step, obligation_id as "obligationId", data, last_update as "lastUpdate"
       from chat_form where channel = $1 and external_id = $2 and expires_at > $3 and kind = any($4)`,
    [channel, externalId, at, Object.keys(FORM_STEPS)],
  );
  return rows[0] === undefined ? null : row.parse(rows[0]);
}

/** Staff's forms are kept in the same place: a chat is asked one thing at a time. */
export interface FormState {
  kind: string;
  step: string;
  obligationId: number | null;
  data: object;
}

/** Begins a form in place of whatever was there, and gives its number. What nobody went on with goes at the same time. */
export async function openForm(
  on: Queryable,
  { channel, externalId }: Chat,
  { kind, step, obligationId, data }: FormState,
  by: { updateId: string; at: Date },
): Promise<number> {
  await on.query('delete from chat_form where expires_at < $1', [by.at]);
  const { rows } = await on.query<{ no: number }>(
    `insert into chat_form (channel, external_id, kind, step, obligation_id, data, last_update, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (channel, external_id) do update
        set no = excluded.no, kind = excluded.kind, step = excluded.step, obligation_id = excluded.obligation_id,
            data = excluded.data, last_update = excluded.last_update, expires_at = excluded.expires_at
     returning no`,
    [channel, externalId, kind, step, obligationId, JSON.stringify(data), by.updateId, endOf(by.at)],
  );
  return rows[0]?.no ?? 0;
}

/** Takes a form to its next step. */
export async function moveForm(
  on: Queryable,
  { channel, externalId }: Chat,
  form: { no: number },
  to: { step: string; data: object },
  by: { updateId: string; at: Date },
): Promise<void> {
  await on.query(
    `update chat_form set step = $4, data = $5, last_update = $6, expires_at = $7
      where channel = $1 and external_id = $2 and no = $3`,
    [channel, externalId, form.no, to.step, JSON.stringify(to.data), by.updateId, endOf(by.at)],
  );
}

/**
 * Ends a form: what was answered goes at once. The bare row stays for a while and knows the update that ended it, so that
 * the same update, answered again after a crash, is not taken for something new.
 */
export async function endForm(
  on: Queryable,
  { channel, externalId }: Chat,
  form: { no: number },
  by: { updateId: string; at: Date },
): Promise<void> {
  await on.query(
    `update chat_form set step = null, data = '{}', last_update = $4, expires_at = $5
      where channel = $1 and external_id = $2 and no = $3`,
    [channel, externalId, form.no, by.updateId, endOf(by.at)],
  );
}

/** The chat's form is gone, whatever it was. */
export async function dropForm(on: Queryable, { channel, externalId }: Chat): Promise<void> {
  await on.query('delete from chat_form where channel = $1 and external_id = $2', [channel, externalId]);
}

const endOf = (at: Date): Date => new Date(at.getTime() + LIFE_MS);
