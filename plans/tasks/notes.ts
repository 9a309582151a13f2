import { OUTSIDE_AUTHORITY } from '../agencies/lexicon.js';
import type { Deadline } from '../reading.js';
import { has, matchKey } from '../text/key.js';
import type { Warnings } from '../warn.js';
import type { TaskDraft } from './draft.js';

/** Partners once each, without the bodies that lead. */
export function partners(names: readonly string[], agencies: readonly string[]): string[] {
  const own = new Set(agencies.map(matchKey));
  const seen = new Map<string, string>();
  for (const name of names) if (!own.has(matchKey(name)) && !seen.has(matchKey(name))) seen.set(matchKey(name), name);
  return [...seen.values()];
}

/** The further days a task states, for its `otherDeadlines`; what recurs or runs has its days in the deadline itself. */
export function further(
  stated: readonly { deadline: Deadline; weight: number }[],
  chosen: Deadline | null,
): { otherDeadlines?: Deadline[] } {
  if (chosen?.kind !== 'date') return {};
  const others = new Map<string, Deadline>();
  for (const { deadline, weight } of stated)
    if (deadline.kind === 'date' && deadline.on !== undefined && deadline.on !== chosen.on && weight >= 5)
      others.set(deadline.on, deadline);
  return others.size === 0
    ? {}
    : { otherDeadlines: [...others.values()].sort((a, b) => (a.on ?? '').localeCompare(b.on ?? '')) };
}

/** What about a task a person has to look at. */
export function noteTask(task: TaskDraft, stated: readonly Deadline[], warn: Warnings): void {
  const { section, deadline } = task;
  if (task.agencies.length === 0) warn.add('plans:warning.noAgency', { section });
  if (deadline?.kind === 'recurring' && deadline.rrule === undefined) {
    warn.add(deadline.note === 'half-yearly' ? 'plans:warning.halfYearly' : 'plans:warning.noDay', {
      section,
      phrase: deadline.phrase,
    });
  }
  if (deadline?.note === 'year not given') warn.add('plans:warning.noYear', { section, phrase: deadline.phrase });
  if (deadline?.note?.endsWith('from an event') === true)
    warn.add('plans:warning.fromEvent', { section, phrase: deadline.phrase });
  for (const other of stated.slice(1)) {
    if (other.on !== undefined && other.on !== deadline?.on)
      warn.add('plans:warning.moreDates', { section, phrase: other.phrase });
  }
  const outside = task.agencies.find((name) => has(matchKey(name), OUTSIDE_AUTHORITY));
  if (task.mode === 'giao' && outside !== undefined)
    warn.add('plans:warning.outsideAuthority', { section: section.replace(/\.[-+¶(].*$/u, ''), name: outside });
}
