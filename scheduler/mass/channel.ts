import type { Article } from '../../content/article.js';
import type { Translate } from '../../content/i18n.js';
import type { Json } from '../../people/canonicalJson.js';
import type { MassTarget } from './target.js';

/**
 * What the scheduler knows of a platform that brings one article to everybody who follows an account. It says nothing
 * about single people, neither before nor after. bot/channels implements it.
 */
export interface MassPlatform {
  /** `zalo`. */
  readonly name: string;
  /** The account, as in the sender table. */
  readonly sender: string;
  readonly budget: MassBudget;
  /** The target in the platform's own words. Throws InputError for what it cannot aim at; it never aims wider. */
  express(target: MassTarget, say: Translate): Expressed;
}

/** How many broadcasts may reach one person. */
export interface MassBudget {
  perDay: number;
  perMonth: number;
}

export interface Expressed {
  /** What the platform is told. */
  address: Json;
  /** The places as the platform names them, for whoever approves. */
  places: string[];
}

/** The platform, with calls. None throws for what the other side does or fails to do; each ends within its time. */
export interface MassChannel extends MassPlatform {
  /** Broadcasts take slots of the sender's pace. */
  readonly ratePerSecond: number;
  /** Writes the article where nobody sees it. Gives a ticket to ask with until it is there. */
  create(article: Article): Promise<MassAnswer<{ ticket: string }>>;
  /** Writes it once more, visible. May be repeated at will. */
  show(articleId: string, article: Article): Promise<MassAnswer<{ ticket: string }>>;
  /** Null while the platform is still at it. */
  verify(ticket: string): Promise<MassAnswer<{ articleId: string | null }>>;
  /** The call that spends the budget and cannot be taken back. */
  broadcast(articleId: string, address: Json): Promise<MassAnswer<{ messageId: string | null }>>;
  remove(articleId: string): Promise<MassAnswer<null>>;
}

/**
 * - `done`: the other side has done it.
 * - `refused`: surely not done, and never will be as it stands.
 * - `not-done`: surely not done; may be tried again soon (connection refused).
 * - `later`: surely not done; not before so long (night, a quota).
 * - `throttled`: surely not done; the whole sender waits.
 * - `stopped`: the sender itself is refused, until a person mends it.
 * - `unknown`: written, and then silence, a reset or a 5xx: it may have been done.
 */
export type MassAnswer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'refused'; reason: string }
  | { kind: 'not-done'; reason: string }
  | { kind: 'later'; reason: string; waitMs: number }
  | { kind: 'throttled'; waitMs: number }
  | { kind: 'stopped'; reason: string }
  | { kind: 'unknown'; reason: string };
