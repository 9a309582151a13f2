import type { Clock } from '../../base/clock.js';
import { HOUR_MS } from '../../base/clock.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Article } from '../../content/article.js';
import { oneRow } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import type { MassPost } from '../../prisma/generated/client.js';
import { USELESS_AFTER_HOURS } from '../broadcast/start.js';
import { type BudgetState, budgetFor } from './budget.js';
import type { MassPlatform } from './channel.js';
import { isMassOpen, nextMassOpen } from './hours.js';
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
  /** Of the day on which it counts, or would; it counts itself from its approval on. */
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
    ...{ sender: post.sender, target, day, except: null, budget: by.platform.budget },
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
    budget: { ...budget, freeAgainAt: iso(budget.freeAgainAt) },
    reported: post.reportedBy === null ? null : { by: post.reportedBy, people: post.reached },
  };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** By the database's clock, as everything that falls due; only the hours of the day are Loa's own. */
const WAITING = `
select s.stopped_at is not null as stopped, coalesce(s.not_before > now(), false) as silent, p.next_at > now() as rests,
       p.due_at > now() as early, exists (select from home where held_at is not null) as away
  from mass_post p left join sender s on s.id = p.sender where p.id = $1`;

async function waitsFor(db: Database, post: MassPost, now: Date): Promise<WaitsFor | null> {
  if (!DUE.includes(post.state)) return null;
  const is = await oneRow<{ stopped: boolean; silent: boolean; rests: boolean; early: boolean | null; away: boolean }>(
    db,
    WAITING,
    [post.id],
  );
  if (is.away) return 'home';
  if (is.stopped) return 'sender';
  if (is.early === null) return 'send';
  if (is.early) return 'time';
  if (is.rests && post.reason === 'budget') return 'budget';
  if (is.rests && post.reason === 'zalo-211') return 'quota';
  if (!isMassOpen(now)) return 'quiet-hours';
  return is.silent ? 'platform' : null;
}

/** The article itself, for whoever reads it before approving. */
export function articleOf(post: Pick<MassPost, 'article'>): Article {
  return readArticle(post.article);
}
