import { queryable, type Sql } from '../queryable.js';

/** What is held of a person's quizzes: how far each is and how many answers were right. */
export interface HeldQuiz {
  quiz: string;
  campaign: string;
  score: number;
  of: number;
  /** Null while it is not finished. */
  endedAt: Date | null;
}

/** Every sitting that is kept of a person, the newest first. */
export async function quizzesHeldOf(on: Sql, contactId: number): Promise<HeldQuiz[]> {
  const { rows } = await queryable(on).query<HeldQuiz>(
    `select quiz, campaign, score, cardinality(questions)::int as of, ended_at as "endedAt"
       from quiz_sitting where contact_id = $1 order by coalesce(ended_at, touched_at) desc, id desc`,
    [contactId],
  );
  return rows;
}
