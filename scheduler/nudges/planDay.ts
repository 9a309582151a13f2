import { addDays } from '../../plans/deadlines/day.js';
import { workingDayFrom } from '../calendar/workingDays.js';
import { type Ladder, newestRung, type Rung, rungsOf, type Standing, standingOf } from './ladder.js';
import { ladderOf, type Owing, pairKey, type Reachable, type State, type Told } from './owing.js';

/** Why an official is told of an obligation today. */
export interface Reason {
  kind: 'dated' | 'ongoing' | 'snoozed';
  /** The due day; the first of the month; the day it was put off to. */
  countedTo: string;
  /** Working days from the due day; 0 for the other kinds. */
  rung: number;
  /** The day on which it should have come, where that has passed. */
  missedOn: string | null;
}

export interface Item {
  owing: Owing;
  reason: Reason;
  standing: Standing | 'ongoing';
  /** The officials in whose name this person is told of it: more than one where they hold two posts. */
  officialIds: number[];
}

/** One person's digest of a day. */
export interface PersonPlan {
  contactId: number;
  name: string;
  locale: string;
  items: Item[];
}

export interface DayPlan {
  day: string;
  persons: PersonPlan[];
  /** Agencies that owe something by now and have nobody who could be told. */
  unreached: { agencyId: number; agency: string; obligations: number }[];
}

/**
 * Who is told what on one working day: a function of the state alone, the same for the run and for its preview. One digest for a
 * person; of each obligation only the newest rung that has come and was not told; nothing that was put off to a later day; what goes on
 * all the time on the month's first working day.
 */
export function planDay(state: State, day: string): DayPlan {
  const rungs = rungMemory(state);
  const byId = new Map(state.officials.map((one) => [one.officialId, one]));
  const focal = groupBy(
    state.officials.filter((one) => one.focal),
    (one) => one.agencyId,
  );
  const monthly = ongoingDue(state, day);
  const persons = new Map<number, PersonPlan>();
  const unreached = new Map<number, { agencyId: number; agency: string; obligations: number }>();
  for (const owing of state.owing) {
    const newest = owing.kind === 'dated' ? newestRung(rungs(owing), day) : null;
    const handed = owing.handedTo === null ? undefined : byId.get(owing.handedTo);
    const told = handed === undefined ? (focal.get(owing.agencyId) ?? []) : [handed];
    if (told.length === 0 && (owing.kind === 'dated' ? newest !== null : monthly.all)) {
      const { agencyId, agency } = owing;
      const known = unreached.get(agencyId) ?? { agencyId, agency, obligations: 0 };
      known.obligations += 1;
      unreached.set(agencyId, known);
    }
    for (const official of told) {
      const reason = reasonFor(state, owing, official, newest, monthly, day);
      if (reason !== null) addTo(persons, official, owing, reason, day);
    }
  }
  const ordered = [...persons.values()].sort((a, b) => a.contactId - b.contactId);
  for (const person of ordered) person.items.sort(byUrgency);
  return { day, persons: ordered, unreached: [...unreached.values()].sort((a, b) => a.agencyId - b.agencyId) };
}

/** The state as it is once a day's plan has been carried out: for previews of several days. */
export function afterDay(state: State, plan: DayPlan): State {
  for (const { items } of plan.persons)
    for (const { owing, reason, officialIds } of items)
      for (const officialId of officialIds) {
        const key = pairKey(owing.id, officialId);
        const told: Told = state.told.get(key) ?? { rung: null, month: null, missedMonth: null, lastOn: null };
        state.told.set(key, {
          ...told,
          lastOn: plan.day,
          ...(reason.kind === 'dated' ? { rung: Math.max(told.rung ?? reason.rung, reason.rung) } : {}),
          ...(reason.kind === 'ongoing' ? { month: reason.countedTo } : {}),
        });
      }
  return { ...state, lastRun: plan.day };
}

interface Monthly {
  month: string;
  /** The month's first working day has come since the last run. */
  all: boolean;
  /** That day. */
  day: string;
}

/** Without an earlier run nothing was missed: the monthly digest then waits for its day. */
function ongoingDue({ announced, lastRun }: State, day: string): Monthly {
  const month = `${day.slice(0, 7)}-01`;
  const first = workingDayFrom(month, announced);
  return { month, day: first, all: first <= day && first > (lastRun ?? addDays(day, -1)) };
}

function reasonFor(
  state: State,
  owing: Owing,
  { officialId }: Reachable,
  newest: Rung | null,
  monthly: Monthly,
  day: string,
): Reason | null {
  const key = pairKey(owing.id, officialId);
  const told = state.told.get(key);
  const until = state.snoozed.get(key);
  if (until !== undefined && until > day) return null;
  if (owing.dueOn !== null && newest !== null && newest.rung > (told?.rung ?? Number.NEGATIVE_INFINITY))
    return { kind: 'dated', countedTo: owing.dueOn, rung: newest.rung, missedOn: earlier(newest.day, day) };
  if (owing.kind === 'ongoing' && (monthly.all || told?.missedMonth === monthly.month) && told?.month !== monthly.month)
    return { kind: 'ongoing', countedTo: monthly.month, rung: 0, missedOn: earlier(monthly.day, day) };
  if (until !== undefined && (told?.lastOn ?? '') < until)
    return {
      kind: 'snoozed',
      countedTo: until,
      rung: 0,
      missedOn: earlier(workingDayFrom(until, state.announced), day),
    };
  return null;
}

const earlier = (on: string, day: string): string | null => (on < day ? on : null);

function addTo(
  persons: Map<number, PersonPlan>,
  { officialId, contactId, name, locale }: Reachable,
  owing: Owing,
  reason: Reason,
  day: string,
): void {
  const person = persons.get(contactId) ?? { contactId, name, locale, items: [] };
  persons.set(contactId, person);
  const known = person.items.at(-1);
  if (known?.owing.id === owing.id) {
    known.officialIds.push(officialId);
    return;
  }
  const { dueOn } = owing;
  const standing = dueOn === null ? 'ongoing' : standingOf({ ...owing, dueOn }, day);
  person.items.push({ owing, reason, standing, officialIds: [officialId] });
}

const STANDINGS: readonly Item['standing'][] = ['overdue', 'today', 'coming', 'ongoing'];

/** What was assigned before what was asked; then by how pressing it is, the older day first. */
function byUrgency(a: Item, b: Item): number {
  return (
    Number(a.owing.mode !== 'giao') - Number(b.owing.mode !== 'giao') ||
    STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
    (a.owing.dueOn ?? '').localeCompare(b.owing.dueOn ?? '') ||
    a.owing.id - b.owing.id
  );
}

/** The rungs of an obligation, computed once for each day, wording and ladder: thousands of obligations share a few. */
export function rungMemory({ ladders, announced }: Pick<State, 'ladders' | 'announced'>): (owing: Owing) => Rung[] {
  const kept = new Map<Ladder, Map<string, Rung[]>>();
  return (owing) => {
    if (owing.dueOn === null) return [];
    const ladder = ladderOf(ladders, owing.planId, owing.taskId);
    const ofLadder = kept.get(ladder) ?? new Map<string, Rung[]>();
    kept.set(ladder, ofLadder);
    const key = `${owing.dueOn} ${owing.exclusive ? owing.writtenOn : ''}`;
    const rungs = ofLadder.get(key) ?? rungsOf({ ...owing, dueOn: owing.dueOn }, ladder, announced);
    ofLadder.set(key, rungs);
    return rungs;
  };
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one)) ?? [];
    group.push(one);
    groups.set(keyOf(one), group);
  }
  return groups;
}
