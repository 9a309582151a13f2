import { z } from 'zod';
import { draw } from '../luck.js';

const fault = z.discriminatedUnion('kind', [
  /** Refused with one of Zalo's numbers, before anything is done; `message` in Zalo's words unless given. */
  z.strictObject({ kind: z.literal('error'), code: z.number().int(), message: z.string().optional() }),
  /** The access token dies with this call: -216 (-124) now, until somebody asks for a new one. */
  z.strictObject({ kind: z.literal('unauthorized') }),
  z.strictObject({
    kind: z.literal('server-error'),
    code: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).default(500),
    /** Whether the call was done all the same. */
    delivered: z.boolean().default(false),
    /** A proxy in front answers in HTML, the API itself in JSON. */
    body: z.enum(['json', 'html']).default('html'),
  }),
  /** Waits, then goes on as if nothing had been: later rules and checks still apply. */
  z.strictObject({ kind: z.literal('slow'), ms: z.number().int().min(0).max(600_000) }),
  /** `after` on the token endpoint is the lost response after the tokens have rotated. */
  z.strictObject({ kind: z.literal('cut'), when: z.enum(['before', 'after']) }),
  z.strictObject({ kind: z.literal('silence'), delivered: z.boolean().default(false) }),
  /** Whatever you like. */
  z.strictObject({ kind: z.literal('answer'), status: z.number().int().min(200).max(599), body: z.string() }),
]);

export const zaloFaultRuleSchema = z.strictObject({
  /** Only calls that name these user ids or phone numbers. */
  users: z.array(z.string()).optional(),
  /** Only these paths, `/v3.0/oa/message/cs`. Left out: every path that delivers messages. `*` means every path. */
  paths: z.array(z.string()).optional(),
  /** How likely it strikes, 0 to 1; who is struck depends only on `seed`, the user and how often they were called. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  /** Strikes at most so often, then never again. */
  times: z.number().int().min(1).optional(),
  /** Lets the first so many matching calls pass. */
  after: z.number().int().min(0).default(0),
  fault,
});

/** What a test asks for; defaults may be left out. */
export type ZaloFaultRule = z.input<typeof zaloFaultRuleSchema>;
export type ZaloFault = z.output<typeof fault>;
type ParsedRule = z.output<typeof zaloFaultRuleSchema>;

interface ActiveRule {
  id: number;
  rule: ParsedRule;
  users: Set<string> | null;
  paths: Set<string> | null;
  matched: number;
  struck: number;
  nth: Map<string, number>;
}

/** The rules in the order they were made; for each call the first rule that strikes decides, after any `slow` ones. */
export class ZaloFaults {
  #rules: ActiveRule[] = [];
  #lastId = 0;

  get any(): boolean {
    return this.#rules.length > 0;
  }

  add(input: ZaloFaultRule): number {
    const rule = zaloFaultRuleSchema.parse(input);
    this.#lastId += 1;
    this.#rules.push({
      id: this.#lastId,
      rule,
      users: rule.users === undefined ? null : new Set(rule.users),
      paths: rule.paths === undefined ? null : new Set(rule.paths),
      matched: 0,
      struck: 0,
      nth: new Map(),
    });
    return this.#lastId;
  }

  /** Takes one rule away, or all of them. Whether there was anything to take away. */
  clear(id?: number): boolean {
    const before = this.#rules.length;
    this.#rules = id === undefined ? [] : this.#rules.filter((active) => active.id !== id);
    return this.#rules.length < before;
  }

  list(): { id: number; struck: number; rule: ParsedRule }[] {
    return this.#rules.map(({ id, struck, rule }) => ({ id, struck, rule }));
  }

  /** What strikes this call: how long it waits first, and the fault that ends it, if any. */
  strike(path: string, to: string | null, delivers: boolean): { delayMs: number; fault: ZaloFault | null } {
    let delayMs = 0;
    for (const active of this.#rules) {
      if (!matches(active, path, to, delivers) || !strikes(active, to ?? '')) continue;
      if (active.rule.fault.kind !== 'slow') return { delayMs, fault: active.rule.fault };
      delayMs += active.rule.fault.ms;
    }
    return { delayMs, fault: null };
  }
}

function matches(active: ActiveRule, path: string, to: string | null, delivers: boolean): boolean {
  if (active.users !== null && (to === null || !active.users.has(to))) return false;
  return active.paths === null ? delivers : active.paths.has('*') || active.paths.has(path);
}

function strikes(active: ActiveRule, to: string): boolean {
  const { rule } = active;
  active.matched += 1;
  if (active.matched <= rule.after) return false;
  if (rule.times !== undefined && active.struck >= rule.times) return false;
  if (rule.probability < 1) {
    const nth = (active.nth.get(to) ?? 0) + 1;
    active.nth.set(to, nth);
    if (draw(rule.seed, numberFor(to), nth) >= rule.probability) return false;
  }
  active.struck += 1;
  return true;
}

/** The same number for the same id: the last digits, which differ from neighbour to neighbour. */
function numberFor(id: string): number {
  const number = Number(id.slice(-12));
  return Number.isFinite(number) ? number : id.length;
}
