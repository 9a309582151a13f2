import type { Clock } from '../../base/clock.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { formatDay } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import type { MassPost } from '../../prisma/generated/client.js';
import { refusal } from '../broadcast/find.js';
import { formatVietnamTime } from '../time/vietnamTime.js';
import { budgetFor, holdBudget } from './budget.js';
import type { MassPlatform } from './channel.js';
import { findMassPost, type MassVerb, requireStaffForMass, wrongMassState } from './find.js';
import { approvalHash, isAsApproved } from './hash.js';
import { nextMassOpen } from './hours.js';
import { readTarget } from './row.js';

/** Who does it and in which language they are told why not. */
export interface MassBy {
  name: string | null;
  clock: Clock;
  say: Translate;
  locale: string;
}

/** In the audit chain: somebody who works on the machine itself and gave no staff name. */
const OPERATOR = 'operator';

/**
 * Approval by a second person, bound to the hash of everything that changes what, whom or when, and the one place where
 * the budget is promised: an article for which nothing is left is refused, and of two approvals at the same moment only
 * one gets what is left. From then on the platform is given the article, hidden; with a time it goes by itself.
 */
export async function approveMassPost(
  db: Database,
  platform: MassPlatform,
  id: string,
  by: MassBy & { name: string },
): Promise<{ hash: string }> {
  const post = await findMassPost(db, id, by.say);
  const name = await requireStaffForMass(db, by.name, 'article.approve', post, by.locale);
  if (post.state !== 'draft') throw wrongMassState(post, 'approve', by.say);
  if (post.createdBy === name)
    throw refusal('no-second-person', by.say, 'article:noSecond', 'article:noSecondMend', { id, name });
  return inTransaction(db, async (client) => {
    await holdBudget(client, post.sender);
    const hash = await approvalHash(client, post.id);
    const day = await promise(client, platform, post, by, { dayMatters: post.at !== null });
    await change(client, post, 'approve', by, ['draft'], {
      sql: `state = 'approved', approved_by = $2, approved_at = now(), approved_hash = $3, due_at = at,
            budget_day = $4::date, next_at = now()`,
      values: [name, hash, day],
      detail: { hash, day },
    });
    return { hash: hash ?? '' };
  });
}

/** Says that an approved article without a time goes now, or when the night is over. The budget is looked at once more. */
export async function sendMassPost(db: Database, platform: MassPlatform, id: string, by: MassBy): Promise<void> {
  const post = await findMassPost(db, id, by.say);
  if (by.name !== null) await requireStaffForMass(db, by.name, 'article.send', post, by.locale);
  if (post.at !== null && post.state !== 'draft')
    throw refusal('has-time', by.say, 'article:hasTime', 'article:hasTimeMend', { id, at: formatVietnamTime(post.at) });
  if (post.dueAt !== null) throw wrongMassState(post, 'send', by.say);
  await inTransaction(db, async (client) => {
    await holdBudget(client, post.sender);
    if (post.state !== 'draft' && !(await isAsApproved(client, post.id)))
      throw refusal('changed', by.say, 'article:changed', 'article:changedMend', { id });
    const day = await promise(client, platform, post, by, { dayMatters: true });
    await change(client, post, 'send', by, ['approved', 'creating', 'ready'], {
      sql: 'due_at = now(), budget_day = $2::date, next_at = least(next_at, now())',
      values: [day],
      detail: { day },
    });
  });
}

/** Ends it for good while it can still be ended: there is no taking back what the platform has been told to bring. */
export async function cancelMassPost(db: Database, id: string, by: MassBy): Promise<void> {
  const post = await findMassPost(db, id, by.say);
  if (by.name !== null) await requireStaffForMass(db, by.name, 'article.cancel', post, by.locale);
  const from = ['draft', 'approved', 'creating', 'ready', 'publishing', 'held'];
  await inTransaction(db, (client) =>
    change(client, post, 'cancel', by, from, {
      sql: `state = 'cancelled', budget_day = null, finished_at = now(), reason = null, held_from = null, next_at = now(), tries = 0`,
      values: [],
    }),
  );
}

/** What the platform's own console says of it afterwards; nothing else can tell. */
export type MassResult = { kind: 'reached'; people: number | null } | { kind: 'rejected'; why: string };

/**
 * Writes down what a person has read off the platform's console. It also settles what is `unknown`: did it go, or not.
 * One that was turned away there has reached nobody, and no longer counts against the budget.
 */
export async function reportMassPost(
  db: Database,
  id: string,
  result: MassResult,
  by: MassBy & { name: string },
): Promise<void> {
  const post = await findMassPost(db, id, by.say);
  const name = await requireStaffForMass(db, by.name, 'article.result', post, by.locale);
  const from = ['sent', 'finished', 'unknown'];
  const reported = 'reported_by = $2, reported_at = now(), finished_at = coalesce(finished_at, now())';
  await inTransaction(db, (client) =>
    result.kind === 'reached'
      ? change(client, post, 'result', by, from, {
          sql: `${reported}, state = 'finished', reason = null, reached = $3`,
          values: [name, result.people],
          detail: { result: 'reached', people: result.people },
        })
      : change(client, post, 'result', by, from, {
          sql: `${reported}, state = 'rejected', reason = $3, reached = null, budget_day = null`,
          values: [name, `${REPORTED}${result.why}`],
          detail: { result: 'rejected' },
        }),
  );
}

/** How the reason of an article begins that staff has found to be turned away. */
export const REPORTED = 'reported: ';

/** The day on which it counts, or a refusal that says when the next one may go. */
async function promise(
  client: Queryable,
  platform: MassPlatform,
  post: MassPost,
  by: MassBy,
  { dayMatters }: { dayMatters: boolean },
): Promise<string> {
  const now = by.clock.now();
  const day = vietnamDay(nextMassOpen(post.at !== null && post.at > now ? post.at : now));
  const { budget } = platform;
  const state = await budgetFor(client, {
    ...{ sender: post.sender, target: readTarget(post.target), day, except: post.id, budget },
  });
  const values = {
    ...{ id: post.id, month: monthName(day), used: state.used, limit: state.limit },
    day: formatDay(new Date(`${day}T00:00:00+07:00`), by.locale),
    at: formatVietnamTime(state.freeAgainAt ?? now),
  };
  if (state.left === 0) throw refusal('over-budget', by.say, 'article:overBudget', 'article:overBudgetMend', values);
  if (dayMatters && state.dayTaken)
    throw refusal('day-taken', by.say, 'article:dayTaken', 'article:dayTakenMend', values);
  return day;
}

/** `2026-11-22` → 11/2026 */
const monthName = (day: string): string => `${day.slice(5, 7)}/${day.slice(0, 4)}`;

/** One guarded UPDATE with its audit entry; refuses when the state has moved on meanwhile. */
async function change(
  client: Queryable,
  post: MassPost,
  verb: MassVerb,
  by: MassBy,
  from: readonly string[],
  update: { sql: string; values: unknown[]; detail?: Record<string, string | number | null> },
): Promise<void> {
  const { rowCount } = await client.query(
    `update mass_post set ${update.sql} where id = $1 and state = any($${update.values.length + 2}::mass_state[])`,
    [post.id, ...update.values, from],
  );
  if (rowCount === 0) throw wrongMassState(post, verb, by.say);
  await appendAudit(client, {
    at: by.clock.now(),
    actor: by.name ?? OPERATOR,
    action: `article.${verb}`,
    subject: `article:${post.id}`,
    detail: update.detail ?? {},
  });
}
