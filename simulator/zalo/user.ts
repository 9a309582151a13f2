import type { ZaloMessage } from './message.js';

/** What a person may refuse in Zalo's settings: consultation, templates, broadcasts, or everything of this OA. */
export const BLOCKABLE = ['cs', 'template', 'broadcast', 'all'] as const;
export type Blockable = (typeof BLOCKABLE)[number];

/** A bench has a million people who all have none of these: they share the empty ones. */
const NOTHING: ReadonlySet<never> = new Set<never>();
const NO_TEXTS: ReadonlyMap<string, number> = new Map();
const NO_MESSAGES: readonly ZaloMessage[] = [];
const NEVER: readonly number[] = [];
const NO_INFO: Readonly<Record<string, string>> = {};

/** A simulated person with a Zalo account. `place` and `tags` are only shown on the phones' page. */
export interface ZaloUserSpec {
  /** The id that this OA knows the person by: digits, longer than a number can hold. */
  id: string;
  name: string;
  /** `84…`; without one no template reaches them by phone. */
  phone?: string;
  /** Default true. */
  follower?: boolean;
  /** ISO time; null: never. Default: when the person was made, as following is an interaction. */
  lastInteraction?: string | null;
  /** Whether they ever wrote: who only followed gets `welcome_msg`. Default false. */
  wrote?: boolean;
  blocks?: Blockable[];
  banned?: boolean;
  /** Not seen on Zalo for more than 45 days. */
  inactive?: boolean;
  /** Has had too many messages lately: -218, and -1471 for templates. */
  saturated?: boolean;
  /** Templates are accepted for them but never arrive. */
  unreachable?: boolean;
  /** An administrator of the OA: gets templates in development mode. */
  admin?: boolean;
  /** For the filters of a broadcast, in Zalo's numbers. */
  gender?: 1 | 2;
  age?: number;
  location?: 0 | 1 | 2;
  city?: number;
  platform?: 1 | 2 | 3;
  telco?: 1 | 2 | 3 | 4;
  place?: string;
  tags?: string[];
}

export type ZaloUserState = Partial<Omit<ZaloUserSpec, 'id'>>;

/**
 * One person and what passed between them and the OA. `delivered` counts every message of the OA that reached the phone and
 * never goes down; `texts` counts each text by itself (unless nothing is kept), so that a test can say who got what how often.
 */
export class ZaloUser {
  readonly id: string;
  spec: ZaloUserSpec;
  follower: boolean;
  /** Of this person with this OA, in ms since 1970; null: none ever. */
  lastInteractionMs: number | null;
  wrote: boolean;
  everFollowed: boolean;
  /** Since they left they have written again; then the OA may answer as to anybody. */
  wroteAfterLeaving = false;
  blocks: ReadonlySet<Blockable>;
  tagsOfOa: ReadonlySet<string> = NOTHING;
  /** What they gave through request_user_info. */
  shared: Readonly<Record<string, string>> = NO_INFO;
  /** The name that the OA gave them. */
  alias = '';
  chatNowPressed = false;
  /** The newest messages, oldest first. */
  messages: readonly ZaloMessage[] = NO_MESSAGES;
  delivered = 0;
  unread = 0;
  revision = 0;
  texts: ReadonlyMap<string, number> = NO_TEXTS;
  /** When broadcasts reached them, ms since 1970, of the last month. */
  broadcastsMs: readonly number[] = NEVER;
  readonly #keep: number;
  #kept: ZaloMessage[] | null = null;
  #counted: Map<string, number> | null = null;

  constructor(spec: ZaloUserSpec, nowMs: number, keep: number) {
    this.id = spec.id;
    this.spec = spec;
    this.follower = spec.follower ?? true;
    this.everFollowed = this.follower;
    this.wrote = spec.wrote ?? false;
    this.blocks = spec.blocks === undefined ? NOTHING : new Set(spec.blocks);
    this.lastInteractionMs = interactionMs(spec, nowMs);
    this.#keep = keep;
  }

  get saturated(): boolean {
    return this.spec.saturated === true;
  }

  /** Changes what is named and leaves the rest. */
  set(state: ZaloUserState, nowMs: number): void {
    this.spec = { ...this.spec, ...state };
    if (state.follower !== undefined) this.follower = state.follower;
    if (state.wrote !== undefined) this.wrote = state.wrote;
    if (state.blocks !== undefined) this.blocks = new Set(state.blocks);
    if (state.lastInteraction !== undefined) this.lastInteractionMs = interactionMs(this.spec, nowMs);
  }

  /** Takes in a message of the OA: from here on it counts as delivered. */
  deliver(message: ZaloMessage): void {
    this.delivered += 1;
    this.unread += 1;
    if (this.#keep > 0 && message.text !== '') this.#countText(message.text);
    this.keepMessage(message);
  }

  keepMessage(message: ZaloMessage): void {
    if (this.#keep === 0) return;
    if (this.#kept === null) {
      this.#kept = [];
      this.messages = this.#kept;
    }
    this.#kept.push(message);
    if (this.#kept.length > this.#keep) this.#kept.shift();
  }

  #countText(text: string): void {
    if (this.#counted === null) {
      this.#counted = new Map();
      this.texts = this.#counted;
    }
    this.#counted.set(text, (this.#counted.get(text) ?? 0) + 1);
  }

  find(messageId: string): ZaloMessage | undefined {
    return this.messages.findLast((message) => message.id === messageId);
  }
}

function interactionMs(spec: ZaloUserSpec, nowMs: number): number | null {
  if (spec.lastInteraction === null) return null;
  if (spec.lastInteraction !== undefined) return new Date(spec.lastInteraction).getTime();
  return (spec.follower ?? true) ? nowMs : null;
}

/** What was given before, and over it what is a text of what is given now. */
export function withTexts(before: Readonly<Record<string, string>>, given: Record<string, unknown>) {
  const texts = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...before, ...Object.fromEntries(texts) };
}
