import { queryable, type Sql } from '../../people/queryable.js';

/** What can happen to an obligation. Those that decide how a day stood are also listed in the index of the migration. */
export const EVENT_KINDS = [
  'reported',
  'amended',
  'undone',
  'confirmed',
  'sent-back',
  'progress',
  'note',
  'attachment',
  'extension-asked',
  'extension-granted',
  'extension-refused',
  'handed-over',
  'snoozed',
  'due-changed',
  'dropped',
  'restored',
  'carried',
  'agency-changed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** A paper that was sent on the document system. */
export interface SentPaper {
  number?: string | null;
  symbol?: string | null;
  /** YYYY-MM-DD; the day it was sent, which decides whether it was in time. */
  date?: string | null;
}

export interface NewEvent {
  obligationId: number;
  at: Date;
  kind: EventKind;
  /** The day from which it counts: of a report the day it was sent, of a granted extension the day it was granted, of a snooze the day it ends. */
  onDay: string;
  /** The last day in time from then on, where this changes it. */
  dueOn?: string;
  officialId?: number | null;
  staff?: string | null;
  data?: Readonly<Record<string, unknown>>;
  /** `<channel>:<updateId>`: the same update does the same once. */
  key?: string | null;
}

/** Whether an update has already done what it asks for. */
export async function isKnown(on: Sql, key: string | null | undefined): Promise<boolean> {
  if (key == null) return false;
  const { rows } = await queryable(on).query('select from obligation_event where key = $1', [key]);
  return rows.length > 0;
}

/** Adds one event. The key's unique index refuses what was done already: ask `isKnown` under the obligation's lock before. */
export async function addEvent(on: Sql, event: NewEvent): Promise<void> {
  await queryable(on).query(
    `insert into obligation_event (obligation_id, at, kind, on_day, due_on, official_id, staff, data, key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      event.obligationId,
      event.at,
      event.kind,
      event.onDay,
      event.dueOn ?? null,
      event.officialId ?? null,
      event.staff ?? null,
      JSON.stringify(event.data ?? {}),
      event.key ?? null,
    ],
  );
}
