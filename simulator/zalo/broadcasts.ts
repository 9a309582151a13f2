import type { Agenda } from '../agenda.js';
import { isRecord } from '../http/json.js';
import type { Articles } from './articles.js';
import type { Assumptions } from './assumptions.js';
import type { Values } from './call.js';
import { dayOf, isNight, nextMorning } from './hours.js';
import type { ZaloArticleCard } from './message.js';
import { oaRefusal } from './refusal.js';
import { readTarget } from './target.js';
import type { ZaloUser } from './user.js';
import type { ZaloWorld } from './world.js';

const MAX_ARTICLES = 5;

/** One broadcast, and what the API never tells: who got it. */
export interface ZaloBroadcast {
  id: string;
  atMs: number;
  articles: ZaloArticleCard[];
  target: unknown;
  state: 'moderating' | 'sent' | 'rejected';
  sentMs: number | null;
  receivers: string[];
}

/** Broadcasts of articles: moderated, by day only, to each follower once a day and a few times a month. */
export class Broadcasts {
  readonly all: ZaloBroadcast[] = [];
  /** How long moderation takes, and how it ends. */
  moderationMs: number;
  verdict: 'accept' | 'reject' = 'accept';
  readonly #world: ZaloWorld;
  readonly #agenda: Agenda;
  readonly #articles: Articles;
  readonly #assume: Assumptions;

  constructor(
    world: ZaloWorld,
    parts: { agenda: Agenda; articles: Articles; assume: Assumptions; moderationMs: number },
  ) {
    this.#world = world;
    this.#agenda = parts.agenda;
    this.#articles = parts.articles;
    this.#assume = parts.assume;
    this.moderationMs = parts.moderationMs;
  }

  /** Takes a broadcast for moderation, or refuses as Zalo does. */
  submit(target: unknown, message: unknown, nowMs: number): ZaloBroadcast {
    if (!this.#world.oa.spec.verified) throw oaRefusal(-221);
    if (isNight(nowMs)) throw oaRefusal(-234);
    const articles = this.#readArticles(message);
    const wanted = readTarget(target, this.#assume.emptyTarget);
    const meant = this.#followers(wanted);
    if (meant.length > 0 && !meant.some((user) => this.#mayGet(user, nowMs))) throw oaRefusal(-211);
    const broadcast: ZaloBroadcast = {
      ...{ id: this.#world.nextId(), atMs: nowMs, articles, target },
      ...{ state: 'moderating', sentMs: null, receivers: [] },
    };
    this.all.push(broadcast);
    this.#agenda.after(this.moderationMs, () => this.#through(broadcast, wanted));
    return broadcast;
  }

  /** What a follower may still get today and in this month of the Vietnamese calendar. */
  leftFor(user: ZaloUser, nowMs: number) {
    const today = dayOf(nowMs);
    const { broadcastsPerMonth: total } = this.#assume;
    let [day, month] = [0, 0];
    for (const atMs of user.broadcastsMs) {
      const on = dayOf(atMs);
      if (on === today) day += 1;
      if (on.slice(0, 7) === today.slice(0, 7)) month += 1;
    }
    return {
      daily_remain: Math.max(0, 1 - day),
      daily_total: 1,
      monthly_remain: Math.max(0, total - month),
      monthly_total: total,
    };
  }

  /** Moderation is over: goes out now, or at six when the night has come meanwhile. */
  #through(broadcast: ZaloBroadcast, wanted: (user: ZaloUser['spec']) => boolean): void {
    const nowMs = this.#world.nowMs();
    if (this.verdict === 'reject') {
      broadcast.state = 'rejected';
      return;
    }
    if (isNight(nowMs)) {
      this.#agenda.at(nextMorning(nowMs), () => this.#through(broadcast, wanted));
      return;
    }
    broadcast.state = 'sent';
    broadcast.sentMs = nowMs;
    for (const user of this.#followers(wanted)) {
      if (!this.#mayGet(user, nowMs)) continue;
      user.broadcastsMs = [...user.broadcastsMs.slice(-31), nowMs];
      broadcast.receivers.push(user.id);
      this.#world.deliver(user, { kind: 'article', text: '', articles: broadcast.articles });
    }
  }

  #followers(wanted: (user: ZaloUser['spec']) => boolean): ZaloUser[] {
    return [...this.#world.users.values()].filter(
      (user) =>
        user.follower &&
        user.spec.banned !== true &&
        !user.blocks.has('broadcast') &&
        !user.blocks.has('all') &&
        wanted(user.spec),
    );
  }

  #mayGet(user: ZaloUser, nowMs: number): boolean {
    const { daily_remain: day, monthly_remain: month } = this.leftFor(user, nowMs);
    return day > 0 && month > 0;
  }

  #readArticles(message: unknown): ZaloArticleCard[] {
    const elements = elementsOf(message);
    if (elements === null || elements.length === 0) throw oaRefusal(-201, 'elements is invalid');
    if (elements.length > MAX_ARTICLES) throw oaRefusal(-210, 'elements is over limit');
    return elements.map((element) => {
      if (element['media_type'] !== 'article') throw oaRefusal(-201, 'media_type is invalid');
      const { id, title, description, status } = this.#articles.get(element['attachment_id']);
      if (status !== 'show') throw oaRefusal(-201, 'article is hidden');
      return { id, title, description };
    });
  }
}

function elementsOf(message: unknown): Values[] | null {
  const attachment = isRecord(message) ? message['attachment'] : undefined;
  const payload = isRecord(attachment) && attachment['type'] === 'template' ? attachment['payload'] : undefined;
  if (!isRecord(payload) || payload['template_type'] !== 'media') return null;
  const { elements } = payload;
  return Array.isArray(elements) && elements.every(isRecord) ? elements : null;
}
