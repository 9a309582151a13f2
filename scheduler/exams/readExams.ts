import { queryable, type Sql } from '../../people/queryable.js';

/** Days of examination of a place and of everything below it. Days are `YYYY-MM-DD` in Vietnam, both ends included. */
export interface ExamPeriod {
  id: number;
  /** Code of the place; null is the whole country. */
  place: string | null;
  placeName: string | null;
  from: string;
  to: string;
  name: string;
  /** The announcement it rests on. */
  source: string;
  /** Empty: all who may be pupils. */
  groups: string[];
  setBy: string;
}

/** Where a period of examination touches a place: there, above it, or somewhere below it. */
const TOUCHES = `
  ($1::text is null or e.place is null
   or exists (select from place mine where mine.code = $1 and '/' || mine.path like '%/' || e.place || '/%')
   or exists (select from place theirs where theirs.code = e.place and '/' || theirs.path like '%/' || $1 || '/%'))`;

/** The periods that touch a place (null: all of them), by their days. */
export async function readExams(on: Sql, place: string | null): Promise<ExamPeriod[]> {
  const { rows } = await queryable(on).query<ExamPeriod>(
    `select e.id, e.place, p.name as "placeName", e.first_day::text as "from", e.last_day::text as "to", e.name, e.source, e.groups, e.set_by as "setBy"
       from exam_period e left join place p on p.code = e.place where ${TOUCHES} order by e.first_day, e.id`,
    [place],
  );
  return rows;
}
