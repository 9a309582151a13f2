import { HOUR_MS } from '../../base/clock.js';
import type { Queryable } from '../../people/queryable.js';

/**
 * Where a conversation that asks one thing after the other keeps its place. A chat is asked one thing at a time, whoever its person is: there
 * is one form a chat, and a new one takes the place of the one that was open. Processes share it: it survives a restart, and the next
 * message may be taken up by another process. Which kinds, steps and data there are is each conversation's own.
 */
export interface Chat {
  channel: string;
  externalId: string;
}

/** A form that nobody goes on with is forgotten after a day, or what the kind says instead. */
const LIFE_MS = 24 * HOUR_MS;

/**
 * The bare row of a chat's form if it is of one of these kinds, open or just over (`step` null: then it is only known by which update
 * it ended, `lastUpdate`), else null. To be parsed by the conversation that it belongs to.
 */
export async function readFormRow(
  on: Queryable,
  { channel, externalId }: Chat,
  kinds: readonly string[],
  at: Date,
): Promise<unknown> {
  const { rows } = await on.query(
    `select no, kind, step, obligation_id as "obligationId", data, last_update as "lastUpdate"
       from chat_form where channel = $1 and external_id = $2 and expires_at > $3 and kind = any($4)`,
    [channel, externalId, at, kinds],
  );
  return rows[0] ?? null;
}

/** Of what kind the open form of a chat is, whichever conversation's, and about which task; null where nothing is being asked. */
export async function openFormOf(
  on: Queryable,
  { channel, externalId }: Chat,
  at: Date,
): Promise<{ kind: string; obligationId: number | null } | null> {
  const { rows } = await on.query<{ kind: string; obligationId: number | null }>(
    `select kind, obligation_id as "obligationId" from chat_form
      where channel = $1 and external_id = $2 and expires_at > $3 and step is not null`,
    [channel, externalId, at],
  );
  return rows[0] ?? null;
}

/** Of what kind a form is, and where it stands. */
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
