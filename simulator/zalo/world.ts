import { randomBytes } from 'node:crypto';
import type { Agenda } from '../agenda.js';
import type { MovableClock } from '../movableClock.js';
import type { Assumptions } from './assumptions.js';
import type { ZaloEvents } from './events.js';
import type { ZaloDraft, ZaloMessage } from './message.js';
import { type OaSpec, OfficialAccount } from './officialAccount.js';
import { oaRefusal } from './refusal.js';
import { ZaloUser, type ZaloUserSpec } from './user.js';

export interface ZaloWorldOptions {
  clock: MovableClock;
  agenda: Agenda;
  events: ZaloEvents;
  assume: Assumptions;
  oa: OaSpec;
  /** Lets every user id and phone number exist. */
  acceptUnknown: boolean;
  keepMessagesPerUser: number;
  /** How long after a message its `user_received_message` comes; null: never. */
  receiptDelayMs: number | null;
}

const USER_ID = /^\d{6,25}$/;

/** Who there is: one OA, and people with Zalo accounts, found by user id and by phone number. */
export class ZaloWorld {
  readonly oa: OfficialAccount;
  readonly users = new Map<string, ZaloUser>();
  readonly byPhone = new Map<string, ZaloUser>();
  /** Called with a person whenever something in their chat changed; the phones' page and waiting tests listen. */
  readonly listeners = new Set<(user: ZaloUser) => void>();
  readonly options: ZaloWorldOptions;
  delivered = 0;
  /** Ids of two runs never meet: a service that remembers yesterday's must not take today's for the same. */
  readonly #idStart = randomBytes(4).toString('hex');
  #lastId = 0;

  constructor(options: ZaloWorldOptions) {
    this.options = options;
    this.oa = new OfficialAccount(options.oa);
  }

  get clock(): MovableClock {
    return this.options.clock;
  }

  nowMs(): number {
    return this.options.clock.nowMs();
  }

  /** 20 hex digits, as Zalo's message ids have. */
  nextId(): string {
    this.#lastId += 1;
    return `${this.#idStart}${this.#lastId.toString(16).padStart(12, '0')}`;
  }

  addUser(spec: ZaloUserSpec): ZaloUser {
    const user = new ZaloUser(spec, this.nowMs(), this.options.keepMessagesPerUser);
    this.users.set(user.id, user);
    if (spec.phone !== undefined) this.byPhone.set(spec.phone, user);
    return user;
  }

  findUser(id: string): ZaloUser | undefined {
    const known = this.users.get(id);
    if (known !== undefined || !this.options.acceptUnknown || !USER_ID.test(id)) return known;
    return this.addUser({ id, name: id });
  }

  /** The person with this user id, or Zalo's -201. */
  user(id: unknown): ZaloUser {
    const found = typeof id === 'string' ? this.findUser(id) : undefined;
    if (found === undefined) throw oaRefusal(-201, 'user_id is invalid');
    return found;
  }

  findPhone(phone: string): ZaloUser | undefined {
    const known = this.byPhone.get(phone);
    if (known !== undefined || !this.options.acceptUnknown) return known;
    return this.addUser({ id: `9${phone.padStart(18, '0')}`, name: phone, phone, follower: false });
  }

  /** Whatever opens the window: following, writing, pressing. Reading does not. */
  interact(user: ZaloUser): void {
    user.lastInteractionMs = this.nowMs();
  }

  /** Puts a message of the OA on a phone. `echo` is the event that tells the app of it, '' for none. */
  deliver(user: ZaloUser, draft: ZaloDraft, from: 'oa' | 'admin' = 'oa', id = this.nextId()): ZaloMessage {
    const message: ZaloMessage = { id, atMs: this.nowMs(), from, ...draft };
    user.deliver(message);
    this.delivered += 1;
    this.changed(user);
    return message;
  }

  changed(user: ZaloUser): void {
    user.revision += 1;
    for (const listener of this.listeners) listener(user);
  }
}
