import { LoaError } from '../base/errors.js';
import { createSealer, type Sealer } from '../base/seal.js';
import type { Database } from '../prisma/database.js';
import { appendAudit } from './appendAudit.js';
import { inTransaction } from './inTransaction.js';
import { oneRow, queryable, type Sql } from './queryable.js';
import type { ChatAddress } from './suppressionKey.js';

/** Begins the numbers of what is stored here to be told; no platform's updates begin so. */
export const ASKED = 'asked-';
export const REPLIED = 'replied-';

/** Kept so long at most, text and chat. */
const KEEP_DAYS = 7;

export interface Question {
  no: number;
  /** Opaque; what a command names. */
  id: string;
  place: string | null;
  locale: string;
  text: string;
  askedAt: Date;
}

/** Seals what residents ask and staff answer: in the database nobody reads it without LOA_SECRET. */
export const questionSealer = (secret: string): Sealer =>
  createSealer(
    secret,
    'question',
    (cause) =>
      new LoaError(
        'question-unreadable',
        'A question cannot be opened: another LOA_SECRET, or changed bytes',
        { again: 'no' },
        { cause },
      ),
  );

/** Who may read and answer: staff (`s`) with a role that writes, whose place holds the one named. A question without a place is for those without one. */
export const mayAnswer = (place: string): string => `s.disabled_at is null and s.role in ('author', 'approver', 'admin')
  and (s.place is null or exists (select from place p where p.code = ${place} and s.place = any(string_to_array(p.path, '/'))))`;
const MAY_ANSWER = mayAnswer('q.place');

/**
 * Keeps a question for staff and has it shown in every chat of those who may answer it, in one statement: a crash leaves all or nothing, and
 * the same question again (by its id) changes nothing. The row holds no name and no chat; where the answer goes stands apart.
 * Says in how many chats it is shown.
 */
export async function askStaff(
  on: Sql,
  secret: string,
  asked: { id: string; place: string | null; locale: string; text: string; at: Date; chat: ChatAddress },
): Promise<number> {
  const { id, place, locale, at, chat } = asked;
  const sealed = questionSealer(secret).seal(asked.text, `question ${id}`);
  const { shown } = await oneRow<{ shown: number }>(on, ASK, [
    id,
    place,
    locale,
    sealed,
    at,
    chat.channel,
    chat.externalId,
    ASKED,
  ]);
  return shown;
}

const ASK = `
  with q as (
    insert into question (id, place, locale, text, asked_at) values ($1, $2, $3, $4, $5)
    on conflict (id) do nothing returning no, place
  ), whose as (
    insert into question_chat (question_no, channel, external_id) select no, $6, $7 from q
  ), chats as (
    select c.channel, c.external_id, q.no from q, staff_chat c join staff s on s.id = c.staff_id
     where c.linked_at is not null and c.unlinked_at is null and (c.channel, c.external_id) <> ($6, $7) and ${MAY_ANSWER}
  ), told as (
    insert into inbound (channel, update_id, chat, body)
    select distinct channel, $8::text || no || '-' || external_id, external_id, jsonb_build_object('question', no) from chats
    on conflict (channel, update_id) do nothing returning 1
  )
  select count(*)::int as shown from told`;

/** How many questions of a chat wait. */
export async function waitingQuestions(on: Sql, { channel, externalId }: ChatAddress): Promise<number> {
  const { waiting } = await oneRow<{ waiting: number }>(
    on,
    'select count(*)::int as waiting from question_chat where channel = $1 and external_id = $2',
    [channel, externalId],
  );
  return waiting;
}

/** An open question that this member of staff may answer (null: whoever sits at the machine), or null. */
export async function openQuestion(
  on: Sql,
  secret: string,
  no: number,
  staffId: number | null,
): Promise<Question | null> {
  const found = await readOpen(on, secret, 'q.no = $1', [no], staffId);
  return found[0] ?? null;
}

/** All that wait, the oldest first. */
export function openQuestions(on: Sql, secret: string, staffId: number | null): Promise<Question[]> {
  return readOpen(on, secret, '$1::int is null', [null], staffId);
}

async function readOpen(
  on: Sql,
  secret: string,
  where: string,
  values: unknown[],
  staffId: number | null,
): Promise<Question[]> {
  const { rows } = await queryable(on).query<Omit<Question, 'text'> & { text: Buffer }>(
    `select q.no, q.id, q.place, q.locale, q.text, q.asked_at as "askedAt" from question q
      where ${where} and q.state = 'open' and ($2::int is null or exists (select from staff s where s.id = $2 and ${MAY_ANSWER}))
      order by q.no limit 500`,
    [...values, staffId],
  );
  const sealer = questionSealer(secret);
  return rows.map((row) => ({ ...row, text: sealer.open(row.text, `question ${row.id}`) }));
}

/**
 * Answers a question: it is settled, its text and the link to the chat are gone, and the answer is stored to be told in that chat, in one
 * statement, and the audit chain says so. Of two who answer at once one gets in. Where the person stopped or was erased meanwhile there is no chat left and
 * nothing is told. `not-open` where it was settled before.
 */
export async function answerQuestion(
  db: Database,
  secret: string,
  answer: { no: number; id: string; text: string; asked: string; by: string; at: Date },
): Promise<'told' | 'nobody' | 'not-open'> {
  const { no, id, by, at } = answer;
  const inside = JSON.stringify({ asked: answer.asked, answer: answer.text });
  const sealed = questionSealer(secret).seal(inside, `answer ${id}`).toString('base64');
  return inTransaction(db, async (client) => {
    const done = await oneRow<{ settled: number; told: number }>(client, ANSWER, [no, by, at, sealed, REPLIED]);
    if (done.settled === 0) return 'not-open';
    const told = done.told > 0;
    await appendAudit(client, {
      at,
      actor: by,
      action: 'questions.answer',
      subject: `question:${id}`,
      detail: { told },
    });
    return told ? 'told' : 'nobody';
  });
}

const ANSWER = `
  with q as (
    update question set state = 'answered', text = null, settled_by = $2, settled_at = $3 where no = $1 and state = 'open' returning no, id, locale
  ), whose as (
    delete from question_chat where question_no in (select no from q) returning channel, external_id
  ), told as (
    insert into inbound (channel, update_id, chat, body)
    select w.channel, $5::text || q.id, w.external_id, jsonb_build_object('replied', q.id, 'locale', q.locale, 'sealed', $4::text) from q, whose w
    on conflict (channel, update_id) do nothing returning 1
  )
  select (select count(*)::int from q) as settled, (select count(*)::int from told) as told`;

/** Settles a question without an answer; says whether it was open. */
export async function closeQuestion(
  db: Database,
  { no, id }: Pick<Question, 'no' | 'id'>,
  by: string,
  at: Date,
): Promise<boolean> {
  return inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `with gone as (delete from question_chat where question_no = $1)
       update question set state = 'closed', text = null, settled_by = $2, settled_at = $3 where no = $1 and state = 'open'`,
      [no, by, at],
    );
    if (rowCount === 0) return false;
    await appendAudit(client, { at, actor: by, action: 'questions.close', subject: `question:${id}`, detail: {} });
    return true;
  });
}

/** What somebody who stops or takes it back asked goes at once, and an answer that was not told yet with it. */
export async function dropQuestions(on: Sql, { channel, externalId }: ChatAddress): Promise<number> {
  const { dropped } = await oneRow<{ dropped: number }>(
    on,
    `with whose as (
       delete from question_chat where channel = $1 and external_id = $2 returning question_no
     ), untold as (
       update inbound set body = null, done_at = now() where channel = $1 and chat = $2 and done_at is null and starts_with(update_id, $3)
     ), gone as (
       update question set state = 'closed', text = null, settled_at = now() where no in (select question_no from whose) and state = 'open' returning 1
     )
     select count(*)::int as dropped from gone`,
    [channel, externalId, REPLIED],
  );
  return dropped;
}

/** After seven days text and chat go, answered or not. Returns how many questions ended so. */
export async function expireQuestions(on: Sql, now: Date): Promise<number> {
  const { expired } = await oneRow<{ expired: number }>(
    on,
    `with old as (
       update question set state = 'expired', text = null, settled_at = $1 where state = 'open' and asked_at < $1::timestamptz - $2 * interval '1 day' returning no
     ), whose as (
       delete from question_chat where question_no in (select no from old)
     )
     select count(*)::int as expired from old`,
    [now, KEEP_DAYS],
  );
  return expired;
}
