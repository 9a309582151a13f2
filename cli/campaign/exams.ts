import { formatDate } from '../../scheduler/calendar/announced.js';
import type { ExamPeriod } from '../../scheduler/exams/readExams.js';
import type { Session } from '../session.js';
import type { Laid } from './dates.js';

/** An examination as the documents of preview and schedule have it. */
export const examAsJson = ({ id, place, from, to, name, source }: ExamPeriod) => ({
  ...{ id: String(id), place, from, to, name, source },
});

/** Days of examination that messages fall on, and what is not known of them. */
export function examNotes({ say }: Session, { items, exams }: Laid): string[] {
  const notes = items.flatMap(({ item }, index) => {
    const { met = [], all = null } = exams.items[index] ?? {};
    if (all !== null) return [say('exams:note.all', { item: item.name, ...wordsOf(all) })];
    return met.map(({ exam, people: count }) => say('exams:note.some', { item: item.name, count, ...wordsOf(exam) }));
  });
  return [...notes, ...exams.unknownYears.map((year) => say('exams:note.unknown', { year: String(year) }))];
}

const wordsOf = ({ name, from, to, source }: ExamPeriod) => ({
  name,
  days: from === to ? formatDate(from) : `${formatDate(from)}–${formatDate(to)}`,
  source,
});
