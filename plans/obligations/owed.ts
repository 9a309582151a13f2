import { addDays } from '../deadlines/day.js';
import type { DeadlineSource } from '../review/deadlines.js';
import type { SetDeadline } from '../review/decision.js';
import type { ObligationKind } from './obligation.js';
import { occurrencesOf } from './occurrences.js';

/** How far ahead what recurs is laid out: the next of anything yearly is always there, with its ladder. */
const HORIZON_DAYS = 400;

/** A task or duty of an active plan with all its deadlines, as stored. */
export interface OwedBasis {
  planId: number;
  taskId: number | null;
  dutyId: number | null;
  mode: string;
  /** The plan's date; where it has none, the day it was taken in. */
  issuedOn: string;
  /** The day from which boards count it. */
  owedFrom: string;
  periodTo: string | null;
  deadlines: readonly (SetDeadline & { source: DeadlineSource; no: number; basis: string | null })[];
}

/** What each body that leads the task owes. */
export interface Owed {
  plan: number;
  task: number | null;
  duty: number | null;
  mode: string;
  kind: ObligationKind;
  source: DeadlineSource;
  phrase: string | null;
  basis: string | null;
  occurrence: string;
  written: string | null;
  exclusive: boolean;
  due: string | null;
  from: string;
}

const FOLLOW_UP = 'follow-up';

/**
 * The obligations that one task or duty brings each of its bodies, as of a day. A clerk's deadline counts instead of the plan's; what recurs
 * is unrolled from the plan's date to the horizon, and not past the end of the plan's period; a follow-up day stands beside, or in the place of
 * what would have no day. A task without a day is owed all the same, only never late. What the plan calls done already is owed by nobody.
 * A duty without a deadline of its own is part of its task and brings nothing.
 */
export function owedOf(basis: OwedBasis, today: string): Owed[] {
  const { deadlines } = basis;
  const set = deadlines.filter((one) => one.source === 'clerk');
  const counting = set.length > 0 ? set : deadlines.filter((one) => one.source === 'plan');
  const followUp = deadlines.find((one) => one.source === 'follow-up');
  const owed: Owed[] = [];
  for (const deadline of [...counting].sort((a, b) => a.no - b.no))
    for (const written of daysOf(deadline, basis, today)) {
      if (owed.some((one) => one.written === written)) continue;
      const once = deadline.kind !== 'recurring' && !owed.some((one) => one.occurrence === '');
      owed.push(dated(basis, deadline, written, once ? '' : written));
    }
  const finished = counting.some((one) => one.note === 'done');
  const dateless = owed.length === 0 && !finished && basis.dutyId === null && !counting.some(isDated);
  if (followUp?.on !== undefined) owed.push(dated(basis, followUp, followUp.on, FOLLOW_UP));
  const ongoing = counting.find((one) => one.kind === 'ongoing');
  if (dateless && (ongoing !== undefined || followUp?.on === undefined))
    owed.push({
      ...common(basis),
      kind: ongoing === undefined ? 'undated' : 'ongoing',
      source: set.length > 0 ? 'clerk' : 'plan',
      phrase: (ongoing ?? counting[0])?.phrase ?? null,
      basis: null,
      occurrence: '',
      written: null,
      exclusive: false,
      due: null,
    });
  return owed;
}

/** Whether a deadline names days at all, even where none of them has come within the horizon. */
const isDated = (deadline: SetDeadline): boolean =>
  deadline.on !== undefined || deadline.to !== undefined || deadline.rrule !== undefined;

function daysOf(deadline: SetDeadline, { issuedOn, periodTo }: OwedBasis, today: string): string[] {
  if (deadline.note === 'done') return [];
  switch (deadline.kind) {
    case 'date':
      return deadline.on === undefined ? [] : [deadline.on];
    case 'period': {
      const end = deadline.on ?? deadline.to;
      return end === undefined ? [] : [end];
    }
    case 'recurring': {
      if (deadline.rrule === undefined) return [];
      const horizon = addDays(today, HORIZON_DAYS);
      const end = periodTo !== null && periodTo < horizon ? periodTo : horizon;
      return occurrencesOf(deadline.rrule, deadline.from ?? addDays(issuedOn, 1), end);
    }
    case 'ongoing':
    case 'none':
      return [];
  }
}

function dated(basis: OwedBasis, deadline: OwedBasis['deadlines'][number], written: string, occurrence: string): Owed {
  const exclusive = deadline.exclusive === true;
  return {
    ...common(basis),
    kind: 'dated',
    source: deadline.source,
    phrase: deadline.phrase,
    basis: deadline.basis,
    occurrence,
    written,
    exclusive,
    due: exclusive ? addDays(written, -1) : written,
  };
}

const common = ({ planId, taskId, dutyId, mode, owedFrom }: OwedBasis) => ({
  plan: planId,
  task: taskId,
  duty: dutyId,
  mode,
  from: owedFrom,
});
