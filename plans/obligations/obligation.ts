import { z } from 'zod';
import { addDays } from '../deadlines/day.js';
import type { DeadlineSource } from '../review/deadlines.js';

/**
 * `open`: nothing was reported, or it was sent back. `reported`: sent, and waits for the standing agency. `confirmed`: received.
 * `dropped`: no longer owed (the task was dropped, the body changed, another version of the plan left it out).
 */
export const OBLIGATION_STATES = ['open', 'reported', 'confirmed', 'dropped'] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];

/** `ongoing` goes on all the time; `undated` has no day in the plan and nobody set one. Neither is ever late. */
export type ObligationKind = 'dated' | 'ongoing' | 'undated';

/** What one body owes by one day. Days are YYYY-MM-DD in Vietnam. */
export interface Obligation {
  id: number;
  planId: number;
  /** Either a task or a reporting duty, never both; neither where a reporting period asks for it by itself. */
  taskId: number | null;
  dutyId: number | null;
  /** The reporting period whose form is to be filled in. */
  periodId: number | null;
  agencyId: number;
  /** Empty for what is owed once; else the day in the text, or "follow-up". */
  occurrence: string;
  /** `đề nghị`: a body that the issuer may only ask. */
  mode: 'giao' | 'đề nghị';
  kind: ObligationKind;
  /** `follow-up` is a day that a letter asks for: it is not in the plan, and whoever shows it says so. */
  source: DeadlineSource;
  /** The wording of the deadline. */
  phrase: string | null;
  /** The letter that a follow-up day rests on. */
  basis: string | null;
  /** The day in the text. */
  writtenOn: string | null;
  /** "trước ngày": the day in the text is itself too late. */
  exclusive: boolean;
  /** The last day that is in time, a changed deadline included; null where there is none. */
  dueOn: string | null;
  state: ObligationState;
  /** The day it was sent, which decides whether it was in time. */
  doneOn: string | null;
  /** The later day that the body asked for, until that is decided. */
  askedOn: string | null;
  /** The colleague it was handed to, who alone is reminded of it. */
  officialId: number | null;
}

/** An obligation's columns for a select list; `o` is the table's name in the statement. */
export const OBLIGATION_COLUMNS = `o.id, o.plan_id as "planId", o.task_id as "taskId", o.duty_id as "dutyId", o.period_id as "periodId", o.agency_id as "agencyId", o.occurrence, o.mode, o.kind,
  o.source, o.phrase, o.basis, o.written_on::text as "writtenOn", o.exclusive, o.due_on::text as "dueOn", o.state, o.done_on::text as "doneOn",
  o.asked_on::text as "askedOn", o.official_id as "officialId"`;

/** The four buckets of the board, and what has no day. */
export type Bucket = 'done-on-time' | 'done-late' | 'open-in-time' | 'open-overdue' | 'no-day';

/** How an obligation stands at the end of a day, as far as its present state tells. */
export function bucketOf(
  one: Pick<Obligation, 'state' | 'doneOn' | 'dueOn' | 'writtenOn' | 'exclusive'>,
  on: string,
): Bucket {
  const { state, doneOn } = one;
  const from = overdueFrom(one);
  if (from === null) return 'no-day';
  if ((state === 'reported' || state === 'confirmed') && doneOn !== null)
    return doneOn < from ? 'done-on-time' : 'done-late';
  return on < from ? 'open-in-time' : 'open-overdue';
}

/**
 * The first day on which an obligation is overdue. "Trước ngày 03/7": 2 July is the last day in time, yet nobody is called late before
 * the written day is over, on 4 July; who sends on the written day was not overdue and does not become late by sending. A changed
 * deadline is a day in time itself.
 */
export function overdueFrom({
  dueOn,
  writtenOn,
  exclusive,
}: Pick<Obligation, 'dueOn' | 'writtenOn' | 'exclusive'>): string | null {
  if (dueOn === null) return null;
  const next = addDays(dueOn, 1);
  return exclusive && next === writtenOn ? addDays(next, 1) : next;
}

/** A day as it comes from a person or a chat: an ISO day that exists in the calendar. */
export const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;
