import { createHash } from 'node:crypto';
import type { Agenda } from '../agenda.js';
import type { Assumptions } from './assumptions.js';
import type { ZaloEvents } from './events.js';
import { dayOf, isNight } from './hours.js';
import type { ZaloDraft } from './message.js';
import { oaRefusal, zbsRefusal } from './refusal.js';
import { render, type Templates, type ZaloTemplate } from './templates.js';
import type { ZaloUser } from './user.js';
import type { ZaloWorld } from './world.js';

export interface ZbsStatus {
  /** 1 delivered, 0 not yet. */
  status: 0 | 1;
  deliveredMs: number | null;
}

interface Accepted {
  id: string;
  /** What is left of the day's quota. */
  left: number;
}

interface Wanted {
  template: ZaloTemplate;
  data: Record<string, string>;
}

/** Statuses are forgotten above this: a bench asks for none. */
const MAX_STATUSES = 100_000;
const PHONE = /^\+?(84\d{8,10})$/;

/** Template messages: accepted now, on the phone after a while, for some people never; paid when they arrive. */
export class Zbs {
  delayMs: number;
  readonly statuses = new Map<string, ZbsStatus>();
  readonly #world: ZaloWorld;
  readonly #templates: Templates;
  readonly #events: ZaloEvents;
  readonly #agenda: Agenda;
  readonly #assume: Assumptions;

  constructor(
    world: ZaloWorld,
    parts: { templates: Templates; events: ZaloEvents; agenda: Agenda; assume: Assumptions; delayMs: number },
  ) {
    this.#world = world;
    this.#templates = parts.templates;
    this.#events = parts.events;
    this.#agenda = parts.agenda;
    this.#assume = parts.assume;
    this.delayMs = parts.delayMs;
  }

  /** By phone number, or by its hash; `trackingId` comes back with the delivery event. */
  sendByPhone(phone: string, wanted: Wanted, trackingId: string, development: boolean, nowMs: number): Accepted {
    const { template } = wanted;
    this.#checkTemplate(template, development);
    if (isNight(nowMs) && (template.tag === 3 || this.#assume.nightByPhone === 'all')) throw zbsRefusal(-133);
    const user = this.#findByPhone(phone);
    if (development && user?.spec.admin !== true) throw zbsRefusal(-127);
    if (user === undefined || user.spec.banned === true) throw zbsRefusal(-118);
    if (user.spec.inactive === true) throw zbsRefusal(-119);
    if (user.blocks.has('all')) throw zbsRefusal(-141);
    if (user.blocks.has('template')) throw zbsRefusal(-139);
    if (user.saturated) throw zbsRefusal(-1471);
    const left = this.#take(template, template.price, nowMs);
    const id = this.#deliverLater(user, wanted, template.price, trackingId, (deliveredMs) =>
      this.#events.templateReceived(phone.replace(/^\+/, ''), id, trackingId, deliveredMs),
    );
    return { id, left };
  }

  /** By user id: to whom the OA knows; the numbers of refusals are the OA's, but for the template itself. */
  sendByUserId(user: ZaloUser, wanted: Wanted, nowMs: number): Accepted {
    const { template } = wanted;
    this.#checkTemplate(template, false);
    if (!template.byUserId || template.type === 2 || template.quickReplies.length > 0) throw oaRefusal(-249);
    if (user.spec.banned === true || user.spec.inactive === true) throw oaRefusal(-227);
    const rule = this.#assume.templateByUserId;
    const isKnown = user.follower || (rule === 'follower-or-interacted' && user.lastInteractionMs !== null);
    if (!isKnown && rule !== 'anyone') throw oaRefusal(-213);
    if (user.blocks.has('template') || user.blocks.has('all')) throw oaRefusal(-244);
    if (user.saturated) throw oaRefusal(-218);
    if (isNight(nowMs) && template.tag === 3) throw oaRefusal(-234);
    const left = this.#take(template, template.priceByUserId, nowMs);
    const id = this.#deliverLater(user, wanted, template.priceByUserId, null, () => this.#events.received(user, id));
    return { id, left };
  }

  #checkTemplate(template: ZaloTemplate, development: boolean): void {
    if (template.status === 'DISABLE' && template.quality === 'LOW') throw zbsRefusal(-146);
    if (template.status !== 'ENABLE' && !(development && template.status === 'PENDING_REVIEW')) throw zbsRefusal(-131);
  }

  #findByPhone(phone: string): ZaloUser | undefined {
    const digits = PHONE.exec(phone)?.[1];
    if (digits !== undefined) return this.#world.findPhone(digits);
    if (!/^[0-9a-f]{64}$/.test(phone)) throw zbsRefusal(-108);
    for (const [number, user] of this.#world.byPhone)
      if (createHash('sha256').update(number).digest('hex') === phone) return user;
    return undefined;
  }

  #take(template: ZaloTemplate, price: number, nowMs: number): number {
    const { oa } = this.#world;
    const day = dayOf(nowMs);
    if (oa.zbsLeft(day) <= 0) throw zbsRefusal(-144);
    const purse = oa.canPay(price);
    if (purse !== 'yes') throw zbsRefusal(purse === 'none' ? -136 : -115);
    this.#templates.take(template, day);
    return oa.takeZbs(day);
  }

  #deliverLater(
    user: ZaloUser,
    { template, data }: Wanted,
    price: number,
    trackingId: string | null,
    tell: (deliveredMs: number) => void,
  ): string {
    const id = this.#world.nextId();
    const status: ZbsStatus = { status: 0, deliveredMs: null };
    this.statuses.set(id, status);
    if (this.statuses.size > MAX_STATUSES) {
      const [oldest] = this.statuses.keys();
      if (oldest !== undefined) this.statuses.delete(oldest);
    }
    if (user.spec.unreachable === true) return id;
    this.#agenda.after(this.delayMs, () => {
      const nowMs = this.#world.nowMs();
      Object.assign(status, { status: 1, deliveredMs: nowMs });
      this.#world.oa.pay(price);
      this.#world.deliver(user, draftOf(template, data, trackingId), 'oa', id);
      tell(nowMs);
    });
    return id;
  }
}

function draftOf(template: ZaloTemplate, data: Record<string, string>, trackingId: string | null): ZaloDraft {
  const { id, name } = template;
  const buttons = [
    ...template.quickReplies.map((title) => ({ title, type: 'reply', payload: title })),
    ...template.buttons.map(({ title, content }) => ({ title, type: 'oa.open.url', payload: { url: content } })),
  ];
  return {
    kind: 'template',
    text: render(template, data),
    template: { id, name, data, trackingId },
    ...(buttons.length === 0 ? {} : { buttons }),
  };
}
