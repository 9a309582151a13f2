import { HOUR_MS } from '../../base/clock.js';
import { oneRow, queryable, type Sql } from '../queryable.js';

/** Whose sitting: a person with all their chats, or a chat whose person does not receive anything. */
export interface Sitter {
  channel: string;
  externalId: string;
  contactId: number | null;
}

/** Three questions of a quiz, wherever their person left them. */
export interface Sitting {
  id: number;
  quiz: string;
  /** `name/year`, or empty where it was not begun from a campaign. */
  campaign: string;
  questions: string[];
  /** What was answered so far: 0 for A, 1 for B …; empty once it is over. */
  choices: number[];
  score: number;
  ended: boolean;
  lastUpdate: string;
}

/** The update that wants something, so that the same is not done twice, and when it came. */
export interface By {
  updateId: string;
  at: Date;
}

const DAY_MS = 24 * HOUR_MS;
/** So long a sitting waits to be gone on with. */
const OPEN_MS = 60 * DAY_MS;
/** So long the score is kept: for the campaign of this year and of the next. */
const SCORE_MS = 400 * DAY_MS;
/** Who does not receive belongs to no place: their score is kept only until the same update cannot come again. */
const STRANGER_MS = DAY_MS;

const COLUMNS =
  'id, quiz, campaign, questions, choices, score, ended_at is not null as ended, last_update as "lastUpdate"';
/** $1 channel, $2 external id, $3 contact or null. */
const OWN = '(contact_id = $3 or (channel = $1 and external_id = $2))';

/** The sittings that somebody has not finished, the one that was touched last first. */
export async function openSittings(on: Sql, { channel, externalId, contactId }: Sitter, at: Date): Promise<Sitting[]> {
  const { rows } = await queryable(on).query<Sitting>(
    `select ${COLUMNS} from quiz_sitting where ${OWN} and ended_at is null and expires_at > $4 order by touched_at desc, id desc`,
    [channel, externalId, contactId, at],
  );
  return rows;
}

/** One sitting of theirs by its number, finished or not, or null. */
export async function readSitting(
  on: Sql,
  { channel, externalId, contactId }: Sitter,
  id: number,
): Promise<Sitting | null> {
  const { rows } = await queryable(on).query<Sitting>(`select ${COLUMNS} from quiz_sitting where ${OWN} and id = $4`, [
    channel,
    externalId,
    contactId,
    id,
  ]);
  return rows[0] ?? null;
}

/**
 * The sitting that a typed word is about: the one that this very update moved before, where it is answered once more after a crash,
 * else the open one that was touched last; null where there is none.
 */
export async function typedInto(
  on: Sql,
  { channel, externalId, contactId }: Sitter,
  { updateId, at }: By,
): Promise<Sitting | null> {
  const { rows } = await queryable(on).query<Sitting>(
    `select ${COLUMNS} from quiz_sitting
      where ${OWN} and ((channel = $1 and last_update = $4) or (ended_at is null and expires_at > $5))
      order by channel = $1 and last_update = $4 desc, touched_at desc, id desc limit 1`,
    [channel, externalId, contactId, updateId, at],
  );
  return rows[0] ?? null;
}

/** How often each question of a quiz was asked of them before. */
export async function askedBefore(
  on: Sql,
  { channel, externalId, contactId }: Sitter,
  quiz: string,
): Promise<Map<string, number>> {
  const { rows } = await queryable(on).query<{ question: string; times: number }>(
    `select question, count(*)::int as times from quiz_sitting, unnest(questions) question where ${OWN} and quiz = $4 group by question`,
    [channel, externalId, contactId, quiz],
  );
  return new Map(rows.map(({ question, times }) => [question, times]));
}

/**
 * Begins a sitting, or gives the one of that quiz that is open: there is never more than one. What nobody went on with, and scores
 * that are no longer needed, go at the same time.
 */
export async function beginSitting(
  on: Sql,
  sitter: Sitter,
  wanted: { quiz: string; campaign: string; questions: readonly string[] },
  { updateId, at }: By,
): Promise<Sitting> {
  const { channel, externalId, contactId } = sitter;
  const { rows } = await queryable(on).query<Sitting>(BEGIN, [
    channel,
    externalId,
    contactId,
    wanted.quiz,
    wanted.campaign,
    wanted.questions,
    updateId,
    at,
    new Date(at.getTime() + OPEN_MS),
  ]);
  if (rows[0] !== undefined) return rows[0];
  return oneRow<Sitting>(
    on,
    `update quiz_sitting set touched_at = $5, expires_at = $6 where id = (
       select id from quiz_sitting where ${OWN} and quiz = $4 and ended_at is null order by id limit 1)
     returning ${COLUMNS}`,
    [channel, externalId, contactId, wanted.quiz, at, new Date(at.getTime() + OPEN_MS)],
  );
}

const BEGIN = `
  with gone as (
    delete from quiz_sitting where expires_at <= $8 and not (${OWN} and quiz = $4 and ended_at is null)
  )
  insert into quiz_sitting (channel, external_id, contact_id, quiz, campaign, questions, last_update, touched_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning ${COLUMNS}`;

/**
 * Takes an answer to the question at `position` and gives the sitting as it is then; null where that question is not the one to be
 * answered now. One answer to a question counts, the first, from whatever device and however often it is pressed: the statement
 * moves on only from that very question. With the last one, which answers were given is gone and the score is all that is left.
 */
export async function takeAnswer(
  on: Sql,
  { channel, externalId, contactId }: Sitter,
  answer: { sitting: number; position: number; choice: number; right: boolean },
  { updateId, at }: By,
): Promise<Sitting | null> {
  const { rows } = await queryable(on).query<Sitting>(ANSWER, [
    channel,
    externalId,
    contactId,
    answer.sitting,
    answer.position,
    answer.choice,
    answer.right,
    updateId,
    at,
    new Date(at.getTime() + OPEN_MS),
    new Date(at.getTime() + (contactId === null ? STRANGER_MS : SCORE_MS)),
  ]);
  return rows[0] ?? null;
}

const ANSWER = `
  update quiz_sitting
     set score = score + case when $7::boolean then 1 else 0 end, last_update = $8, touched_at = $9,
         contact_id = coalesce(contact_id, $3),
         choices = case when $5::int + 1 >= cardinality(questions) then '{}' else choices || $6::smallint end,
         ended_at = case when $5::int + 1 >= cardinality(questions) then $9::timestamptz end,
         expires_at = case when $5::int + 1 >= cardinality(questions) then $11::timestamptz else $10::timestamptz end
   where ${OWN} and id = $4 and ended_at is null and cardinality(choices) = $5::int
  returning ${COLUMNS}`;

/** A sitting whose questions are no more: it ends without a result, and leaves nothing. */
export async function dropSitting(on: Sql, { channel, externalId, contactId }: Sitter, id: number): Promise<void> {
  await queryable(on).query(`delete from quiz_sitting where ${OWN} and id = $4 and ended_at is null`, [
    channel,
    externalId,
    contactId,
    id,
  ]);
}
