import type { Clock } from '../../base/clock.js';
import { HOUR_MS } from '../../base/clock.js';
import type { Article } from '../../content/article.js';
import type { Database } from '../../prisma/database.js';
import type { MassPost } from '../../prisma/generated/client.js';
import { USELESS_AFTER_HOURS } from '../broadcast/start.js';
import { type BudgetState, budgetFor } from './budget.js';
import type { MassPlatform } from './channel.js';
import { isMassOpen, nextMassOpen, vietnamDay } from './hours.js';
import { type MassState, readArticle, readTarget, type StoredTarget } from './row.js';

/** How an article for everybody stands; times are ISO 8601 or null. */
export interface MassStatus {
  id: string;
  state: MassState;
  title: string;
  audience: string;
  target: StoredTarget;
  at: string | null;
  until: string | null;
  dueAt: string | null;
  createdBy: string;
  approvedBy: string | null;
  articleId: string | null;
  messageId: string | null;
  sentAt: string | null;
  finishedAt: string | null;
  /** Why it was refused, is held, is not known about, or has to wait. */
  reason: string | null;
  waitsFor: WaitsFor | null;
  budget: Omit<BudgetState, 'freeAgainAt'> & { freeAgainAt: string | null };
  /** What staff read off the platform's console; null: nobody has said. */
  reported: { by: string; people: number | null } | null;
}

/** What keeps an article back: somebody's word, its time, the night, the account, the platform's silence, or a quota. */
export type WaitsFor = 'send' | 'time' | 'quiet-hours' | 'sender' | 'platform' | 'quota' | 'budget' | 'home';

const DUE = ['approved', 'creating', 'ready', 'publishing'];

export async function massStatus(
  db: Database,
  post: MassPost,
  by: { clock: Clock; platform: MassPlatform },
): Promise<MassStatus> {
  const now = by.clock.now();
  const target = readTarget(post.target);
  const asked = post.budgetDay?.toISOString().slice(0, 10);
  const day = asked ?? vietnamDay(nextMassOpen(post.at !== null && post.at > now ? post.at : now));
  const budget = await budgetFor(db, {
    ...{ sender: post.sender, target, day, except: post.id, budget: by.platform.budget },
  });
  const end = post.until ?? (post.dueAt && new Date(post.dueAt.getTime() + USELESS_AFTER_HOURS * HOUR_MS));
  return {
    id: String(post.id),
    state: post.state,
    title: readArticle(post.article).title,
    audience: post.audience,
    target,
    at: iso(post.at),
    until: iso(end),
    dueAt: iso(post.dueAt),
    createdBy: post.createdBy,
    approvedBy: post.approvedBy,
    articleId: post.articleId,
    messageId: post.messageId,
    sentAt: iso(post.sentAt),
    finishedAt: iso(post.finishedAt),
    reason: post.reason,
    waitsFor: await waitsFor(db, post, now),
    // Once it counts itself, what is used includes it.
    budget: {
      ...budget,
      used: budget.used + (asked === undefined ? 0 : 1),
      left: Math.max(0, budget.left - (asked === undefined ? 0 : 1)),
      freeAgainAt: iso(budget.freeAgainAt),
    },
    reported: post.reportedBy === null ? null : { by: post.reportedBy, people: post.reached },
  };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

async function waitsFor(db: Database, post: MassPost, now: Date): Promise<WaitsFor | null> {
  if (!DUE.includes(post.state)) return null;
  const { rows } = await db.pool.query<{ stopped: boolean; silent: boolean; away: boolean }>(
    `select bool_or(stopped_at is not null) as stopped, bool_or(not_before > now()) as silent,
            exists (select from home where held_at is not null) as away
       from sender where id = $1`,
    [post.sender],
  );
  const [sender] = rows;
  if (sender?.away) return 'home';
  if (sender?.stopped) return 'sender';
  if (post.dueAt === null) return 'send';
  if (post.dueAt > now) return 'time';
  if (post.nextAt > now && post.reason === 'budget') return 'budget';
  if (post.nextAt > now && post.reason === 'zalo-211') return 'quota';
  if (!isMassOpen(now)) return 'quiet-hours';
  return sender?.silent ? 'platform' : null;
}

/** The article itself, for whoever reads it before approving. */
export function articleOf(post: Pick<MassPost, 'article'>): Article {
  return readArticle(post.article);
}
