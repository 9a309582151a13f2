import type { LateTask } from '../../plans/obligations/lateBodies.js';
import type { Due } from './dueScopes.js';
import type { OfficialReader, Picture, StaffReader } from './readPicture.js';
import type { Scope } from './scopes.js';

/** How one plan, or one period of it, stands for one reader. */
export interface Section {
  scope: Scope;
  /** Assigned work ("giao") that bodies have not reported: its day is over; it is the last day; it falls due this week. */
  overdue: LateTask[];
  today: LateTask[];
  coming: LateTask[];
  /** Bodies that may only be asked, past the day that was asked for: never called late. */
  asked: LateTask[];
  came: number;
  waiting: number;
}

/** What one person is told: as staff or focal officer of the standing agency, as head of their own agency, or both. */
export interface PersonSummary {
  /** Null: a chat that is no address yet. */
  contactId: number | null;
  name: string;
  locale: string;
  isStaff: boolean;
  /** The place that bounds what they see; null is everywhere. */
  within: string | null;
  sections: Section[];
  own: { agency: string; overdue: LateTask[] }[];
}

/**
 * Who is told what by the summaries that are due: one message a person, whatever number of plans and posts it is about. A daily one is only for where
 * somebody is late; a weekly one says so where nobody is. Members of staff see what lies in their place; heads what is overdue in their own agency,
 * and only what was assigned. A function of the picture alone.
 */
export function planSummaries(due: readonly Due[], picture: Picture): PersonSummary[] {
  const persons = new Map<string, PersonSummary>();
  const person = (reader: StaffReader | OfficialReader, key: string, more: Partial<PersonSummary>): PersonSummary => {
    const { contactId, name, locale } = reader;
    const known = persons.get(key) ?? {
      ...{ contactId, name, locale, isStaff: false, within: null, sections: [], own: [] },
      ...more,
    };
    persons.set(key, known);
    return known;
  };
  for (const { scope } of due) {
    if (scope.planId === 0) {
      for (const head of picture.officials.filter(({ every }) => every === scope.kind)) {
        const overdue = overdueOf(picture, head.agencyId);
        if (overdue.length === 0 && scope.kind === 'daily') continue;
        person(head, `c${head.contactId}`, {}).own.push({ agency: head.agency, overdue });
      }
      continue;
    }
    for (const reader of picture.staff.filter((one) => isToldOf(one, scope))) {
      const section = sectionOf(scope, picture, reader.place);
      if (section === null) continue;
      const key = reader.contactId === null ? `s${reader.staffId}` : `c${reader.contactId}`;
      const more = { isStaff: true, within: reader.place === null ? null : reader.placeName };
      person(reader, key, more).sections.push(section);
    }
    if (!scope.setting.officials || scope.standingId === null) continue;
    for (const focal of picture.officials.filter((one) => one.role === 'focal' && one.agencyId === scope.standingId)) {
      const told = person(focal, `c${focal.contactId}`, {});
      const section = told.sections.some((one) => one.scope === scope) ? null : sectionOf(scope, picture, null);
      if (section !== null) told.sections.push(section);
    }
  }
  return [...persons.values()]
    .filter(({ sections, own }) => sections.length + own.length > 0)
    .sort((a, b) => (a.contactId ?? 0) - (b.contactId ?? 0));
}

/** Those who were named; where nobody was, all whose place covers the plan's. */
function isToldOf({ staffId, place }: StaffReader, { setting, path }: Scope): boolean {
  return setting.staff.length > 0 ? setting.staff.includes(staffId) : place === null || path.includes(place);
}

/** Null where there is nothing to be told: a daily summary of a day on which nobody is late. */
function sectionOf(scope: Scope, picture: Picture, place: string | null): Section | null {
  const { day } = picture;
  const inside = (code: string): boolean => place === null || (picture.paths.get(code) ?? []).includes(place);
  const isMeant = (planId: number, periodId: number): boolean =>
    planId === scope.planId && (scope.periodId === 0 ? !scope.without.includes(periodId) : periodId === scope.periodId);
  const rows = picture.late.flatMap((row) => {
    const missing = isMeant(row.plan.id, row.periodId ?? 0) ? row.missing.filter((one) => inside(one.place)) : [];
    return missing.length === 0 ? [] : [{ ...row, missing }];
  });
  const assigned = rows.filter(({ mode }) => mode === 'giao');
  const tallies = picture.tallies.filter((one) => isMeant(one.planId, one.periodId) && inside(one.place));
  const section: Section = {
    scope,
    overdue: assigned.filter(({ overdue }) => overdue),
    today: assigned.filter(({ overdue, dueOn }) => !overdue && dueOn <= day),
    coming: scope.kind === 'weekly' ? assigned.filter(({ dueOn }) => dueOn > day) : [],
    asked: rows.filter(({ mode, dueOn }) => mode === 'đề nghị' && dueOn < day),
    came: tallies.reduce((sum, { came }) => sum + came, 0),
    waiting: tallies.reduce((sum, { waiting }) => sum + waiting, 0),
  };
  // Who chose an hour for one period wants to know on its last day who is still to report, not only when it is too late.
  const isCalledFor = section.overdue.length > 0 || (scope.periodId !== 0 && section.today.length > 0);
  return scope.kind === 'weekly' || isCalledFor ? section : null;
}

function overdueOf({ late }: Picture, agencyId: number): LateTask[] {
  return late.flatMap((row) => {
    const missing = row.overdue && row.mode === 'giao' ? row.missing.filter((one) => one.agencyId === agencyId) : [];
    return missing.length === 0 ? [] : [{ ...row, missing }];
  });
}
